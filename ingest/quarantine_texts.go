package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// cellTexts returns the cells that something is read from, by the place of their record and the column's name, of the
// rows of a format that has no lines to quote: a sheet or a Parquet file. It is nil for the others.
func (st *stage) cellTexts(ctx context.Context, rows []problemRow) (texts map[int64]map[string]*string, err error) {
	if st.relation.lines != nil || len(rows) == 0 {
		return nil, nil
	}
	var fields []string
	for _, column := range st.relation.columns {
		if st.isMapped(column.Name) {
			fields = append(fields, fmt.Sprintf("%[1]s := %[1]s::varchar", ident(column.Name)))
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	places := make([]string, len(rows))
	for i, row := range rows {
		places[i] = strconv.FormatInt(row.ordinal, 10)
	}
	found, err := st.conn.QueryContext(ctx, fmt.Sprintf(`
		select __place, to_json(struct_pack(%s))::varchar
		from (select *, row_number() over () - 1 as __place from (%s) as file)
		where __place in (select unnest([%s]))`,
		strings.Join(fields, ", "), st.relation.query, strings.Join(places, ", ")))
	if err != nil {
		return nil, fmt.Errorf("read the cells of rejected rows: %w", err)
	}
	defer found.Close()
	texts = map[int64]map[string]*string{}
	for found.Next() {
		var place int64
		var text string
		if err := found.Scan(&place, &text); err != nil {
			return nil, fmt.Errorf("read the cells of rejected rows: %w", err)
		}
		var cells map[string]*string
		if err := json.Unmarshal([]byte(text), &cells); err != nil {
			return nil, fmt.Errorf("read the cells of rejected rows: %w", err)
		}
		texts[place] = cells
	}
	return texts, found.Err()
}

// isSheetNumber reports whether a cell of a sheet that should hold a date holds a number, which a sheet shows as a date
// only by its format.
func (w *cellWriter) isSheetNumber(column Column, cells map[string]*string) bool {
	sources := w.mapping[column.Name]
	if w.relation.line == "" || len(sources) == 0 || cells[sources[0].Name] == nil {
		return false
	}
	_, err := strconv.ParseFloat(*cells[sources[0].Name], 64)
	return err == nil
}
