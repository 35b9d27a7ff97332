package transform

import (
	"fmt"
	"testing"
)

func TestMayRepeatCountsInParts(t *testing.T) {
	db := testWarehouse(t)
	for name, test := range map[string]struct {
		rows string
		want bool
	}{
		"different":     {"select range // 7 as a, range % 7 as b from range(1000)", false},
		"none":          {"select 1 as a, 2 as b where false", false},
		"one twice":     {"select range // 7 as a, range % 7 as b from range(1000) union all select 142, 5", true},
		"one without":   {"select range // 7 as a, range % 7 as b from range(1000) union all select null, 5", true},
		"texts, paired": {"select 'x' || range as a, 'y' as b from range(100) union all select 'x', 'y' || range from range(100)", false},
	} {
		mustExec(t, db, "create or replace table raw.rows as "+test.rows)
		for _, atOnce := range []int64{1, 10, 100_000} {
			t.Run(fmt.Sprintf("%s, %d at once", name, atOnce), func(t *testing.T) {
				got, err := mayRepeat(t.Context(), db, "raw.rows", "a, b", "a is null or b is null", atOnce)
				if err != nil || got != test.want {
					t.Errorf("got %t, %v, want %t", got, err, test.want)
				}
			})
		}
	}
}
