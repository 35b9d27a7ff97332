package recount_test

import (
	"flag"
	"fmt"
	"testing"
)

var h1Acc = flag.String("h1acc", "", "")

func TestH1Show(t *testing.T) {
	if *h1Acc == "" {
		t.SkipNow()
	}
	var seed uint64
	fmt.Sscan(*h1Seeds, &seed)
	h := newHistory(seed)
	fmt.Println(h.Settings)
	for _, n := range h.Nights {
		fmt.Println("NIGHT", n.AsOf)
		for _, f := range n.Files {
			for i, r := range f.Rows {
				if r["account_id"] == *h1Acc || r["collector_id"] == *h1Acc {
					fmt.Println(f.Name, f.ExportedAt.Format("01-02T15:04"), i+1, r)
				}
			}
		}
	}
}
