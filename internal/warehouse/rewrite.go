package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Names of the two files on the connection of a Rewrite.
const (
	OldFile   = "old_file"
	FreshFile = "fresh_file"
)

// Table names a table of a file, and its columns in their order.
type Table struct {
	Schema, Name string
	Columns      []Column
}

// Column is a column of a Table.
type Column struct{ Name, Type string }

// In returns the table's qualified name in one of the two files of a Rewrite.
func (t Table) In(file string) string {
	return file + "." + QuoteIdent(t.Schema) + "." + QuoteIdent(t.Name)
}

// RewriteOptions say how a file is made anew.
type RewriteOptions struct {
	Options // of the work; Path is the closed file
	// Rows returns the SELECT that fills a table of the fresh file, column by column as the table has them. Before the
	// first table, Begin sees the connection.
	Begin func(ctx context.Context, conn *sql.Conn, tables []Table) error
	Rows  func(table Table) string
	// End runs with the fresh file as the default one, when its tables are filled.
	End func(ctx context.Context, conn *sql.Conn) error
}

// Rewrite puts a fresh DuckDB file in the place of an old one, with its tables, views and access rights, and those rows
// that Rows selects. Deleting rows in a file leaves their bytes in its free blocks and its log; a fresh file never had
// them. Stopped at any instant, it leaves either file, whole; readers that have the old one open keep reading it.
func Rewrite(ctx context.Context, opts RewriteOptions) error {
	path := opts.Path
	if err := checkClosed(path); err != nil {
		return fmt.Errorf("rewrite: %w", err)
	}
	temporary := path + ".fresh"
	remove := func() error { return errors.Join(removeIfThere(temporary), removeIfThere(temporary+".wal")) }
	if err := remove(); err != nil { // an earlier one was stopped
		return fmt.Errorf("rewrite %s: %w", path, err)
	}
	if err := writeFresh(ctx, opts, temporary); err != nil {
		return fmt.Errorf("rewrite %s: %w", path, errors.Join(err, remove()))
	}
	if err := replaceFile(temporary, path); err != nil {
		return fmt.Errorf("rewrite %s: %w", path, errors.Join(err, remove()))
	}
	return nil
}

func writeFresh(ctx context.Context, opts RewriteOptions, temporary string) (err error) {
	path := opts.Path
	if opts.TempDirectory == "" {
		opts.TempDirectory = filepath.Dir(path)
	}
	opts.Path, opts.ReadOnly = "", false
	work, err := Open(ctx, opts.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.Close()) }()
	conn, err := work.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := execAll(ctx, conn,
		"attach "+QuoteLiteral(path)+" as "+OldFile+" (read_only)",
		"attach "+QuoteLiteral(temporary)+" as "+FreshFile,
		"copy from database "+OldFile+" to "+FreshFile+" (schema)",
	); err != nil {
		return err
	}
	tables, err := tablesOf(ctx, conn, OldFile)
	if err != nil {
		return err
	}
	if err := opts.Begin(ctx, conn, tables); err != nil {
		return err
	}
	for _, table := range tables {
		if err := execAll(ctx, conn, "insert into "+table.In(FreshFile)+" "+opts.Rows(table)); err != nil {
			return fmt.Errorf("copy %s.%s: %w", table.Schema, table.Name, err)
		}
	}
	if err := execAll(ctx, conn, "use "+FreshFile); err != nil {
		return err
	}
	if err := opts.End(ctx, conn); err != nil {
		return err
	}
	return execAll(ctx, conn, "use memory", "checkpoint "+FreshFile, "detach "+FreshFile, "detach "+OldFile)
}

func execAll(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// tablesOf lists the tables of an attached file.
func tablesOf(ctx context.Context, conn *sql.Conn, file string) ([]Table, error) {
	rows, err := conn.QueryContext(ctx, `
		select tables.schema_name, tables.table_name, columns.column_name, columns.data_type
		from duckdb_tables() as tables
		join duckdb_columns() as columns using (database_name, schema_name, table_name)
		where tables.database_name = ?
		order by tables.schema_name, tables.table_name, columns.column_index`, file)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var tables []Table
	for rows.Next() {
		var schema, name string
		var column Column
		if err := rows.Scan(&schema, &name, &column.Name, &column.Type); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		if last := len(tables) - 1; last < 0 || tables[last].Schema != schema || tables[last].Name != name {
			tables = append(tables, Table{Schema: schema, Name: name})
		}
		last := &tables[len(tables)-1]
		last.Columns = append(last.Columns, column)
	}
	return tables, rows.Err()
}

// Tables lists the tables of an open file.
func (db *DB) Tables(ctx context.Context) (tables []Table, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var name string
	if err := conn.QueryRowContext(ctx, "select current_database()").Scan(&name); err != nil {
		return nil, err
	}
	return tablesOf(ctx, conn, name)
}

// replaceFile flushes a file to disk and renames it over another, whose access rights it takes.
func replaceFile(fresh, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := os.Chmod(fresh, info.Mode().Perm()); err != nil {
		return err
	}
	file, err := os.Open(fresh)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
