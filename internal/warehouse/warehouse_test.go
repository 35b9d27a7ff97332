package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// open opens a warehouse until the test ends.
func open(t *testing.T, opts Options) *DB {
	t.Helper()
	db, err := Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// write runs statements on the file at path and closes it again.
func write(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// scanInt returns the one number that query gives.
func scanInt(t *testing.T, db *DB, query string) int {
	t.Helper()
	var value int
	if err := db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

// wantError checks what errors.Is finds and what an operator reads.
func wantError(t *testing.T, got, want error, words ...string) {
	t.Helper()
	if got == nil {
		t.Fatalf("got no error, want one with %q", words)
	}
	if want != nil && !errors.Is(got, want) {
		t.Errorf("got error %q, want one that is %q", got, want)
	}
	for _, word := range words {
		if !strings.Contains(got.Error(), word) {
			t.Errorf("got error %q, want %q in it", got, word)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	csv := strings.Repeat("id,amount\n", 5000)
	tests := []struct {
		name  string
		opts  Options
		want  error
		words []string
	}{
		{"a CSV", Options{Path: file("a.csv", csv)}, ErrNotWarehouse, []string{"a.csv", "`warehouse:`"}},
		{"a CSV to read", Options{Path: file("b.csv", csv), ReadOnly: true}, ErrNotWarehouse, nil},
		{"a text of no known kind", Options{Path: file("text", csv)}, ErrNotWarehouse, []string{"text"}},
		{"an empty file", Options{Path: file("empty", "")}, ErrNotWarehouse, []string{"empty"}},
		{"a file shorter than a header", Options{Path: file("short", "id\n")}, ErrNotWarehouse, []string{"short"}},
		{"a missing file to read", Options{Path: filepath.Join(folder, "none"), ReadOnly: true}, fs.ErrNotExist, nil},
		{"a folder", Options{Path: folder}, nil, []string{folder}},
		{"a path the driver would cut", Options{Path: filepath.Join(folder, "a?b.duckdb")}, nil, []string{"?, # or %"}},
		{"a path that hides the settings", Options{Path: filepath.Join(folder, "a#b")}, nil, []string{"?, # or %"}},
		{"an unknown memory limit", Options{MemoryLimit: "plenty"}, nil, []string{"in-memory", "memory_limit"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db, err := Open(t.Context(), test.opts)
			if err == nil {
				_ = db.Close()
			}
			wantError(t, err, test.want, test.words...)
		})
	}
}

func TestOpenOfABusyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	startHolder(t, "file", path)
	for _, readOnly := range []bool{false, true} {
		_, err := Open(t.Context(), Options{Path: path, ReadOnly: readOnly})
		wantError(t, err, ErrBusy, path, "run again")
	}
}

func TestFailedSecondOpenKeepsTheFileLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	db := open(t, Options{Path: path})
	_, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	wantError(t, err, nil, "different configuration")
	if errors.Is(err, ErrBusy) || errors.Is(err, ErrNotWarehouse) {
		t.Errorf("got error %v, want neither ErrBusy nor ErrNotWarehouse: this process has the file open", err)
	}
	// A lock of ours would not show against ourselves: another process must find the file busy.
	if output, err := runHolder(t, "file", path); err == nil || !strings.Contains(output, ErrBusy.Error()) {
		t.Errorf("other process opened the file too: %v, %s", err, output)
	}
	if got := scanInt(t, db, "select 1"); got != 1 {
		t.Errorf("got %d, want 1", got)
	}
}

func TestDatabaseOutlivesTheContextOfItsOpening(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	db, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cancel()
	for range 3 {
		conn, err := db.Conn(t.Context()) // held, so that each is a new one
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		var zone string
		if err := conn.QueryRowContext(t.Context(), "select current_setting('TimeZone')").Scan(&zone); err != nil {
			t.Fatal(err)
		}
		if zone != "UTC" {
			t.Errorf("got time zone %s, want UTC", zone)
		}
	}
}

func TestReadOnlyReadsNothingElse(t *testing.T) {
	folder := t.TempDir()
	path, secret := filepath.Join(folder, "w.duckdb"), filepath.Join(folder, "secret.csv")
	write(t, path, "create table t as select 1 as a")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(t, Options{Path: path, ReadOnly: true})
	for _, statement := range []string{
		"insert into t values (2)",
		"select * from read_csv(" + QuoteLiteral(secret) + ")",
		"copy t to " + QuoteLiteral(filepath.Join(folder, "out.csv")),
		"set enable_external_access = true",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s: got no error", statement)
		}
	}
}

func TestInTx(t *testing.T) {
	stop := errors.New("stop")
	insert := func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into t values (1)")
		return err
	}
	tests := []struct {
		name     string
		work     func(ctx context.Context, cancel func(), tx *sql.Tx) error
		wantErr  error
		wantRows int
	}{
		{"committed", func(ctx context.Context, _ func(), tx *sql.Tx) error { return insert(ctx, tx) }, nil, 1},
		{"rolled back", func(ctx context.Context, _ func(), tx *sql.Tx) error {
			return errors.Join(insert(ctx, tx), stop)
		}, stop, 0},
		{"stopped from outside", func(ctx context.Context, cancel func(), tx *sql.Tx) error {
			err := insert(ctx, tx)
			cancel()
			return errors.Join(err, ctx.Err())
		}, context.Canceled, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := open(t, Options{})
			if _, err := db.ExecContext(t.Context(), "create table t (a integer)"); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := db.InTx(ctx, func(tx *sql.Tx) error { return test.work(ctx, cancel, tx) })
			if !errors.Is(err, test.wantErr) {
				t.Errorf("got error %v, want %v", err, test.wantErr)
			}
			if errors.Is(err, sql.ErrTxDone) {
				t.Errorf("got error %v, which tells of a rollback that was done already", err)
			}
			if got := scanInt(t, db, "select count(*) from t"); got != test.wantRows {
				t.Errorf("got %d rows, want %d", got, test.wantRows)
			}
		})
	}
}

func TestInTxRollsBackAPanic(t *testing.T) {
	db := open(t, Options{})
	if _, err := db.ExecContext(t.Context(), "create table t (a integer)"); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.InTx(t.Context(), func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(t.Context(), "insert into t values (1)"); err != nil {
				t.Error(err)
			}
			panic("stop")
		})
	}()
	if got := db.Stats().InUse; got != 0 {
		t.Fatalf("got %d connections in use, want 0: the transaction is still open", got)
	}
	if got := scanInt(t, db, "select count(*) from t"); got != 0 {
		t.Errorf("got %d rows, want 0", got)
	}
}
