package warehouse

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOutputFileIsTheOnlyFile(t *testing.T) {
	ctx, folder := t.Context(), t.TempDir()
	path := filepath.Join(folder, "w.duckdb")
	db, err := Open(ctx, Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, "create table t as select 1 as a"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(folder, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	allowed := filepath.Join(folder, "it's allowed.parquet")
	db, err = Open(ctx, Options{Path: path, ReadOnly: true, OutputFile: allowed})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tests := []struct {
		name, statement string
		wantErr         bool
	}{
		{"the file", "copy t to " + QuoteLiteral(allowed) + " (format parquet)", false},
		{"another file", "copy t to " + QuoteLiteral(filepath.Join(folder, "other.parquet")) + " (format parquet)", true},
		{"a file to read", "select * from read_csv(" + QuoteLiteral(secret) + ")", true},
		{"allowing more", "set allowed_paths = [" + QuoteLiteral(secret) + "]", true},
		{"the warehouse itself", "insert into t values (2)", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := db.ExecContext(ctx, test.statement); (err != nil) != test.wantErr {
				t.Errorf("got error %v, want one: %v", err, test.wantErr)
			}
		})
	}
}
