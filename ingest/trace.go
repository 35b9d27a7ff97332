package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// ErrNotFound says that no row has the key that was asked for.
var ErrNotFound = errors.New("no such row")

// maxTraced is how many versions one trace shows. A key that is the beginning of several can match many rows.
const maxTraced = 50

// Origin is where one version of a row came from.
type Origin struct {
	Entity     string
	Key        string // as ops.superseded_rows has it: the key's values joined by |, or hash-number of a row without a key
	LoadID     int64
	Source     string
	Path       string    // relative to the root
	ExportedAt time.Time // version of the file, UTC
	LoadedAt   time.Time // UTC
	// Line is the physical line on which the row starts, 1 is the first of the file; of a sheet, its row. 0 if the
	// format has none, or the file is neither in the inbox nor in the archive any more.
	Line int64
	// Raw is the row as it stands in the file, with the cells masked that nothing is read from; "" if Line is 0.
	Raw string
	// Row is the row in canonical columns, as JSON.
	Row string
	// ReplacedBy is the load whose row took this one's place, 0 for the row in force.
	ReplacedBy int64
	// Note says why there is no line.
	Note string
}

// RowRef names a row of raw.<Entity> by its key: the key's values joined by |; of a row without a key, its hash and its
// number among equal rows, as staging has it. Of a single row that is asked for, the first of the key's values do.
type RowRef struct {
	Entity string
	Key    string
}

// Trace returns where rows came from, by entity and key: of each the version in force first and then those it replaced,
// the newest first.
// A row that is not there is left out; ErrNotFound says that none was.
//
// The files are read again under the settings of today's sources, each once; opts needs DB, Root, Archive, Sources and
// TimeZone.
func Trace(ctx context.Context, opts Options, rows []RowRef) ([]Origin, error) {
	opts = opts.withDefaults()
	keys := map[string][]string{} // by entity
	var entityNames []string
	for _, row := range rows {
		if keys[row.Entity] == nil {
			entityNames = append(entityNames, row.Entity)
		}
		keys[row.Entity] = append(keys[row.Entity], row.Key)
	}
	var origins []Origin
	for _, name := range entityNames {
		entity, ok := LookupEntity(name)
		if !ok {
			return nil, fmt.Errorf("trace %s: no such entity; they are %s", name, strings.Join(EntityNames(), ", "))
		}
		versions, err := findVersions(ctx, opts.DB, entity, keys[name])
		if err != nil {
			return nil, err
		}
		origins = append(origins, versions...)
	}
	if len(origins) == 0 {
		return nil, ErrNotFound
	}
	return origins, locateOrigins(ctx, opts, origins)
}

// rowKeyWithContent is the key of a row in raw, by its content's hash if it has no key.
func rowKeyWithContent(entity Entity, alias string) string {
	return fmt.Sprintf("case when %[1]s.row_hash is not null "+
		"then lpad(lower(to_hex(%[1]s.row_hash)), 32, '0') || '-' || %[1]s.row_ordinal else %[2]s end",
		alias, rowKey(entity, alias))
}

// keySeparator parts the keys of one query; no key holds it.
const keySeparator = "\x1f"

func findVersions(ctx context.Context, db *warehouse.DB, entity Entity, keys []string) ([]Origin, error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf(`
		with versions as (
			select %s as row_key, row.load_id, 0::bigint as replaced_by, to_json(row)::varchar as content
			from raw.%s as row
			union all
			select row_key, load_id, replaced_by_load_id, "row"::varchar
			from ops.superseded_rows
			where entity = $1
		)
		select versions.row_key, versions.load_id, versions.replaced_by, versions.content,
			loads.source, loads.path, loads.exported_at, loads.finished_at
		from versions
		left join ops.loads as loads on loads.load_id = versions.load_id
		where
			versions.row_key in (select unnest(string_split($2, %s)))
			or ($3 and starts_with(versions.row_key, $2 || '|'))
		order by versions.row_key, versions.replaced_by <> 0, versions.replaced_by desc, versions.load_id desc
		limit %d`, rowKeyWithContent(entity, "row"), ident(entity.Name), literal(keySeparator), max(maxTraced, 2*len(keys))),
		entity.Name, strings.Join(keys, keySeparator), len(keys) == 1)
	if err != nil {
		return nil, fmt.Errorf("trace %s: %w", entity.Name, err)
	}
	defer rows.Close()
	var origins []Origin
	for rows.Next() {
		origin := Origin{Entity: entity.Name}
		var source, path sql.NullString
		var exported, loaded sql.NullTime
		err := rows.Scan(&origin.Key, &origin.LoadID, &origin.ReplacedBy, &origin.Row, &source, &path, &exported, &loaded)
		if err != nil {
			return nil, fmt.Errorf("trace %s: %w", entity.Name, err)
		}
		origin.Source, origin.Path = source.String, path.String
		origin.ExportedAt, origin.LoadedAt = exported.Time, loaded.Time
		origins = append(origins, origin)
	}
	return origins, rows.Err()
}
