package recount_test

import (
	"flag"
	"fmt"
	"testing"
	"time"
)

var probeSeed = flag.Uint64("probe", 1, "")

func TestProbe(t *testing.T) {
	for seed := *probeSeed; seed < *probeSeed+4; seed++ {
		h := newHistory(seed)
		rows := 0
		for _, n := range h.Nights {
			for _, f := range n.Files {
				rows += len(f.Rows)
				t.Log(n.AsOf, f.Name, f.ExportedAt, len(f.Rows))
			}
		}
		start := time.Now()
		marts, err := runProgram(t.Context(), t.TempDir(), h, form{})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(seed, "nights", len(h.Nights), "rows", rows, time.Since(start))
		for name, m := range marts {
			fmt.Println(name, len(m.rows), len(m.columns))
		}
	}
}
