package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// merge moves the staged rows into raw. Rows that are rejected, known, or older than what is in force stay out; rows
// in force that a newer version replaces move to ops.superseded_rows. The work is set-based, and what is there
// already is only joined to the rows of the file, never sorted.
type merge struct {
	*stage
	tx     *sql.Tx
	rows   string // relation of the canonical rows
	counts Counts
	// isFirst says that the raw table is empty, so that nothing can clash with it.
	isFirst bool
	// isHashed says that rows without a key are among the rows, which then have row_hash and row_ordinal.
	isHashed bool
	// isOrderless says that rows of one key are folded together, whichever file is newer.
	isOrderless bool
	// hasKnown says that the temporary table stage_known is there; verdicts counts its rows by verdict.
	hasKnown bool
	verdicts map[string]int64
}

func (st *stage) merge(ctx context.Context, tx *sql.Tx) (Counts, error) {
	m := &merge{stage: st, tx: tx, rows: finalView}
	steps := []func(context.Context) error{
		m.lookAtRaw, m.foldEvents, m.hashRows, m.setAside, m.findRepeats, m.findKnown, m.tally, m.confirm, m.predate,
		m.restate, m.supersede, m.insert,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return Counts{}, fmt.Errorf("load %s: %w", st.file.Path, err)
		}
	}
	return m.counts, nil
}

func (m *merge) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := m.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (m *merge) rawTable() string { return "raw." + ident(m.entity.Name) }

func (m *merge) lookAtRaw(ctx context.Context) error {
	var one int
	err := m.tx.QueryRowContext(ctx, "select 1 from "+m.rawTable()+" limit 1").Scan(&one)
	m.isFirst = errors.Is(err, sql.ErrNoRows)
	if m.isFirst {
		return nil
	}
	return err
}

// canKeyless reports whether rows of the entity may lack their key.
func (m *merge) canKeyless() bool {
	if len(m.entity.Key) != 1 {
		return false
	}
	column, _ := m.entity.Column(m.entity.Key[0])
	return !column.Required
}

// hashRows gives rows without a key their identity: a hash of their content, and a number among equal rows of the
// file. The reaction is left out: it follows from the outcome, and a better map must not make new rows.
func (m *merge) hashRows(ctx context.Context) error {
	if !m.canKeyless() {
		return nil
	}
	key := ident(m.entity.Key[0])
	var one int
	err := m.tx.QueryRowContext(ctx, fmt.Sprintf(
		"select 1 from %s as r where %s is null and %s limit 1", m.keyRows(), key, m.isWhole("r"))).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	parts := []string{literal(m.source.Name)}
	for _, column := range m.entity.Columns {
		if column.Kind != Reaction {
			parts = append(parts, fmt.Sprintf("coalesce(%s::varchar, chr(30))", ident(column.Name)))
		}
	}
	_, err = m.exec(ctx, fmt.Sprintf(`create temp table stage_rows as
		select %s, __row, __missing,
			case when %s is null and %s then md5_number(concat_ws(chr(31), %s)) end as row_hash, 1::integer as row_ordinal
		from %s as r`, quoteAll(m.contentColumns()), key, m.isWhole("r"), strings.Join(parts, ", "), m.rows))
	if err != nil {
		return err
	}
	m.rows, m.isHashed = "temp.stage_rows", true
	// Only hashes that occur twice are numbered: a window over every row of a large file does not fit into memory.
	_, err = m.exec(ctx, `create temp table stage_twins as
		select __row, row_number() over (partition by row_hash order by __row) as row_ordinal
		from temp.stage_rows
		where row_hash in (
			select row_hash from temp.stage_rows where row_hash is not null group by row_hash having count(*) > 1)`)
	if err != nil {
		return err
	}
	_, err = m.exec(ctx, `update temp.stage_rows set row_ordinal = twins.row_ordinal
		from temp.stage_twins as twins where stage_rows.__row = twins.__row and twins.row_ordinal > 1`)
	return err
}

// setAside lists the rows that are not inserted, or that replace a row in force:
//
//	rejected   a required column has no value
//	duplicate  the row is in force already, or stands again further down in the file
//	replaced   a later line of the file has the same key and other content
//	older      a newer version of the row is in force
//	corrects   the row replaces raw_row
func (m *merge) setAside(ctx context.Context) error {
	if m.isClean() {
		return nil
	}
	return m.judgeRows(ctx, "(__row, verdict) select __row, 'rejected' from "+m.rows+" where __missing <> 0")
}

// judgeRows adds rows to stage_known, which most files do not need.
func (m *merge) judgeRows(ctx context.Context, rows string, args ...any) error {
	if !m.hasKnown {
		_, err := m.exec(ctx, "create temp table stage_known "+
			"(__row bigint, verdict varchar, raw_row bigint, by_row bigint, by_load_id bigint)")
		if err != nil {
			return err
		}
		m.hasKnown = true
	}
	_, err := m.exec(ctx, "insert into temp.stage_known "+rows, args...)
	return err
}

// isWhole is the SQL of whether a row lacks nothing that is required. Looking costs as much as reading the row.
func (m *merge) isWhole(alias string) string {
	if m.isClean() {
		return "true"
	}
	return alias + ".__missing = 0"
}

// keyRows is the relation in which the keys of the rows are looked at: the stage itself, if they and all its rows stand
// there as they are loaded. A view of thirty expressions takes longer to plan than a small file to load.
func (m *merge) keyRows() string {
	if m.rows != finalView || !m.isClean() || m.finalConditions() != "" {
		return m.rows
	}
	for _, name := range m.entity.Key {
		column, _ := m.entity.Column(name)
		if m.finalExpr(column) != "stage."+ident(name) {
			return m.rows
		}
	}
	return stageTable
}

