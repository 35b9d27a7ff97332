package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"strings"
)

// findRepeats sets aside the lines of the file whose key stands again further down: the last line counts.
func (m *merge) findRepeats(ctx context.Context) error {
	// Hashes of eight bytes are counted much faster than keys of text; a collision only costs a second look.
	quoted := make([]string, len(m.entity.Key))
	for i, name := range m.entity.Key {
		quoted[i] = "r." + ident(name)
	}
	hash := "hash(" + strings.Join(quoted, ", ") + ")"
	from := fmt.Sprintf("from %s as r where %s and %s", m.keyRows(), m.isWhole("r"), m.isKeyed("r"))
	isRising, err := m.isRising(ctx, from)
	if err != nil || isRising {
		return err
	}
	hasRepeats, err := m.hasRepeats(ctx, hash, from)
	if err != nil || !hasRepeats {
		return err
	}
	_, err = m.exec(ctx, fmt.Sprintf("create temp table stage_repeats as select %s, r.__row from %s as r where %s and %s "+
		"and %s in (select %s %s group by all having count(*) > 1)", m.content("r"), m.rows, m.isWhole("r"), m.isKeyed("r"),
		hash, hash, from))
	if err != nil {
		return err
	}
	return m.judgeRows(ctx, fmt.Sprintf(`(__row, verdict, by_row)
		select r.__row, case when %s then 'duplicate' else 'replaced' end, last.__row
		from temp.stage_repeats as r
		join temp.stage_repeats as last on %s and last.__row > r.__row
		where last.__row in (select max(r.__row) from temp.stage_repeats as r group by %s)`,
		m.sameContent("r", "last"), m.sameKey("r", "last"), strings.Join(quoted, ", ")))
}

// isRising reports whether each key is longer than the one before it, or as long and later in the alphabet: keys that a
// program has counted upwards are, and none of them can stand twice. To see it takes a tenth of counting them. In which
// order the rows come is no matter: whatever it is, keys that only rise are different.
func (m *merge) isRising(ctx context.Context, from string) (bool, error) {
	if !m.isTextKey() {
		return false, nil
	}
	// Without an order of its own, this window needs no sorting: it runs along with the scan. The first key rises over none.
	var isRising bool
	err := m.tx.QueryRowContext(ctx, fmt.Sprintf(`
		select count(*) - 1 <= count(*) filter (
			where strlen(previous) < strlen(key) or strlen(previous) = strlen(key) and previous < key)
		from (select key, lag(key) over () as previous from (select r.%s as key %s))`,
		ident(m.entity.Key[0]), from)).Scan(&isRising)
	return isRising, err
}

// countedRows is how many hashes are counted at a time: sixty bytes each must fit beside the stage.
const countedRows = 2_000_000

// hasRepeats reports whether two rows have the same hash.
func (m *merge) hasRepeats(ctx context.Context, hash, from string) (bool, error) {
	passes := m.findings.rows/countedRows + 1
	for pass := range passes {
		part := ""
		if passes > 1 {
			part = fmt.Sprintf(" and %s %% %d = %d", hash, passes, pass)
		}
		var repeats int64
		err := m.tx.QueryRowContext(ctx, fmt.Sprintf("select count(*) - count(distinct %s) %s%s", hash, from, part)).Scan(&repeats)
		if err != nil || repeats > 0 {
			return repeats > 0, err
		}
	}
	return false, nil
}

// findKnown compares the file's rows with the rows in force of the same key or content.
func (m *merge) findKnown(ctx context.Context) error {
	if m.isFirst {
		return nil
	}
	if m.isHashed {
		err := m.judgeRows(ctx, fmt.Sprintf(`(__row, verdict)
			select r.__row, 'duplicate'
			from temp.stage_rows as r
			join (
				select row_hash, max(row_ordinal) as row_ordinal from %s
				where source = ? and row_hash in (select row_hash from temp.stage_rows)
				group by row_hash
			) as known on known.row_hash = r.row_hash
			where r.row_ordinal <= known.row_ordinal`, m.rawTable()), m.source.Name)
		if err != nil {
			return err
		}
	}
	hasMet, err := m.meetKeys(ctx)
	if err != nil || !hasMet {
		return err
	}
	// A row that a newer file stated again is as new as that file, though it keeps the load that brought it.
	isOlder := "(version.exported_at, parse_filename(version.path)) > (?::timestamp, ?)"
	if m.isOrderless {
		isOlder = "false and (?::timestamp is null or ? is null)"
	}
	return m.judgeRows(ctx, fmt.Sprintf(`
		select r.__row,
			case when %s then 'duplicate' when %s then 'older' else 'corrects' end,
			known.rowid, null, known.load_id
		from %s as r
		join %s as known on %s
		left join ops.loads as version on version.load_id = coalesce(known.confirmed_by_load_id, known.load_id)
		where r.__row in (select __row from temp.stage_met) and %s`,
		m.sameContent("r", "known"), isOlder, m.rows, m.rawTable(), m.sameAsKnown(), m.unjudged("r", "")),
		m.file.ExportedAt, path.Base(m.file.Path))
}

