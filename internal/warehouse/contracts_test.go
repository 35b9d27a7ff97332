package warehouse

import (
	"path/filepath"
	"testing"
	"testing/fstest"
)

// contracts are two small table contracts and a file that is none.
func contracts() fstest.MapFS {
	return fstest.MapFS{
		"raw/payments.sql": {Data: []byte("create table if not exists raw.payments (payment_id varchar)")},
		"ops/runs.sql":     {Data: []byte("create table if not exists ops.runs (run_id bigint)")},
		"marts/board.sql":  {Data: []byte("select 1 as not_a_contract")},
	}
}

func TestPrepareKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	for _, want := range []int{1, 2} {
		db, err := Open(t.Context(), Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Prepare(t.Context(), contracts()); err != nil {
			t.Fatal(err)
		}
		if err := db.CheckVersion(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := db.ExecContext(t.Context(), "insert into raw.payments values ('P1')"); err != nil {
			t.Fatal(err)
		}
		if got := scanInt(t, db, "select count(*) from raw.payments"); got != want {
			t.Errorf("got %d rows, want %d", got, want)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVersionsThatAreRefused(t *testing.T) {
	newer := []string{"create schema ops", "create table ops.contract_version as select 1000 as version"}
	tests := []struct {
		name        string
		statements  []string
		wantPrepare error // nil: prepared
		wantCheck   error
	}{
		{"another program's file", []string{"create table t as select 1 as a"}, ErrNotWarehouse, ErrNotWarehouse},
		{"a newer Recaudo's", newer, ErrNewer, ErrNewer},
		{"without a version", []string{newer[0], newer[1] + " limit 0"}, ErrNotWarehouse, ErrNotWarehouse},
		{"nothing in it", nil, nil, ErrNotWarehouse},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "w.duckdb")
			write(t, path, test.statements...)
			db := open(t, Options{Path: path})
			wantError(t, db.CheckVersion(t.Context()), test.wantCheck, path)
			err := db.Prepare(t.Context(), contracts())
			if test.wantPrepare == nil {
				if err != nil {
					t.Errorf("got error %v, want none", err)
				}
				return
			}
			wantError(t, err, test.wantPrepare, path)
			if got := scanInt(t, db, "select count(*) from duckdb_tables() where schema_name = 'raw'"); got != 0 {
				t.Errorf("got %d tables in the refused file", got)
			}
		})
	}
}

func TestPrepareLeavesNothingHalfDone(t *testing.T) {
	files := contracts()
	files["raw/wrong.sql"] = &fstest.MapFile{Data: []byte("create tabel raw.wrong (a integer)")}
	db := open(t, Options{})
	wantError(t, db.Prepare(t.Context(), files), nil, "raw/wrong.sql")
	if got := scanInt(t, db, "select count(*) from duckdb_tables()"); got != 0 {
		t.Errorf("got %d tables after a failed creation, want 0", got)
	}
	if err := db.Prepare(t.Context(), contracts()); err != nil {
		t.Errorf("got error %v with the file mended", err)
	}
}
