package dashboards

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the generated dashboards")

// TestGenerated holds the committed boards against what the code generates now.
func TestGenerated(t *testing.T) {
	for _, d := range All() {
		t.Run(d.UID, func(t *testing.T) {
			got, err := d.JSON()
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("generated", d.FileName())
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v: run go test ./dashboards -update", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is out of date: run go test ./dashboards -update and review the diff", path)
			}
		})
	}
}

// TestGeneratedHoldsNothingElse finds the files of boards that are no more.
func TestGeneratedHoldsNothingElse(t *testing.T) {
	want := map[string]bool{}
	for _, d := range All() {
		want[d.FileName()] = true
	}
	entries, err := os.ReadDir("generated")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !want[entry.Name()] {
			t.Errorf("generated/%s belongs to no dashboard: delete it", entry.Name())
		}
	}
}
