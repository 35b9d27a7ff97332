package dictionary

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/cli"
	"github.com/recaudo/recaudo/internal/demo"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// TestOnDemo holds what the pages say against the figures of a small demo.
func TestOnDemo(t *testing.T) {
	dictionary := loaded(t)
	db := openDemo(t)
	t.Run("nulls", func(t *testing.T) {
		for _, relation := range dictionary.Relations {
			checkNulls(t, db, relation)
		}
	})
	for _, example := range dictionary.Examples {
		t.Run(example.File, func(t *testing.T) { checkExample(t, db, example) })
	}
}

// openDemo makes up a small operation, runs it and opens what is published.
func openDemo(t *testing.T) *warehouse.DB {
	t.Helper()
	folder := t.TempDir()
	manifest, err := demo.Write(folder, demo.Options{
		End: time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC), Days: 75, Teams: 2, Collectors: 8, Accounts: 1200,
	})
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	args := []string{"run", "--as-of", manifest.Last.Format(time.DateOnly), "--config", manifest.Config}
	noEnvironment := func(string) string { return "" }
	if code := cli.Run(t.Context(), args, noEnvironment, &stderr, &stderr); code != 0 {
		t.Fatalf("recaudo run: exit code %d, want 0\n%s", code, stderr.String())
	}
	published, err := filepath.Glob(filepath.Join(filepath.Dir(manifest.Config), "data", "published", "*.duckdb"))
	if err != nil || len(published) != 1 {
		t.Fatalf("got the snapshots %v, %v; want one", published, err)
	}
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: published[0], ReadOnly: true})
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

// checkNulls wants no NULL in columns that are said to hold none.
func checkNulls(t *testing.T, db *warehouse.DB, relation Relation) {
	t.Helper()
	var counts, names []string
	for _, column := range relation.Columns {
		if !column.mayBeNull() {
			counts = append(counts, fmt.Sprintf("count(*) filter (where %s is null)", warehouse.QuoteIdent(column.Name)))
			names = append(names, column.Name)
		}
	}
	if len(counts) == 0 {
		return
	}
	found := make([]int64, len(counts))
	targets := make([]any, len(counts))
	for i := range found {
		targets[i] = &found[i]
	}
	query := "select " + strings.Join(counts, ", ") + " from " + relation.String()
	if err := db.QueryRowContext(t.Context(), query).Scan(targets...); err != nil {
		t.Errorf("%s: %v", relation, err)
	}
	for i, count := range found {
		if count > 0 {
			t.Errorf("%s: %s is NULL in %d rows; say what it stands for", relation.File, names[i], count)
		}
	}
}

// checkExample wants an example to answer something, under the header of its golden file.
func checkExample(t *testing.T, db *warehouse.DB, example Example) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), example.SQL)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	header, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	if !rows.Next() {
		t.Errorf("returns nothing, %v", rows.Err())
	}
	if slices.Compact(slices.Sorted(slices.Values(header))); len(slices.Compact(slices.Sorted(slices.Values(header)))) < len(header) {
		t.Errorf("two columns have one name: %v", header)
	}
	got := strings.Join(header, "\n") + "\n"
	golden := filepath.Join("testdata", "examples", strings.TrimSuffix(example.File, ".sql")+".txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("header: got\n%swant\n%s(go test ./internal/dictionary -run TestOnDemo -update rewrites it)", got, want)
	}
}
