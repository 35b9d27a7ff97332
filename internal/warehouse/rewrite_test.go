package warehouse

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func rewriteWithout(path, name string) RewriteOptions {
	return RewriteOptions{
		Options: Options{Path: path},
		Begin: func(ctx context.Context, conn *sql.Conn, tables []Table) error {
			_, err := conn.ExecContext(ctx, "create temp table lost as select "+QuoteLiteral(name)+" as name")
			return err
		},
		Rows: func(table Table) string {
			return "select * from " + table.In(OldFile) + " where name not in (from lost)"
		},
		End: func(ctx context.Context, conn *sql.Conn) error {
			_, err := conn.ExecContext(ctx, "create table main.ended as select 1 as a")
			return err
		},
	}
}

func TestRewriteLeavesNoByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	write(t, path, "create schema s", `create table s."odd ""name" as select 'lost-in-the-file-' || i as name, i from range(3) as t(i)`,
		`create view s.v as select count(*) as n from s."odd ""name"`)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".fresh", []byte("left by one that was stopped"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := Rewrite(t.Context(), rewriteWithout(path, "lost-in-the-file-1")); err != nil {
		t.Fatal(err)
	}
	if got := scanInt(t, reader, "select n from s.v"); got != 3 {
		t.Errorf("got %d rows under an open reader, want 3", got)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte("lost-in-the-file-1")) {
		t.Error("the bytes of the row are still there")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v, error %v, want 0640", info.Mode(), err)
	}
	if got, want := namesIn(t, filepath.Dir(path)), []string{"w.duckdb"}; !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
	db := open(t, Options{Path: path})
	if got := scanInt(t, db, "select n from s.v where (select a from ended) = 1"); got != 2 {
		t.Errorf("got %d rows, want 2", got)
	}
}

func TestRewriteThatFailsLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	write(t, path, "create table t as select 'x' as name")
	opts := rewriteWithout(path, "x")
	opts.End = func(context.Context, *sql.Conn) error { return errors.New("stopped") }
	wantError(t, Rewrite(t.Context(), opts), nil, "rewrite "+path, "stopped")
	if got := scanInt(t, open(t, Options{Path: path}), "select count(*) from t"); got != 1 {
		t.Errorf("got %d rows, want 1", got)
	}
	if got, want := namesIn(t, filepath.Dir(path)), []string{"w.duckdb"}; !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
}
