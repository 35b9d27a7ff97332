package warehouse_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

var update = flag.Bool("update", false, "write testdata/versions for the version of today")

// testdata/versions holds the contract tables of every version there was. The one of today must be what a new warehouse
// has, so that nobody changes a table of raw or ops without a version and a migration of its own; and a warehouse of
// each earlier one must become what a new one is.
func TestEveryVersionComesUpToDate(t *testing.T) {
	fresh, version := contractsOf(t, "")
	golden := filepath.Join("testdata", "versions", fmt.Sprintf("v%d.sql", version))
	if *update {
		if err := os.WriteFile(golden, []byte(script(fresh)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for earlier := 1; earlier <= version; earlier++ {
		name := fmt.Sprintf("v%d.sql", earlier)
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("testdata", "versions", name))
			if err != nil {
				t.Fatalf("%v; a new version needs its tables here: go test ./internal/warehouse -run Version -update", err)
			}
			if earlier == version {
				if got := script(fresh); got != string(content) {
					t.Errorf("tables of raw or ops are not those of version %d; raise contractVersion, add a migration, "+
						"and run go test ./internal/warehouse -run Version -update; got\n%s", version, got)
				}
				return
			}
			migrated, got := contractsOf(t, string(content)+
				fmt.Sprintf("\ncreate or replace table ops.contract_version as select %d::integer as version;\ninsert into raw.payments (payment_id) values ('P1');",
					earlier))
			if got != version {
				t.Errorf("got version %d, want %d", got, version)
			}
			for table, columns := range fresh {
				columns = slices.Sorted(slices.Values(columns))
				if !slices.Equal(columns, migrated[table]) {
					t.Errorf("%s: got columns %q, want %q", table, migrated[table], columns)
				}
			}
		})
	}
}

// A warehouse of version 3 learns how many cells there are to mend, and which record a message means.
func TestCellsAndRecordsOfVersion3(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	tables, err := os.ReadFile(filepath.Join("testdata", "versions", "v3.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "create schema raw; create schema ops;"+string(tables)+`
		create or replace table ops.contract_version as select 3::integer as version;
		insert into ops.loads (load_id, status) values (1, 'loaded'), (2, 'loaded'), (3, 'refused');
		insert into ops.rejected_rows (load_id, line, message, is_row_rejected) values
			(1, 7, 'm', false), (1, null, 'record 12: m', false), (1, null, 'record 13: m', true)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Prepare(t.Context(), sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	var got string
	err = db.QueryRowContext(t.Context(), `
		select
			(select string_agg(coalesce(cells_not_taken::varchar, '-'), ' ' order by load_id) from ops.loads) || ', '
			|| (select string_agg(coalesce(record::varchar, '-'), ' ' order by message) from ops.rejected_rows)`).Scan(&got)
	if want := "2 0 -, - 12 13"; err != nil || got != want {
		t.Errorf("got cells and records %q and error %v, want %q", got, err, want)
	}
}

// contractsOf returns the columns of every contract table of a warehouse that a script wrote, once this binary has
// prepared it, and its version. Without a script it is a new one, and the columns come in their order.
func contractsOf(t *testing.T, setup string) (tables map[string][]string, version int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.duckdb")
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if setup != "" {
		if _, err := db.ExecContext(t.Context(), "create schema raw; create schema ops;"+setup); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Prepare(t.Context(), sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), `
		select schema_name || '.' || table_name, '"' || column_name || '" ' || lower(data_type)
		from duckdb_columns()
		where schema_name in ('raw', 'ops') and database_name = current_database()
		order by schema_name, table_name, column_index`)
	if err != nil {
		t.Fatal(err)
	}
	tables = map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], column)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	var text string
	err = db.QueryRowContext(t.Context(), "select max(version)::varchar from ops.contract_version").Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	if version, err = strconv.Atoi(text); err != nil {
		t.Fatal(err)
	}
	if setup == "" {
		return tables, version
	}
	var payments int
	if err := db.QueryRowContext(t.Context(), "select count(*) from raw.payments").Scan(&payments); err != nil || payments != 1 {
		t.Errorf("got %d payments and error %v after the migration, want the one that was there", payments, err)
	}
	for _, columns := range tables {
		slices.Sort(columns)
	}
	return tables, version
}

// script writes tables as SQL.
func script(tables map[string][]string) string {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "create table %s (\n    %s\n);\n", name, strings.Join(tables[name], ",\n    "))
	}
	return text.String()
}
