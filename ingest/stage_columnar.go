package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// openParquet lets DuckDB read a Parquet file. Its numbers and dates are what their types say; only its text goes
// through the dialect.
func (l *loader) openParquet(ctx context.Context, source Source, file exportFile) (relation, error) {
	size, err := checkParquetEnds(l.root.FS(), file.Path)
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	err = guardParquet(ctx, l.conn, l.literalPath(file), size, l.Limits)
	if ctx.Err() != nil {
		return relation{}, ctx.Err()
	}
	if _, ok := warehouse.IsEngineError(err); ok {
		return relation{}, l.readError(source, file, err)
	}
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	read := "read_parquet(" + l.literalPath(file) + ")"
	columns, err := l.describe(ctx, source, file, read)
	if err != nil {
		return relation{}, err
	}
	if err := l.checkColumns(file, columns); err != nil {
		return relation{}, err
	}
	return relation{query: typedQuery(read, columns), columns: columns, dialect: l.withZone(source.Dialect)}, nil
}

// openXLSX has one sheet decoded to Parquet, which DuckDB reads.
func (l *loader) openXLSX(ctx context.Context, source Source, file exportFile) (relation, error) {
	footer, err := l.findSheetFooter(ctx, source, file, &source.Dialect)
	if err != nil {
		return relation{}, err
	}
	target := l.scratchPath("sheet.parquet")
	info, err := xlsxToParquet(ctx, l.root.FS(), file.Path, source.Records, source.Dialect, l.Limits, target)
	if ctx.Err() != nil {
		return relation{}, ctx.Err()
	}
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	read := "read_parquet(" + globLiteral(target) + ")"
	columns, err := l.describe(ctx, source, file, read)
	if err != nil {
		return relation{}, err
	}
	fields := make([]string, 0, len(columns))
	kept := columns[:0]
	for _, column := range columns {
		if column.Name == sheetRowColumn {
			continue
		}
		kept = append(kept, column)
		fields = append(fields, ident(column.Name))
	}
	for i := range kept {
		if i < len(info.Headers) {
			kept[i].Header = info.Headers[i]
			kept[i].IsRepeated = info.Repeated[strings.ToLower(info.Headers[i])]
		}
	}
	return relation{
		query:   "select " + strings.Join(fields, ", ") + ", " + sheetRowColumn + " as __sheet_row from " + read,
		columns: kept, dialect: l.withZone(source.Dialect), line: "__sheet_row", footer: footer, takesFooter: true,
	}, nil
}

// describe lists the columns of a relation with their types.
func (l *loader) describe(ctx context.Context, source Source, file exportFile, read string) ([]fileColumn, error) {
	rows, err := l.conn.QueryContext(ctx, "select column_name, column_type from (describe select * from "+read+")")
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, l.readError(source, file, err)
	}
	defer rows.Close()
	var columns []fileColumn
	for rows.Next() {
		var column fileColumn
		if err := rows.Scan(&column.Name, &column.Type); err != nil {
			return nil, fmt.Errorf("describe %s: %w", file.Path, err)
		}
		column.Header = column.Name
		columns = append(columns, column)
	}
	return columns, errors.Join(rows.Err(), rows.Close())
}

// typedQuery gives every column as text, as `where:` sees it, and beside it in its own type.
func typedQuery(read string, columns []fileColumn) string {
	var fields []string
	for _, column := range columns {
		name := ident(column.Name)
		fields = append(fields, name+"::varchar as "+name)
		if !isTextType(column.Type) {
			fields = append(fields, name+" as "+ident(typedName(column)))
		}
	}
	return "select " + strings.Join(fields, ", ") + " from " + read
}
