package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// contractSchemas hold tables that Recaudo fills itself; every other schema is computed from them.
var contractSchemas = []string{"raw", "ops"}

// schemas of a warehouse, from the exports to the boards.
var schemas = []string{"raw", "ops", "staging", "intermediate", "marts"}

// contractVersion counts the changes of the tables in raw and ops. A warehouse of a higher version is refused.
const contractVersion = 5

// migrations brings a warehouse of each earlier version to the one after it, before missing tables are created.
var migrations = map[int][]string{
	1: {"drop table if exists ops.settings"}, // has more columns since; every run writes it anew
	3: {
		"alter table ops.rejected_rows add column if not exists record bigint",
		// Where a format has no lines, the message begins with the record.
		`update ops.rejected_rows set record = try_cast(regexp_extract(message, '^record ([0-9]+):', 1) as bigint)
		where record is null`,
		"alter table ops.loads add column if not exists cells_not_taken bigint",
		`update ops.loads set cells_not_taken = (
			select count(*) from ops.rejected_rows as cells
			where cells.load_id = loads.load_id and not cells.is_row_rejected
		) where status = 'loaded' and cells_not_taken is null`,
	},
	4: {
		"alter table raw.collectors add column if not exists restated_by_load_ids bigint[]",
		`update raw.collectors set restated_by_load_ids = [confirmed_by_load_id]
		where confirmed_by_load_id is not null and active_from is null and restated_by_load_ids is null`,
	},
}

// Prepare creates the schemas and the tables that files lists under raw/ and ops/, if they are missing, and brings
// those of an earlier version up to date. It returns ErrNotWarehouse if the file holds another program's tables, and
// ErrNewer if a newer Recaudo wrote it.
func (db *DB) Prepare(ctx context.Context, files fs.FS) error {
	version, err := db.version(ctx)
	if err != nil {
		return err
	}
	if version == contractVersion {
		return nil
	}
	if version > contractVersion {
		return fmt.Errorf("open %s: %w: it has version %d, this binary knows version %d; install the newer Recaudo",
			db.path, ErrNewer, version, contractVersion)
	}
	return db.InTx(ctx, func(tx *sql.Tx) error {
		for _, schema := range schemas {
			if _, err := tx.ExecContext(ctx, "create schema if not exists "+QuoteIdent(schema)); err != nil {
				return fmt.Errorf("create schema %s: %w", schema, err)
			}
		}
		if err := migrate(ctx, tx, version); err != nil {
			return err
		}
		if err := createTables(ctx, tx, files); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx,
			"create or replace table ops.contract_version as select ?::integer as version", contractVersion)
		if err != nil {
			return fmt.Errorf("write contract version: %w", err)
		}
		return nil
	})
}

// CheckVersion returns ErrNotWarehouse or ErrNewer if this binary can't read the open file as a warehouse.
func (db *DB) CheckVersion(ctx context.Context) error {
	version, err := db.version(ctx)
	switch {
	case err != nil:
		return err
	case version == 0:
		return fmt.Errorf("open %s: %w: nothing was ever loaded into it", db.path, ErrNotWarehouse)
	case version > contractVersion:
		return fmt.Errorf("open %s: %w: install the newer Recaudo", db.path, ErrNewer)
	}
	return nil
}

// version returns the contract version of the file, 0 for an empty file.
func (db *DB) version(ctx context.Context) (int, error) {
	var ours, tables int
	err := db.QueryRowContext(ctx, `
		select
			count(*) filter (where schema_name = 'ops' and table_name = 'contract_version'),
			count(*)
		from duckdb_tables()
		where database_name = current_database()`).Scan(&ours, &tables)
	if err != nil {
		return 0, fmt.Errorf("read the tables of %s: %w", db.path, err)
	}
	if ours == 0 && tables > 0 {
		return 0, fmt.Errorf("open %s: %w: it is a DuckDB file of another program; name another file at `warehouse:`",
			db.path, ErrNotWarehouse)
	}
	if ours == 0 {
		return 0, nil
	}
	var version int
	err = db.QueryRowContext(ctx, "select version from ops.contract_version").Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("open %s: %w: ops.contract_version is empty", db.path, ErrNotWarehouse)
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of %s: %w", db.path, err)
	}
	return version, nil
}

func migrate(ctx context.Context, tx *sql.Tx, version int) error {
	for ; version > 0 && version < contractVersion; version++ {
		for _, statement := range migrations[version] {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("bring tables of version %d up to date: %w", version, err)
			}
		}
	}
	return nil
}

func createTables(ctx context.Context, tx *sql.Tx, files fs.FS) error {
	for _, schema := range contractSchemas {
		names, err := fs.Glob(files, path.Join(schema, "*.sql"))
		if err != nil {
			return fmt.Errorf("list table contracts: %w", err)
		}
		slices.Sort(names)
		for _, name := range names {
			statement, err := fs.ReadFile(files, name)
			if err != nil {
				return fmt.Errorf("read table contract: %w", err)
			}
			if _, err := tx.ExecContext(ctx, string(statement)); err != nil {
				return fmt.Errorf("create table of %s: %w", name, err)
			}
		}
	}
	return nil
}
