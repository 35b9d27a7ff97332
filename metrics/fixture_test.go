package metrics

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/recaudo/recaudo/internal/warehouse"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sqlFiles are the warehouse's own files, as the binary embeds them.
func sqlFiles() fs.FS { return os.DirFS(filepath.Join("..", "sql")) }

// writeSnapshot writes a published file whose contents are testdata/snapshot.sql and then the given statements.
func writeSnapshot(t testing.TB, path string, statements ...string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "snapshot.sql"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	temporary := filepath.Join(t.TempDir(), "warehouse.duckdb")
	db, err := warehouse.Open(ctx, warehouse.Options{Path: temporary})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Prepare(ctx, sqlFiles()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range append([]string{string(content)}, statements...) {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			t.Fatalf("write snapshot: %v", err)
		}
	}
	if err := db.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(temporary, path); err != nil {
		t.Fatal(err)
	}
}

// definitions are those of sql/metrics.
func definitions(t testing.TB) []Definition {
	t.Helper()
	all, err := LoadDefinitions(sqlFiles())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// fixture is a server on a snapshot of its own, with a clock that stands still.
type fixture struct {
	*Server
	path string
	log  *bytes.Buffer
}

// newFixture serves defs from a snapshot of testdata/snapshot.sql and statements; nothing is read before Refresh.
func newFixture(t testing.TB, defs []Definition, statements ...string) fixture {
	t.Helper()
	path := filepath.Join(t.TempDir(), "published.duckdb")
	writeSnapshot(t, path, statements...)
	return fixtureOn(path, defs)
}

func fixtureOn(path string, defs []Definition) fixture {
	log := new(bytes.Buffer)
	return fixture{
		Server: New(Options{
			Snapshot:    path,
			Definitions: defs,
			Logger:      slog.New(slog.NewTextHandler(log, nil)),
			Now:         func() time.Time { return time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC) },
			Version:     "1.2.3",
		}),
		path: path,
		log:  log,
	}
}

// servedFamilies are those of the snapshot that is served.
func servedFamilies(t testing.TB, f fixture) []*dto.MetricFamily {
	t.Helper()
	families, err := f.current().snapshot.exposition.families()
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// compareGolden compares got with testdata/<name>, or writes it there under -update.
func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if bytes.Equal(want, got) {
		return
	}
	wantLines, gotLines := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(wantLines), len(gotLines)) {
		if wantLines[i] != gotLines[i] {
			t.Errorf("%s:%d = %q, want %q; if that is right, run the test with -update", path, i+1, gotLines[i], wantLines[i])
			return
		}
	}
	t.Errorf("%s has %d lines, want %d; if that is right, run the test with -update", path, len(gotLines), len(wantLines))
}

// families parses the text; they come sorted by name.
func (e exposition) families() ([]*dto.MetricFamily, error) {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	byName, err := parser.TextToMetricFamilies(bytes.NewReader(e.text))
	if err != nil {
		return nil, fmt.Errorf("parse exposition: %w", err)
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b *dto.MetricFamily) int {
		return cmp.Compare(a.GetName(), b.GetName())
	}), nil
}
