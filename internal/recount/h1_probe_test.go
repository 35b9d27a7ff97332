package recount_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

var (
	h1Seeds = flag.String("h1seeds", "1", "")
	h1Mart  = flag.String("h1mart", "", "")
	h1N     = flag.Int("h1n", 3, "")
)

type h1mart struct {
	Columns []column2
	Rows    []map[string]any
}
type column2 struct{ Name, Kind string }

func TestH1Probe(t *testing.T) {
	if h1Flag := flag.Lookup("h1seeds"); h1Flag.Value.String() == "1" {
		t.SkipNow()
	}
	for _, text := range strings.Split(*h1Seeds, ",") {
		var seed uint64
		fmt.Sscan(text, &seed)
		h := newHistory(seed)
		hash := fnv.New64()
		fmt.Fprint(hash, h)
		path := fmt.Sprintf("/tmp/h1cache/%d-%x.json", seed, hash.Sum64())
		got := map[string]mart{}
		cached := map[string]h1mart{}
		if data, err := os.ReadFile(path); err == nil {
			if err := json.Unmarshal(data, &cached); err != nil {
				t.Fatal(err)
			}
		} else {
			marts, err := runProgram(t.Context(), t.TempDir(), h, form{skipsRuns: true})
			if err != nil {
				fmt.Println(seed, err)
				continue
			}
			for name, m := range marts {
				var one h1mart
				for _, c := range m.columns {
					one.Columns = append(one.Columns, column2{c.name, c.kind})
				}
				one.Rows = m.rows
				cached[name] = one
			}
			data, err := json.Marshal(cached)
			if err != nil {
				t.Fatal(err)
			}
			_ = os.MkdirAll("/tmp/h1cache", 0o755)
			_ = os.WriteFile(path, data, 0o644)
			cached = map[string]h1mart{}
			_ = json.Unmarshal(data, &cached)
		}
		for name, one := range cached {
			m := mart{rows: one.Rows}
			for _, c := range one.Columns {
				m.columns = append(m.columns, column{c.Name, c.Kind})
			}
			got[name] = m
		}
		start := time.Now()
		want := recount.Recount(h)
		fmt.Println("== seed", seed, "recount", time.Since(start), "accounts", h.Settings.Attribution, h.Settings.TimeZone, "export promises", h.Settings.PromisesFromExport)
		counts := map[string]int{}
		shown := map[string]int{}
		for _, d := range compareMarts(got, want) {
			key := d.mart + " " + d.column
			counts[key]++
			if (*h1Mart == "" || strings.Contains(d.mart+" "+d.column, *h1Mart)) && shown[key] < *h1N {
				shown[key]++
				text := d.String()
				fmt.Println("   ", text[:min(len(text), 600)])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(counts)) {
			fmt.Println("  count", key, counts[key])
		}
	}
}
