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

// Erased knows the debtors and accounts that were erased, by keyed hashes: it can tell whether an id is among them, and
// nobody can tell from it which they are.
type Erased struct {
	key    Secret
	hashes map[string]time.Time // when each was erased
}

// ReadErased returns the erased ids of a warehouse, which may be of a version that knew none. key is the one they were
// hashed with.
func ReadErased(ctx context.Context, db *warehouse.DB, key Secret) (Erased, error) {
	hashes, err := ErasedHashes(ctx, db)
	erased := Erased{key: key, hashes: hashes}
	if err == nil && len(hashes) > 0 && len(key) == 0 {
		err = errNoErasedKey
	}
	return erased, err
}

// ErasedHashes are the hashes of the ids that were erased from a warehouse or snapshot, and when each was; they need no
// key. A file of a version that knew none has none.
func ErasedHashes(ctx context.Context, db *warehouse.DB) (map[string]time.Time, error) {
	hashes := map[string]time.Time{}
	var isKnown bool
	err := db.QueryRowContext(ctx, `select count(*) > 0 from duckdb_tables()
		where database_name = current_database() and schema_name = 'ops' and table_name = 'erased_ids'`).Scan(&isKnown)
	if err != nil || !isKnown {
		return hashes, err
	}
	rows, err := db.QueryContext(ctx, "select id_hash, min(erased_at) from ops.erased_ids group by id_hash")
	if err != nil {
		return hashes, fmt.Errorf("read erased ids: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		var at sql.NullTime
		if err := rows.Scan(&hash, &at); err != nil {
			return hashes, fmt.Errorf("read erased ids: %w", err)
		}
		hashes[hash] = at.Time
	}
	if err := rows.Err(); err != nil {
		return hashes, fmt.Errorf("read erased ids: %w", err)
	}
	return hashes, nil
}

// WriteErasedHashes notes in a new warehouse who was erased from the one before.
func WriteErasedHashes(ctx context.Context, db execer, hashes map[string]time.Time) error {
	for hash, at := range hashes {
		_, err := db.ExecContext(ctx, "insert into ops.erased_ids (id_hash, erased_at) values (?, ?::timestamp)", hash, at)
		if err != nil {
			return fmt.Errorf("note erased ids: %w", err)
		}
	}
	return nil
}

// errNoErasedKey is why nothing is loaded once the key is lost.
var errNoErasedKey = errors.New("debtors were erased from this warehouse, but the key by which they are known is missing, " +
	"so their rows would be loaded again; put the file <warehouse>.erase-key back")

// IsEmpty reports whether nobody was erased.
func (e Erased) IsEmpty() bool { return len(e.hashes) == 0 }

// Has reports whether an id was erased.
func (e Erased) Has(id string) bool {
	if e.IsEmpty() {
		return false
	}
	_, has := e.hashes[e.key.keyed(id)]
	return has
}

// standIn reports whether a cell of a broken record, in which one cell may hold several rows, is an erased id.
func (e Erased) standIn(raw string, dialect Dialect) bool {
	if e.IsEmpty() {
		return false
	}
	for word := range textWords(raw, dialect) {
		if e.Has(word) {
			return true
		}
	}
	return false
}

// Hash is what is kept of an erased id.
func (e Erased) Hash(id string) string { return e.key.keyed(id) }

// Among returns the erased ones of some ids.
func (e Erased) Among(ids []string) []string {
	var found []string
	for _, id := range ids {
		if e.Has(id) {
			found = append(found, id)
		}
	}
	return found
}

// Temporary table of the erased ids of one file.
const erasedTable = "temp.stage_erased"

// findErased lists the ids of the file that were erased, so that the view of the canonical rows leaves them out. They
// are neither read nor rejected, as if the file did not hold them.
func (st *stage) findErased(ctx context.Context) error {
	st.erasedColumns, st.erasedRows = nil, 0
	if st.erased.IsEmpty() {
		return nil
	}
	if _, err := st.conn.ExecContext(ctx, "create or replace temp table stage_erased (id varchar)"); err != nil {
		return fmt.Errorf("leave erased debtors out: %w", err)
	}
	for _, column := range PseudonymColumns() {
		if _, ok := st.entity.Column(column); !ok || st.mapping[column] == nil {
			continue
		}
		rows, err := st.conn.QueryContext(ctx, fmt.Sprintf("select distinct %[1]s from %[2]s where %[1]s is not null",
			ident(column), stageTable))
		if err != nil {
			return fmt.Errorf("leave erased debtors out: %w", err)
		}
		ids, err := scanStrings(rows)
		if err != nil {
			return fmt.Errorf("leave erased debtors out: %w", err)
		}
		found := st.erased.Among(ids)
		if len(found) == 0 {
			continue
		}
		st.erasedColumns = append(st.erasedColumns, column)
		for _, id := range found {
			if _, err := st.conn.ExecContext(ctx, "insert into "+erasedTable+" values (?)", id); err != nil {
				return fmt.Errorf("leave erased debtors out: %w", err)
			}
		}
	}
	if len(st.erasedColumns) == 0 {
		return nil
	}
	kept := strings.Join(st.erasedConditions(), " and ")
	err := st.conn.QueryRowContext(ctx, "select count(*)"+st.keepFilter()+" from "+stageTable+
		" as stage where not ("+kept+")").Scan(&st.erasedRows)
	if err != nil {
		return fmt.Errorf("count rows of erased debtors: %w", err)
	}
	return nil
}

// finalConditions are the SQL conditions of the rows that the view of the canonical rows shows.
func (st *stage) finalConditions() string {
	var conditions []string
	if st.source.Where != "" {
		conditions = append(conditions, "__keep")
	}
	conditions = append(conditions, st.erasedConditions()...)
	if len(conditions) == 0 {
		return ""
	}
	return "\nwhere " + strings.Join(conditions, " and ")
}

// erasedConditions are those of the rows that are no erased debtor's.
func (st *stage) erasedConditions() []string {
	var conditions []string
	for _, column := range st.erasedColumns {
		conditions = append(conditions, fmt.Sprintf("coalesce(stage.%s not in (select id from %s), true)",
			ident(column), erasedTable))
	}
	return conditions
}

// cleanArchived takes the erased debtors out of the archived copy of the file, or the copy out of the archive.
func (st *stage) cleanArchived(ctx context.Context) error {
	if st.Archive == "" || len(st.erasedColumns) == 0 {
		return nil
	}
	target := archivePath(st.Archive, st.source.Name, st.hash, st.file.Path)
	if len(st.Pseudonyms.Columns) == 0 { // else the file has other ids than the table
		rows, err := st.conn.QueryContext(ctx, "select id from "+erasedTable)
		if err != nil {
			return fmt.Errorf("list erased debtors: %w", err)
		}
		ids, err := scanStrings(rows)
		if err != nil {
			return fmt.Errorf("list erased debtors: %w", err)
		}
		isBlanked, err := FileSearch{IDs: ids, Limits: st.Limits}.Blank(ctx, target)
		if err != nil {
			return fmt.Errorf("take erased debtors out of the archived copy of %s: %w", st.file.Path, err)
		}
		if isBlanked {
			return nil
		}
	}
	return removeIfThere(target)
}
