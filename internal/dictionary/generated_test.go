package dictionary

import (
	"context"
	"flag"
	"os"
	"sync"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

var update = flag.Bool("update", false, "rewrite the generated pages")

// load describes the warehouse of this repository, once.
var load = sync.OnceValues(func() (*Dictionary, error) {
	return Load(context.Background(), os.DirFS("../../sql"))
})

// emptyDB returns a database to parse with.
func emptyDB(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 1})
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

func loaded(t *testing.T) *Dictionary {
	t.Helper()
	dictionary, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return dictionary
}

// TestGenerated holds the committed pages against what the files of sql say now.
func TestGenerated(t *testing.T) {
	dictionary := loaded(t)
	pages := map[string]string{
		"warehouse.md": dictionary.WarehousePage(),
		"metrics.md":   dictionary.MetricsPage(),
		"examples.md":  dictionary.ExamplesPage(),
	}
	for name, got := range pages {
		path := "../../docs/" + name
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("docs/%s is out of date: run go generate ./internal/dictionary and review the diff", name)
		}
	}
}
