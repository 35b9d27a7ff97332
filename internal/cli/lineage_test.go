package cli

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/demo"
	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// runCommand runs the program with a config and returns what it printed.
func runCommand(t *testing.T, config string, args ...string) (stdout string, code int) {
	t.Helper()
	var out, diagnostics bytes.Buffer
	code = Run(t.Context(), append(args, "--config", config), func(string) string { return "" }, &out, &diagnostics)
	if code != 0 {
		out.WriteString(diagnostics.String())
	}
	return out.String(), code
}

// tracedLine is a row that trace found in its file.
var tracedLine = regexp.MustCompile(`(?m)^file      \S+, line [0-9]+$`)

// TestEveryMartLeadsBackToLines traces rows of every mart of a small demo: the rows behind each are found on their lines.
func TestEveryMartLeadsBackToLines(t *testing.T) {
	folder := t.TempDir()
	end := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	if _, err := demo.Write(folder, demo.Options{End: end, Days: 45, Collectors: 6, Accounts: 300}); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(folder, "recaudo.yaml")
	// Demo files hold a few broken rows, which does not fail a run.
	if out, code := runCommand(t, config, "run"); code != 0 {
		t.Fatalf("run: exit code %d\n%s", code, out)
	}
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(t.Context(), warehouse.Options{
		Path: filepath.Join(folder, "data/published/warehouse.duckdb"), ReadOnly: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]string{}
	for _, model := range project.Models {
		if model.Schema == "marts" {
			keys[model.Name] = sampleKeys(t, db, model)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for mart, sample := range keys {
		t.Run(mart, func(t *testing.T) {
			if len(sample) == 0 {
				t.Fatal("the demo leaves it empty")
			}
			found := false
			for _, key := range sample {
				out, code := runCommand(t, config, "trace", "marts."+mart, key, "--limit", "1")
				switch {
				case code != 0 && strings.Contains(out, "no such row"):
					t.Errorf("trace %s: a row behind it is not in raw\n%s", key, out)
				case code != 0:
					t.Errorf("trace %s: exit code %d\n%s", key, code, out)
				}
				traced := strings.Count(out, "\nrow ") // also of what a row replaced
				lines := len(tracedLine.FindAllString(out, -1))
				if lines != traced {
					t.Errorf("trace %s: %d of %d rows were found in their files\n%s", key, lines, traced, out)
				}
				found = found || lines > 0
			}
			if !found {
				t.Errorf("no row of %v leads to a line", sample)
			}
		})
	}
}

// sampleKeys returns the keys of a few rows of a mart, from its beginning and its middle.
func sampleKeys(t *testing.T, db *warehouse.DB, model transform.Model) []string {
	t.Helper()
	l, ok, err := loadLineage(sqlfiles.FS, model.Name)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Fatalf("marts.%s has no sql/lineage/%s.sql, which says what stands behind its rows", model.Name, model.Name)
	}
	if got, want := strings.Join(l.key, ", "), strings.Join(model.Grain, ", "); got != want {
		t.Errorf("key of lineage/%s.sql: got %s, want the mart's grain, %s", model.Name, got, want)
	}
	var columns []string
	for _, column := range l.key {
		columns = append(columns, warehouse.QuoteIdent(column)+"::varchar")
	}
	rows, err := db.QueryContext(t.Context(), fmt.Sprintf(`
		select key
		from (
			select concat_ws('|', %s) as key, row_number() over (order by key) as number, count(*) over () as rows
			from %s
		)
		where number in (1, rows // 2 + 1)`, strings.Join(columns, ", "), model.Relation))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var keys []string
	for rows.Next() {
		var key sql.NullString
		if err := rows.Scan(&key); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.String)
	}
	return keys
}