// meetKeys lists in stage_met the rows whose key is in raw already, and reports whether there are any. Rows are compared
// with all that they say: to do so for each row of a large file, when most or all are new, writes gigabytes to disk.
func (m *merge) meetKeys(ctx context.Context) (bool, error) {
	known, err := m.rawBetween(ctx)
	if err != nil || known == "" {
		return false, err
	}
	rows, place := m.keyRows(), "r.__row"
	if rows == stageTable {
		place = "r.rowid"
	}
	if _, err := m.exec(ctx, "create temp table stage_met (__row bigint)"); err != nil {
		return false, err
	}
	met, err := m.exec(ctx, fmt.Sprintf("insert into temp.stage_met select %s from %s as r semi join %s as known on %s",
		place, rows, known, m.sameAsKnown()))
	return met > 0, err
}

// rawBetween returns the relation of the rows of raw whose keys lie between the first and the last one of the file, ""
// if there are none: keys that a program has counted upwards lie behind all that are there, and the blocks of raw tell
// so without being read.
func (m *merge) rawBetween(ctx context.Context) (string, error) {
	if !m.isTextKey() {
		return m.rawTable(), nil
	}
	key := ident(m.entity.Key[0])
	var first, last sql.NullString
	err := m.tx.QueryRowContext(ctx, fmt.Sprintf("select min(%[1]s), max(%[1]s) from %[2]s", key, m.keyRows())).
		Scan(&first, &last)
	if err != nil || !first.Valid {
		return "", err
	}
	between := fmt.Sprintf("from %s where %s between %s and %s", m.rawTable(), key, literal(first.String), literal(last.String))
	var one int
	err = m.tx.QueryRowContext(ctx, "select 1 "+between+" limit 1").Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return "(" + between + ")", err
}

// isTextKey reports whether a row's key is one text.
func (m *merge) isTextKey() bool {
	if len(m.entity.Key) != 1 {
		return false
	}
	column, _ := m.entity.Column(m.entity.Key[0])
	return column.Kind == Text
}

// confirm notes on rows in force that this newer file states them again. Without it, a file between the two versions
// that arrives late would pass for a correction.
func (m *merge) confirm(ctx context.Context) error {
	if m.isFirst || m.verdicts["duplicate"] == 0 {
		return nil
	}
	_, err := m.exec(ctx, fmt.Sprintf(`update %[1]s as known set confirmed_by_load_id = %[2]d
		from (
			select raw_row from temp.stage_known
			where verdict = 'duplicate' and raw_row is not null
		) as again
		where known.rowid = again.raw_row and exists (
			select 1 from ops.loads as version
			where version.load_id = coalesce(known.confirmed_by_load_id, known.load_id)
				and (version.exported_at, parse_filename(version.path)) < (?::timestamp, ?))`,
		m.rawTable(), m.loadID), m.file.ExportedAt, path.Base(m.file.Path))
	if err != nil {
		return fmt.Errorf("confirm rows in force: %w", err)
	}
	return nil
}

// supersede keeps every row that loses to another: those in force that the file corrects leave raw.
func (m *merge) supersede(ctx context.Context) error {
	if m.verdicts["older"]+m.verdicts["replaced"]+m.verdicts["corrects"] == 0 {
		return nil
	}
	const target = `insert into ops.superseded_rows (load_id, entity, row_key, replaced_by_load_id, "row") `
	_, err := m.exec(ctx, target+fmt.Sprintf(`
		select lost.load_id, %s, %s, verdicts.by_load_id, to_json(struct_pack(%s))
		from (select %s, r.__row from %s as r) as lost
		join (
			select __row, coalesce(by_load_id, %d) as by_load_id from temp.stage_known where verdict in ('older', 'replaced')
		) as verdicts on verdicts.__row = lost.__row`,
		literal(m.entity.Name), rowKey(m.entity, "lost"), m.packed("lost"), m.rawRow("r"), m.rows, m.loadID))
	if err != nil || m.isFirst {
		return err
	}
	_, err = m.exec(ctx, target+fmt.Sprintf(`
		select lost.load_id, %s, %s, %d, to_json(lost)
		from %s as lost
		where lost.rowid in (select raw_row from temp.stage_known where verdict = 'corrects')`,
		literal(m.entity.Name), rowKey(m.entity, "lost"), m.loadID, m.rawTable()))
	if err != nil {
		return err
	}
	_, err = m.exec(ctx, fmt.Sprintf(`delete from %s
		where rowid in (select raw_row from temp.stage_known where verdict = 'corrects')`, m.rawTable()))
	return err
}
