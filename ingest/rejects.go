package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// RejectFilter says which of what the quarantine holds is listed.
type RejectFilter struct {
	Source string    // "" is every source
	Since  time.Time // of loads that ended then or later; zero is all
	// All lists also what a later load made good: rows whose key was loaded, or rejected once more.
	All bool
}

// RejectGroup is what was rejected of one source for one reason in one column.
type RejectGroup struct {
	Source string
	Reason string
	Column string // header in the file; "" for the row as a whole
	// IsRow says that rows were left out; else optional cells were emptied, or replaced.
	IsRow    bool
	Count    int64 // rows, or cells
	Files    int64
	LastAt   time.Time // end of the last load that rejected some, UTC
	Examples []RejectExample
}

// RejectExample is one of them.
type RejectExample struct {
	File    string
	Line    int64 // 0 if the format has none
	Message string
	Raw     string // as ops.rejected_rows keeps it: masked, unless something is read from the cell
}

// ListRejects returns what the quarantine holds: what was rejected last comes first, and of one load the most frequent.
// Of each group it has some examples, the newest.
func ListRejects(ctx context.Context, db *warehouse.DB, filter RejectFilter, examples int) (_ []RejectGroup, err error) {
	listed, err := filter.listed(ctx, db)
	if err != nil {
		return nil, err
	}
	// The last of many warnings of a file says how many others there were.
	rows, err := db.QueryContext(ctx, "with "+listed+`,
		grouped as (
			select
				*,
				sum(coalesce(if(is_rest, try_cast(regexp_extract(message, '[0-9]+') as bigint), null), 1)) over same as rejected,
				count(distinct load_id) over same as files,
				max(finished_at) over same as last_at,
				row_number() over (same order by load_id desc, line nulls last, message) as place
			from listed
			window same as (partition by source, reason, column_name, is_row_rejected)
		)
		select
			source, coalesce(reason, ''), coalesce(column_name, ''), is_row_rejected, rejected::bigint, files, last_at,
			coalesce(file, ''), coalesce(line, 0), message, coalesce(raw, '')
		from grouped
		where place <= ?
		order by last_at desc, rejected desc, source, reason, column_name, is_row_rejected, place`, max(examples, 1))
	if err != nil {
		return nil, fmt.Errorf("list rejects: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var groups []RejectGroup
	for rows.Next() {
		var group RejectGroup
		var example RejectExample
		if err := rows.Scan(&group.Source, &group.Reason, &group.Column, &group.IsRow, &group.Count, &group.Files,
			&group.LastAt, &example.File, &example.Line, &example.Message, &example.Raw); err != nil {
			return nil, fmt.Errorf("list rejects: %w", err)
		}
		if last := len(groups) - 1; last < 0 || !groups[last].isSame(group) {
			groups = append(groups, group)
		}
		if last := &groups[len(groups)-1]; len(last.Examples) < examples {
			last.Examples = append(last.Examples, example)
		}
	}
	return groups, rows.Err()
}

func (g RejectGroup) isSame(other RejectGroup) bool {
	return g.Source == other.Source && g.Reason == other.Reason && g.Column == other.Column && g.IsRow == other.IsRow
}

// listed is the SQL of some CTEs, of which `listed` has the rows of ops.rejected_rows that the filter lets through, with
// the entity, version and end of their load. A row without a message was forgotten.
//
// A row whose key could be read leaves the list once a later load has the key, be it that it loaded the row or that it
// rejected it again; so does a cell by the key of its row. Nothing tells the others from what replaces them: they stay
// until their file is tried again, or somebody has them forgotten. `is_rest` marks the line on the cells of a file that
// were not recorded one by one, which leaves with the last of those that were.
func (f RejectFilter) listed(ctx context.Context, db *warehouse.DB) (string, error) {
	conditions := []string{"rejected.message is not null"}
	if f.Source != "" {
		conditions = append(conditions, "rejected.source = "+literal(f.Source))
	}
	if !f.Since.IsZero() {
		conditions = append(conditions, "loads.finished_at >= "+literal(f.Since.UTC().Format("2006-01-02 15:04:05"))+"::timestamp")
	}
	// A warehouse that no run brought up to date yet has no records.
	from := "(from ops.rejected_rows union all by name select null::bigint as record where false) as rejected " +
		"join ops.loads as loads on loads.load_id = rejected.load_id where " + strings.Join(conditions, " and ")
	quarantine := func(key string) string {
		return `quarantine as (
			select
				rejected.*, loads.entity, loads.exported_at, loads.finished_at, ` + key + ` as row_key,
				not rejected.is_row_rejected and rejected.line is null and rejected.record is null
					and rejected.message like 'and % more cells %' as is_rest
			from ` + from + ")"
	}
	if f.All {
		return quarantine("null::varchar") + ", listed as (select * from quarantine)", nil
	}
	rows, err := db.QueryContext(ctx, "select distinct loads.entity from "+from+" and rejected.parsed is not null")
	if err != nil {
		return "", fmt.Errorf("list rejects: %w", err)
	}
	names, err := scanStrings(rows)
	if err != nil {
		return "", fmt.Errorf("list rejects: %w", err)
	}
	slices.Sort(names)
	goods := []string{`
		select once.load_id, once.row_key
		from quarantine as once
		join quarantine as again on again.source = once.source and again.row_key = once.row_key
		where again.load_id > once.load_id`}
	// Of the files that lack a header, the last one counts.
	key := "case when rejected.reason = 'missing_column' and not rejected.is_row_rejected then 'missing_column|' || rejected.column_name"
	for _, name := range names {
		entity, ok := LookupEntity(name)
		if !ok {
			continue
		}
		key += " when loads.entity = " + literal(name) + " then " + rejectedKey(entity)
		goods = append(goods, madeGood(entity))
	}
	key += " end"
	return quarantine(key) + ", made_good as (" + strings.Join(goods, "\nunion all\n") + `),
		unsettled as (
			select * from quarantine where (load_id, row_key) not in (select (load_id, row_key) from made_good)
			or row_key is null
		),
		listed as (
			select * from unsettled
			where not is_rest or (load_id, coalesce(column_name, ''), reason) in (
				select (load_id, coalesce(column_name, ''), reason) from unsettled where not is_rest and not is_row_rejected
			)
		)`, nil
}

// identity are the columns that tell whether a later row is the one that was rejected. Of an assignment the account and
// the date do: often it is the collector that was corrected.
func identity(entity Entity) []string {
	return slices.DeleteFunc(slices.Clone(entity.Key), func(name string) bool {
		return entity.Name == "assignments" && name == "collector_id"
	})
}

// rejectedKey is the SQL of the key of a rejected row; NULL if a part of it is missing that every row has.
func rejectedKey(entity Entity) string {
	var missing, anyOf []string
	for _, name := range identity(entity) {
		value := "(rejected.parsed ->> " + literal(name) + ")"
		column, _ := entity.Column(name)
		switch {
		case column.Required || len(entity.Key) == 1:
			missing = append(missing, value+" is null")
		case slices.Contains(entity.AnyOf, name):
			anyOf = append(anyOf, value)
		}
	}
	if len(anyOf) > 0 {
		missing = append(missing, "coalesce("+strings.Join(anyOf, ", ")+") is null")
	}
	return "if(" + strings.Join(missing, " or ") + ", null, " + keyOfJSON(entity, "rejected.parsed") + ")"
}

func keyOfJSON(entity Entity, row string) string {
	parts := []string{"'|'", literal(entity.Name)}
	for _, name := range identity(entity) {
		parts = append(parts, "coalesce("+row+" ->> "+literal(name)+", '')")
	}
	return "concat_ws(" + strings.Join(parts, ", ") + ")"
}

// madeGood is the SQL of the rejected rows whose key a later load brought, in force or replaced since. An older version
// that arrives late corrects nothing.
func madeGood(entity Entity) string {
	parts := []string{"'|'", literal(entity.Name)}
	for _, name := range identity(entity) {
		parts = append(parts, "coalesce("+ident(name)+"::varchar, '')")
	}
	return fmt.Sprintf(`
		select quarantine.load_id, quarantine.row_key
		from quarantine
		join (
			select concat_ws(%s) as row_key, load_id, confirmed_by_load_id
			from raw.%s
			union all
			select %s, load_id, null from ops.superseded_rows where entity = %s
		) as loaded on loaded.row_key = quarantine.row_key
		join ops.loads as later on later.load_id in (loaded.load_id, loaded.confirmed_by_load_id)
		where later.load_id > quarantine.load_id and later.exported_at >= quarantine.exported_at`, strings.Join(parts, ", "), ident(entity.Name),
		keyOfJSON(entity, `"row"`), literal(entity.Name))
}

// RejectedFile is a content of which rows were rejected.
type RejectedFile struct {
	Source     string
	Path       string // relative to the root, as it was loaded
	LoadID     int64
	ExportedAt time.Time // version, UTC
	Rows       int64     // rejected rows; of those of one cell that stray quotes made, one
	Lines      []int64   // physical lines on which they start, ascending; of a sheet, its rows
	Records    []int64   // their places, from 1, ascending; none of rows that could not be read
	// Names are paths under which the content lay since.
	Names []string
	// RowsRead and RowsRejected are what the load counted; every line that broken quotes swallowed is a row of it.
	RowsRead, RowsRejected int64

	hash string
}

// ListRejectedFiles returns the loads with rejected rows, the oldest first. Emptied cells are not among them: their rows
// were loaded.
func ListRejectedFiles(ctx context.Context, db *warehouse.DB, filter RejectFilter) (_ []RejectedFile, err error) {
	listed, err := filter.listed(ctx, db)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "with "+listed+`,
		places as (
			-- a row with several bad cells is one
			select distinct load_id, line, record
			from listed
			where is_row_rejected
		)
		select
			loads.load_id, loads.source, loads.path, loads.exported_at, coalesce(loads.content_hash, ''),
			coalesce(loads.rows_read, 0), coalesce(loads.rows_rejected, 0), places.line, places.record
		from places
		join ops.loads as loads on loads.load_id = places.load_id
		order by loads.load_id, places.line nulls last, places.record`)
	if err != nil {
		return nil, fmt.Errorf("list files with rejected rows: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var files []RejectedFile
	for rows.Next() {
		var file RejectedFile
		var line, record sql.NullInt64
		if err := rows.Scan(&file.LoadID, &file.Source, &file.Path, &file.ExportedAt, &file.hash, &file.RowsRead,
			&file.RowsRejected, &line, &record); err != nil {
			return nil, fmt.Errorf("list files with rejected rows: %w", err)
		}
		if last := len(files) - 1; last < 0 || files[last].LoadID != file.LoadID {
			files = append(files, file)
		}
		last := &files[len(files)-1]
		last.Rows++
		if line.Valid {
			last.Lines = append(last.Lines, line.Int64)
		}
		if record.Valid {
			last.Records = append(last.Records, record.Int64)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files with rejected rows: %w", err)
	}
	return files, readNames(ctx, db, files)
}

// readNames fills in where the contents lie now.
func readNames(ctx context.Context, db *warehouse.DB, files []RejectedFile) error {
	for i, file := range files {
		rows, err := db.QueryContext(ctx, "select path from ops.files where source = ? and content_hash = ? and path <> ? "+
			"order by path", file.Source, file.hash, file.Path)
		if err != nil {
			return fmt.Errorf("read the ledger of names: %w", err)
		}
		if files[i].Names, err = scanStrings(rows); err != nil {
			return fmt.Errorf("read the ledger of names: %w", err)
		}
	}
	return nil
}

// RejectLimit is the share of rejected rows above which a file of the source is refused.
func (s Source) RejectLimit() float64 {
	if s.MaxRejectRatio == nil {
		return 0.05
	}
	return *s.MaxRejectRatio
}
