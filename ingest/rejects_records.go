package ingest

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// readRecords exports the rows of a JSON document, a sheet or a Parquet file. Of JSON it writes the records as they
// stand, in arrays at the same place; of the others CSV with the file's headers. Their places are known; how the source
// reads its cells may have changed since.
func (r *rejectReader) readRecords(ctx context.Context, format string) error {
	a := attempt{source: r.source, file: r.file, hash: r.done.hash, loadID: r.done.LoadID}
	st := &stage{loader: r.loader, attempt: a}
	var err error
	if st.relation, err = r.loader.open(ctx, r.source, r.file); err != nil {
		return err
	}
	if format == "json" {
		return r.readJSON(ctx, st)
	}
	return r.readCells(ctx, st)
}

// places lists the places of the rejected rows: many records may stand on one line of JSON, and those of a Parquet file
// on none. A load of a Recaudo that did not note them has the rows that are rejected under today's settings.
func (r *rejectReader) places(ctx context.Context, st *stage) (places []int64, err error) {
	for _, record := range r.done.Records {
		places = append(places, record-1)
	}
	if len(places) > 0 {
		return places, nil
	}
	if st, err = r.stage(ctx, st.attempt); err != nil {
		return nil, err
	}
	defer func() { _ = st.drop(ctx) }() // with the database in memory they go anyway
	if _, err := st.judge(ctx); err != nil {
		return nil, err
	}
	rows, err := st.conn.QueryContext(ctx, "select __row from "+finalView+" where __missing <> 0 order by 1")
	if err != nil {
		return nil, fmt.Errorf("list rejected rows: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var place int64
		if err := rows.Scan(&place); err != nil {
			return nil, fmt.Errorf("list rejected rows: %w", err)
		}
		places = append(places, place)
	}
	return places, rows.Err()
}

// noteFewer says why fewer rows are exported than were rejected.
func (r *rejectReader) noteFewer(found, erased int64) {
	if erased > 0 {
		r.note("%d of its %d rejected rows are left out: they hold an id that was erased", erased, r.done.Rows)
	}
	if found+erased < r.done.Rows {
		r.note("%d of its %d rejected rows are not found under today's settings of source %s; if they can be read now, "+
			"`recaudo run --retry-rejected` loads them", r.done.Rows-found-erased, r.done.Rows, r.source.Name)
	}
}

func (r *rejectReader) readJSON(ctx context.Context, st *stage) error {
	places, err := r.places(ctx, st)
	if err != nil {
		return err
	}
	records, _, err := st.relation.lines(ctx, places, nil)
	if err != nil {
		return r.textError(ctx, err)
	}
	var keys []string
	if r.source.Records != "" {
		keys = strings.Split(r.source.Records, ".")
	}
	var texts []string
	var erased int64
	for _, place := range places {
		switch record, ok := records[place]; {
		case !ok:
		case r.holdsErased(jsonWords(record.Raw)):
			erased++
		default:
			texts = append(texts, record.Raw)
		}
	}
	r.noteFewer(int64(len(texts)), erased)
	if len(texts) == 0 {
		return nil
	}
	s := shape{format: "json", header: r.source.Records, version: r.version(), lineEnd: "\n"}
	writer, isNew, err := r.exporter.output(r.source, r.done.RejectedFile, s, func(out *os.File) (*rejectWriter, error) {
		w := newRejectWriter(out, r.source.Dialect.Encoding)
		opening, closing := "", "]"
		for _, key := range keys {
			name, err := json.Marshal(key)
			if err != nil {
				return nil, fmt.Errorf("export rejects: %w", err)
			}
			opening += "{" + string(name) + ": "
			closing += "}"
		}
		w.close = func() error {
			_, err := io.WriteString(w, closing+"\n")
			return err
		}
		_, err := io.WriteString(w, opening+"[\n")
		return w, err
	})
	if err != nil {
		return err
	}
	for i, text := range texts {
		if !isNew || i > 0 {
			text = ",\n" + text
		}
		if _, err := io.WriteString(writer, text); err != nil {
			return fmt.Errorf("export rejects: %w", err)
		}
	}
	writer.rows += int64(len(texts))
	r.done.Exported, r.done.Output = int64(len(texts)), writer.path
	return nil
}

// readCells exports the rows of a sheet by their numbers, those of a Parquet file by their places.
func (r *rejectReader) readCells(ctx context.Context, st *stage) error {
	condition, numbers := st.relation.line, r.done.Lines
	if condition == "" {
		var err error
		if numbers, err = r.places(ctx, st); err != nil {
			return err
		}
		condition = "__place"
	}
	if len(numbers) == 0 {
		r.noteFewer(0, 0)
		return nil
	}
	headers := make([]string, len(st.relation.columns))
	names := make([]string, len(st.relation.columns))
	for i, column := range st.relation.columns {
		headers[i], names[i] = column.Header, "coalesce("+ident(column.Name)+"::varchar, '')"
	}
	wanted := make([]string, len(numbers))
	for i, number := range numbers {
		wanted[i] = strconv.FormatInt(number, 10)
	}
	rows, err := st.conn.QueryContext(ctx, fmt.Sprintf("select %s from (select *, row_number() over () - 1 as __place "+
		"from (%s) as file) where %s in (select unnest([%s])) order by __place",
		strings.Join(names, ", "), st.relation.query, condition, strings.Join(wanted, ", ")))
	if err != nil {
		return fmt.Errorf("read rejected rows: %w", err)
	}
	var cells [][]string
	var erased int64
	err = eachRow(rows, len(headers), func(row []string) {
		if r.holdsErased(cellWords(row)) {
			erased++
			return
		}
		cells = append(cells, row)
	})
	if err != nil {
		return fmt.Errorf("read rejected rows: %w", err)
	}
	r.noteFewer(int64(len(cells)), erased)
	if len(cells) == 0 {
		return nil
	}
	return r.writeCells(headers, cells)
}

func (r *rejectReader) writeCells(headers []string, cells [][]string) error {
	s := shape{format: "csv", header: strings.Join(headers, "\x1f"), version: r.version(), lineEnd: "\n"}
	writer, isNew, err := r.exporter.output(r.source, r.done.RejectedFile, s, func(out *os.File) (*rejectWriter, error) {
		return newRejectWriter(out, ""), nil
	})
	if err != nil {
		return err
	}
	table := csv.NewWriter(writer)
	if isNew {
		// Spreadsheets take CSV without it for text of their own encoding.
		if _, err := writer.Write(utf8BOM); err != nil {
			return fmt.Errorf("export rejects: %w", err)
		}
		cells = slices.Insert(cells, 0, headers)
		writer.rows--
	}
	if err := errors.Join(table.WriteAll(cells), table.Error()); err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	writer.rows += int64(len(cells))
	r.done.Exported, r.done.Output = int64(len(cells)), writer.path
	if isNew {
		r.done.Exported--
	}
	r.note("its rows are written as CSV with its own headers; to load them, save them as %s, or correct them where they "+
		"come from", strings.ToUpper(formatName(r.source, r.file.Path)))
	return nil
}

func formatName(source Source, path string) string {
	format, _ := formatOf(source, path)
	return format
}

// eachRow scans rows of texts.
func eachRow(rows *sql.Rows, width int, take func([]string)) error {
	defer rows.Close()
	for rows.Next() {
		row := make([]string, width)
		targets := make([]any, width)
		for i := range row {
			targets[i] = &row[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		take(row)
	}
	return rows.Err()
}
