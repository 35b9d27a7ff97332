package ingest

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestUnmatched(t *testing.T) {
	root := fstest.MapFS{}
	for _, name := range []string{"in/pagos_1.csv", "in/Pagos_2.csv", "in/pagos_3.csv.gz", "in/pagos_1.csv.total.csv", "in/notes.pdf",
		"in/.pagos_4.csv", "in/pagos_5.csv.tmp", "in/old/pagos_0.csv", "other/pagos_6.csv"} {
		root[name] = &fstest.MapFile{}
	}
	got, err := Unmatched(root, []Source{
		{Name: "pagos", Path: `in\pagos_*.csv`, Control: &Control{Sidecar: Sidecar{Name: "{file}.total.csv"}}},
		{Name: "gestiones", Path: "nowhere/*.csv"},
	})
	if want := []string{"in/Pagos_2.csv", "in/pagos_3.csv.gz"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
