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

	"github.com/google/go-cmp/cmp"

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
	t.Run("examples", func(t *testing.T) { checkExamples(t, db, dictionary.Examples) })
}

// openDemo makes up a small operation, runs it and opens what is published.
func openDemo(t *testing.T) *warehouse.DB {
	t.Helper()
	folder := t.TempDir()
	manifest, err := demo.Write(folder, demo.Options{
		End: time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC), Days: 45, Teams: 2, Collectors: 6, Accounts: 700,
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
		if !column.MayBeNull() {
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

// exampleHeaders holds the columns of every example, a line each.
const exampleHeaders = "testdata/example_headers.txt"

// checkExamples wants every example to answer something, under the columns it had.
func checkExamples(t *testing.T, db *warehouse.DB, examples []Example) {
	t.Helper()
	var got strings.Builder
	for _, example := range examples {
		header := answerHeader(t, db, example)
		if distinct := slices.Compact(slices.Sorted(slices.Values(header))); len(distinct) < len(header) {
			t.Errorf("%s: two columns have one name", example.File)
		}
		fmt.Fprintf(&got, "%s: %s\n", example.File, strings.Join(header, ", "))
	}
	if *update {
		if err := os.WriteFile(exampleHeaders, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(exampleHeaders)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("columns (-want +got), go test ./internal/dictionary -run TestOnDemo -update rewrites them:\n%s", diff)
	}
}

// answerHeader asks an example and returns the columns of its answer, which must have a row.
func answerHeader(t *testing.T, db *warehouse.DB, example Example) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), example.SQL)
	if err != nil {
		t.Fatalf("%s: %v", example.File, err)
	}
	defer rows.Close()
	header, err := rows.Columns()
	if err != nil {
		t.Fatalf("%s: %v", example.File, err)
	}
	if !rows.Next() {
		t.Errorf("%s returns nothing, error %v", example.File, rows.Err())
	}
	return header
}
