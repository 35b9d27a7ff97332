package ingest

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// quarantine is what ops.rejected_rows gets of one file. The rows wait in a file, as there may be many of them.
type quarantine struct {
	path  string // newline-delimited JSON of rejectedCell; "" if nothing is to be recorded
	cells int64  // optional cells that were nulled or replaced
}

// rejectedCell is one row of ops.rejected_rows.
type rejectedCell struct {
	Line     *int64          `json:"line"`
	Record   *int64          `json:"record"` // place in the file, from 1
	Column   *string         `json:"column_name"`
	Reason   string          `json:"reason"`
	Message  string          `json:"message"`
	Raw      *string         `json:"raw"`
	Rejected bool            `json:"is_row_rejected"`
	Parsed   json.RawMessage `json:"parsed"`
}

// maxWarnings is how many cells of accepted rows are recorded for one column and reason; one more row says how many
// others there are. Rejected rows are always recorded, every one.
const maxWarnings = 1000

// problemRow is a row with something to record.
type problemRow struct {
	ordinal int64
	line    sql.NullInt64 // where the format itself knows it
	bad     int64
	missing int64
	strange int64
	said    map[string]string // the file's own words in the columns of a vocabulary
	parsed  string            // JSON of the canonical columns, of a row that is loaded those of keyColumns
}

// brokenRecord is a record that DuckDB sorted out before it had columns.
type brokenRecord struct {
	offset  int64
	reason  string
	message string
	raw     string
	lines   int64 // physical lines that it takes: an unclosed quote swallows those behind it
	// openQuote is the line on which a quote opens that is never closed, 0 if there is none.
	openQuote int64
}

// locate collects what is to be recorded, and reads the file again for the lines if there is anything.
func (l *loader) locate(ctx context.Context, st *stage, found problems) (quarantine, error) {
	if found.rejected == 0 && found.recorded == 0 && len(st.absent) == 0 {
		return quarantine{}, nil
	}
	rows, err := st.problemRows(ctx)
	if err != nil {
		return quarantine{}, err
	}
	broken := found.broken
	byOrdinal, byOffset, err := st.locateLines(ctx, rows, broken)
	if err != nil {
		return quarantine{}, fmt.Errorf("find the lines of rejected rows in %s: %w", st.file.Path, err)
	}
	texts, err := st.cellTexts(ctx, rows)
	if err != nil {
		return quarantine{}, err
	}
	q := quarantine{path: l.scratchPath("quarantine.ndjson")}
	out, err := os.Create(q.path)
	if err != nil {
		return quarantine{}, fmt.Errorf("write quarantine: %w", err)
	}
	writer := &cellWriter{stage: st, out: bufio.NewWriter(out), texts: texts, warnings: map[[2]string]int64{}}
	writer.absentColumns()
	for _, record := range broken {
		writer.broken(record, byOffset[record.offset])
	}
	for _, row := range rows {
		writer.row(row, byOrdinal[row.ordinal])
	}
	writer.summarise()
	q.cells = writer.cells
	return q, errors.Join(writer.err, writer.out.Flush(), out.Close())
}

