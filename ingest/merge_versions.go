package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
)

// predate gives rows in force to this file, if it states them in an earlier version than the file that brought them and
// no version in between said otherwise: whatever arrives first, a row belongs to the file that first stated it. Order
// among events without a time, and among overlapping assignments, depends on that.
func (m *merge) predate(ctx context.Context) error {
	if m.isFirst || m.isOrderless || m.verdicts["duplicate"] == 0 {
		return nil
	}
	var one int
	err := m.tx.QueryRowContext(ctx, `
		select 1 from ops.loads
		where entity = ? and status = 'loaded' and (exported_at, parse_filename(path)) > (?::timestamp, ?)
		limit 1`, m.entity.Name, m.file.ExportedAt, path.Base(m.file.Path)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // the newest file so far, as on every ordinary night
	}
	if err != nil {
		return fmt.Errorf("compare versions: %w", err)
	}
	const version = "(%[1]s.exported_at, parse_filename(%[1]s.path))"
	this := "(?::timestamp, ?)"
	_, err = m.exec(ctx, fmt.Sprintf(`create temp table stage_predated as
		select verdicts.raw_row, verdicts.__row, known.load_id, exists (
			select 1
			from ops.superseded_rows as other
			join ops.loads as between_them on between_them.load_id = other.load_id
			where other.entity = %s and other.row_key = %s%s and %s > %s and %s < %s) as is_interrupted
		from temp.stage_known as verdicts
		join %s as known on known.rowid = verdicts.raw_row
		join ops.loads as brought on brought.load_id = known.load_id
		where verdicts.verdict = 'duplicate' and %s > %s`,
		literal(m.entity.Name), rowKey(m.entity, "known"),
		m.ofThisSource(`(other."row" ->> 'as_of_date')`, `(other."row" ->> 'source')`), fmt.Sprintf(version, "between_them"), this,
		fmt.Sprintf(version, "between_them"), fmt.Sprintf(version, "brought"), m.rawTable(),
		fmt.Sprintf(version, "brought"), this),
		m.file.ExportedAt, path.Base(m.file.Path), m.file.ExportedAt, path.Base(m.file.Path))
	if err != nil {
		return fmt.Errorf("find rows that newer files brought: %w", err)
	}
	// Said, unsaid and said again: this is a version of its own.
	_, err = m.exec(ctx, `update temp.stage_known as verdicts set verdict = 'older', by_load_id = earlier.load_id
		from temp.stage_predated as earlier
		where verdicts.__row = earlier.__row and earlier.is_interrupted`)
	if err != nil {
		return fmt.Errorf("keep versions of before: %w", err)
	}
	if err := m.tally(ctx); err != nil {
		return fmt.Errorf("keep versions of before: %w", err)
	}
	if m.isHashed {
		_, err := m.exec(ctx, fmt.Sprintf(`insert into temp.stage_predated
			select known.rowid, r.__row, known.load_id, false
			from temp.stage_rows as r
			join %s as known on known.row_hash = r.row_hash and known.row_ordinal = r.row_ordinal
			join ops.loads as brought on brought.load_id = known.load_id
			where known.source = ? and %s > %s`, m.rawTable(), fmt.Sprintf(version, "brought"), this),
			m.source.Name, m.file.ExportedAt, path.Base(m.file.Path))
		if err != nil {
			return fmt.Errorf("find rows that newer files brought: %w", err)
		}
	}
	place := ""
	if m.entity.Ordered {
		place = "line_order = earlier.__row,"
	}
	_, err = m.exec(ctx, fmt.Sprintf(`update %s as known
		set %s load_id = %d, source = %s, confirmed_by_load_id = coalesce(known.confirmed_by_load_id, known.load_id)
		from temp.stage_predated as earlier
		where known.rowid = earlier.raw_row and not earlier.is_interrupted`, m.rawTable(), place, m.loadID, literal(m.source.Name)))
	if err != nil {
		return fmt.Errorf("give rows to the earlier file: %w", err)
	}
	return nil
}

// restate notes on collectors in force every load that states them again. Without an active_from of its own a row holds
// from the date of its load, and another version that arrives late may lie before any of them: then the row came back.
func (m *merge) restate(ctx context.Context) error {
	if m.isFirst || m.entity.Name != "collectors" || m.verdicts["duplicate"] == 0 {
		return nil
	}
	// A row that was given to this file was stated again by the one that it came with.
	_, err := m.exec(ctx, fmt.Sprintf(`update %[1]s as known
		set restated_by_load_ids = list_append(
			known.restated_by_load_ids, if(known.load_id = %[2]d, again.by_load_id, %[2]d))
		from (
			select raw_row, by_load_id from temp.stage_known
			where verdict = 'duplicate' and raw_row is not null
		) as again
		where known.rowid = again.raw_row and known.active_from is null`, m.rawTable(), m.loadID))
	if err != nil {
		return fmt.Errorf("note which loads state rows again: %w", err)
	}
	return nil
}
