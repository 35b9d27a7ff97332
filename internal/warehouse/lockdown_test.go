package warehouse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A reader's statements are other people's: they must not reach a file, the network or a setting, whatever they try.
func TestReaderReachesNothing(t *testing.T) {
	ctx, folder := t.Context(), t.TempDir()
	path, other := filepath.Join(folder, "w.duckdb"), filepath.Join(folder, "other.duckdb")
	write(t, path, "create table t as select 1 as a")
	write(t, other, "create table secret as select 1 as a")
	secret := filepath.Join(folder, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	quoted, target := QuoteLiteral(secret), QuoteLiteral(filepath.Join(folder, "new"))
	db, err := Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"from read_csv(" + quoted + ")",
		"from read_text(" + quoted + ")",
		"from read_blob(" + quoted + ")",
		"from read_json(" + quoted + ")",
		"from read_parquet(" + quoted + ")",
		"from parquet_metadata(" + quoted + ")",
		"from sniff_csv(" + quoted + ")",
		"from " + QuoteIdent(secret),
		"from " + quoted,
		"from glob(" + QuoteLiteral(filepath.Join(folder, "*")) + ")",
		"from read_text('/etc/passwd')",
		"from read_text('https://example.com/')",
		"from read_duckdb(" + QuoteLiteral(other) + ", table_name = 'secret')",
		"select getenv('HOME')",
		"from duckdb_secrets()",
		"attach " + QuoteLiteral(other),
		"attach " + QuoteLiteral(other) + " (read_only)",
		"copy t to " + target,
		"copy t from " + quoted,
		"export database " + target,
		"import database " + QuoteLiteral(folder),
		"install httpfs",
		"load httpfs",
		"load " + target,
		"create secret (type http)",
		"set enable_external_access = true",
		"set global enable_external_access = true",
		"reset enable_external_access",
		"pragma enable_external_access = true",
		"set lock_configuration = false",
		"reset lock_configuration",
		"set allowed_directories = ['/']",
		"set allowed_paths = [" + quoted + "]",
		"set temp_directory = " + target,
		"set log_query_path = " + target,
		"pragma enable_profiling = 'json'",
		"pragma profiling_output = " + target,
		"set memory_limit = '100GB'",
		"insert into t values (2)",
		"update t set a = 2",
		"delete from t",
		"drop table t",
		"create table u as select 1 as a",
		"create view v as select 1 as a",
		"call pragma_user_agent_that_is_not_there()",
	} {
		rows, err := db.QueryContext(ctx, statement)
		if err != nil {
			continue
		}
		for rows.Next() { // some say no only when they are run
			continue
		}
		if rows.Err() == nil {
			t.Errorf("%s: no error", statement)
		}
		_ = rows.Close() // read to its end
	}
	for _, entry := range namesIn(t, folder) {
		if strings.HasPrefix(entry, "new") {
			t.Errorf("a reader wrote %s", entry)
		}
	}
	if got := scanInt(t, db, "select a from t"); got != 1 {
		t.Errorf("got %d, want 1", got)
	}
}

// Every connection of a reader is in UTC, also those made after the configuration is locked.
func TestReaderIsInUTC(t *testing.T) {
	t.Setenv("TZ", "America/Bogota")
	path := filepath.Join(t.TempDir(), "w.duckdb")
	write(t, path, "create table t as select 1 as a")
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 3 {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close() // at the end, so that each turn makes a new one
		var got string
		if err := conn.QueryRowContext(t.Context(), "select current_setting('TimeZone')").Scan(&got); err != nil || got != "UTC" {
			t.Errorf("got time zone %q, error %v, want UTC", got, err)
		}
	}
}