func (st *stage) problemRows(ctx context.Context) ([]problemRow, error) {
	line := "null::bigint"
	if st.relation.line != "" {
		line = "__line"
	}
	fields := make([]string, 0, len(st.entity.Columns))
	for _, column := range st.entity.Columns {
		fields = append(fields, column.Name)
	}
	rows, err := st.conn.QueryContext(ctx, fmt.Sprintf(`
		select __row, %s, __bad, __missing, __strange,
			case when __missing <> 0 then %s else %s end,
			case when __strange <> 0 then __said else '{}' end
		from %s
		where __bad <> 0 or __missing <> 0 or __strange <> 0
		order by __row`, line, packJSON(fields), packJSON(keyColumns(st.entity)), finalView))
	if err != nil {
		return nil, fmt.Errorf("list rejected rows: %w", err)
	}
	defer rows.Close()
	var found []problemRow
	for rows.Next() {
		var row problemRow
		var said string
		err := rows.Scan(&row.ordinal, &row.line, &row.bad, &row.missing, &row.strange, &row.parsed, &said)
		if err != nil {
			return nil, fmt.Errorf("list rejected rows: %w", err)
		}
		if err := json.Unmarshal([]byte(said), &row.said); err != nil {
			return nil, fmt.Errorf("list rejected rows: %w", err)
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// keyColumns are kept of a row with cells that were not taken: by its key it is known again, and by whose it is recaudo erase
// finds it.
func keyColumns(entity Entity) []string {
	columns := identity(entity)
	for _, name := range PseudonymColumns() {
		if _, ok := entity.Column(name); ok && !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	return columns
}

// packJSON is the SQL of a JSON object of some columns.
func packJSON(columns []string) string {
	fields := make([]string, len(columns))
	for i, column := range columns {
		fields[i] = ident(column) + " := " + ident(column)
	}
	return "to_json(struct_pack(" + strings.Join(fields, ", ") + "))::varchar"
}

func (st *stage) brokenRecords(ctx context.Context) ([]brokenRecord, error) {
	rows, err := st.conn.QueryContext(ctx, `
		select line_byte_position, min(error_type)::varchar, min(error_message), coalesce(min(csv_line), '')
		from `+rejectTable+`
		group by line_byte_position
		order by line_byte_position`)
	if err != nil {
		return nil, fmt.Errorf("list unreadable records: %w", err)
	}
	defer rows.Close()
	var found []brokenRecord
	for rows.Next() {
		var record brokenRecord
		if err := rows.Scan(&record.offset, &record.reason, &record.message, &record.raw); err != nil {
			return nil, fmt.Errorf("list unreadable records: %w", err)
		}
		record.reason = strings.ReplaceAll(strings.ToLower(record.reason), " ", "_")
		record.lines = 1
		found = append(found, record)
	}
	return found, rows.Err()
}

// csvLineBytes is the length from which DuckDB cuts the text of a broken record.
const csvLineBytes = 10_000

// mayRunOn reports whether a broken record may take several lines.
func (r brokenRecord) mayRunOn() bool {
	return len(r.raw) >= csvLineBytes || r.reason == "line_size_over_maximum" ||
		strings.ContainsAny(strings.Trim(r.raw, "\r\n"), "\r\n")
}

// measureBroken counts the lines that broken records swallowed. Few files have any that may run on, so that only
// those are read again for it.
func (st *stage) measureBroken(ctx context.Context, broken []brokenRecord) error {
	if st.relation.lines == nil || !slices.ContainsFunc(broken, brokenRecord.mayRunOn) {
		return nil
	}
	_, byOffset, err := st.locateLines(ctx, nil, broken)
	if err != nil {
		return fmt.Errorf("measure broken records of %s: %w", st.file.Path, err)
	}
	for i := range broken {
		if at, ok := byOffset[broken[i].offset]; ok {
			broken[i].lines, broken[i].openQuote = at.Span, at.OpenQuote
		}
	}
	return nil
}

func (st *stage) locateLines(ctx context.Context, rows []problemRow, broken []brokenRecord) (
	map[int64]recordLine, map[int64]recordLine, error,
) {
	if st.relation.lines == nil || len(rows)+len(broken) == 0 {
		return nil, nil, nil
	}
	ordinals := make([]int64, len(rows))
	for i, row := range rows {
		ordinals[i] = row.ordinal
	}
	offsets := make([]int64, len(broken))
	for i, record := range broken {
		offsets[i] = record.offset
	}
	slices.Sort(offsets)
	return st.relation.lines(ctx, ordinals, slices.Compact(offsets))
}

// write adds the quarantine to ops.rejected_rows. A load that tries a content again takes the place of the rejected
// rows that the earlier one left.
func (q quarantine) write(ctx context.Context, tx *sql.Tx, a attempt) error {
	if a.retryOf != 0 {
		_, err := tx.ExecContext(ctx, `delete from ops.rejected_rows where load_id in
			(select load_id from ops.loads where source = ? and content_hash = ?)`, a.source.Name, a.hash)
		if err != nil {
			return fmt.Errorf("clear quarantine: %w", err)
		}
	}
	if q.path == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		insert into ops.rejected_rows by name
		select ?::bigint as load_id, ? as source, ? as file, *
		from read_json(`+globLiteral(q.path)+`, format = 'newline_delimited', columns = {
			line: 'bigint', record: 'bigint', column_name: 'varchar', reason: 'varchar', message: 'varchar', raw: 'varchar',
			is_row_rejected: 'boolean', parsed: 'json'
		}, maximum_object_size = 67108864)`, a.loadID, a.source.Name, a.file.Path)
	if err != nil {
		return fmt.Errorf("write quarantine: %w", err)
	}
	return nil
}