// unjudged is the SQL of the condition that a row has no verdict yet, or none of those that speak against it.
func (m *merge) unjudged(alias, but string) string {
	if !m.hasKnown {
		return "true"
	}
	return fmt.Sprintf("%s.__row not in (select __row from temp.stage_known where verdict <> %s)", alias, literal(but))
}

// isKeyed is the SQL of whether a row is identified by its key.
func (m *merge) isKeyed(alias string) string {
	if !m.canKeyless() {
		return "true"
	}
	return alias + "." + ident(m.entity.Key[0]) + " is not null"
}

// sameKey is the SQL of whether two rows have the same key; in keys of several columns, NULLs are equal.
func (m *merge) sameKey(left, right string) string {
	if len(m.entity.Key) == 1 {
		name := ident(m.entity.Key[0])
		return left + "." + name + " = " + right + "." + name
	}
	return strings.Join(m.eachColumn(m.entity.Key, left, right), " and ")
}

// sameAsKnown is the SQL of whether a row of the file is a version of one in raw. A line of a snapshot is its source's own:
// the list says who is gone from it, whatever the lists of other sources say.
func (m *merge) sameAsKnown() string {
	return m.sameKey("r", "known") + m.ofThisSource("known.as_of_date", "known.source")
}

// ofThisSource is the SQL of the condition, after others, that a row is of this file's source if it is of a snapshot.
func (m *merge) ofThisSource(date, source string) string {
	if _, ok := m.entity.Column("as_of_date"); !ok {
		return ""
	}
	return fmt.Sprintf(" and (%s is null or %s = %s)", date, source, literal(m.source.Name))
}

// sameContent is the SQL of whether two rows say the same.
func (m *merge) sameContent(left, right string) string {
	return strings.Join(m.eachColumn(m.contentColumns(), left, right), " and ")
}

func (m *merge) eachColumn(columns []string, left, right string) []string {
	terms := make([]string, len(columns))
	for i, name := range columns {
		terms[i] = fmt.Sprintf("%s.%s is not distinct from %s.%s", left, ident(name), right, ident(name))
	}
	return terms
}

// contentColumns are the columns of raw that the export states.
func (st *stage) contentColumns() []string {
	var names []string
	for _, column := range st.entity.Columns {
		names = append(names, column.Name)
		if column.Kind == Instant {
			names = append(names, column.Name+"_has_time")
		}
	}
	return names
}

// content is the SELECT list of what a row says.
func (m *merge) content(alias string) string {
	columns := make([]string, len(m.contentColumns()))
	for i, name := range m.contentColumns() {
		columns[i] = alias + "." + ident(name)
	}
	return strings.Join(columns, ", ")
}

// rawRow is the SELECT list of a row as raw stores it.
func (m *merge) rawRow(alias string) string {
	columns := []string{m.content(alias)}
	if m.isHashed {
		columns = append(columns, alias+".row_hash",
			fmt.Sprintf("case when %s.row_hash is not null then %s.row_ordinal end as row_ordinal", alias, alias))
	} else {
		columns = append(columns, "null::uhugeint as row_hash", "null::integer as row_ordinal")
	}
	if m.entity.Ordered {
		columns = append(columns, alias+".__row as line_order")
	}
	columns = append(columns, fmt.Sprintf("%d::bigint as load_id", m.loadID), literal(m.source.Name)+" as source")
	return strings.Join(columns, ", ")
}

// packed lists the columns of rawRow as fields of a struct.
func (m *merge) packed(alias string) string {
	names := append(m.contentColumns(), "row_hash", "row_ordinal")
	if m.entity.Ordered {
		names = append(names, "line_order")
	}
	fields := make([]string, 0, len(names)+2)
	for _, name := range append(names, "load_id", "source") {
		fields = append(fields, fmt.Sprintf("%[2]s := %[1]s.%[2]s", alias, ident(name)))
	}
	return strings.Join(fields, ", ")
}

// rowKey is the SQL of what names a row in ops.superseded_rows and in `recaudo trace`: the values of its key joined
// by |, or its content's hash and number.
func rowKey(entity Entity, alias string) string {
	var parts []string
	for _, name := range entity.Key {
		parts = append(parts, fmt.Sprintf("coalesce(%s.%s::varchar, '')", alias, ident(name)))
	}
	return "concat_ws('|', " + strings.Join(parts, ", ") + ")"
}

// insert adds the rows that nothing speaks against. By name, so that a column added to a contract does not shift
// others.
func (m *merge) insert(ctx context.Context) error {
	inserted, err := m.exec(ctx, fmt.Sprintf("insert into %s by name select %s from %s as r where %s",
		m.rawTable(), m.rawRow("r"), m.rows, m.unjudged("r", "corrects")))
	m.counts = Counts{
		Accepted:  inserted - m.verdicts["corrects"],
		Duplicate: m.verdicts["duplicate"] + m.verdicts["older"],
		Corrected: m.verdicts["corrects"] + m.verdicts["replaced"],
	}
	return err
}

// tally counts the verdicts, and forgets the table if there are none.
func (m *merge) tally(ctx context.Context) error {
	m.verdicts = map[string]int64{}
	if !m.hasKnown {
		return nil
	}
	rows, err := m.tx.QueryContext(ctx, "select verdict, count(*) from temp.stage_known group by verdict")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var verdict string
		var count int64
		if err := rows.Scan(&verdict, &count); err != nil {
			return err
		}
		m.verdicts[verdict] = count
	}
	m.hasKnown = len(m.verdicts) > 0
	return rows.Err()
}
