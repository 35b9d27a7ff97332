package recount_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// TestShrink plants a fault: a program that loses payments by card. What is left must be about one of them.
func TestShrink(t *testing.T) {
	isLost := func(row recount.Row) bool { return row["method"] == "card" }
	rowsOf := func(history recount.History) (all, lost int) {
		for _, file := range filesByVersion(history) {
			for _, row := range file.Rows {
				all++
				if isLost(row) {
					lost++
				}
			}
		}
		return all, lost
	}
	faulty := func(history recount.History) map[string]recount.Table {
		return recount.Recount(filtered(history, func(_ recount.File, row recount.Row, _ string) bool {
			return !isLost(row)
		}))
	}
	s := &shrinker{deadline: time.Now().Add(time.Minute), fails: func(history recount.History) bool {
		return len(compareMarts(asMarts(faulty(history)), recount.Recount(history))) > 0
	}}
	history := newHistory(1)
	if !s.fails(history) {
		t.Fatal("the planted fault makes no difference")
	}
	small := s.shrink(history)
	all, lost := rowsOf(small)
	if len(small.Nights) != 1 || all != 1 || lost != 1 {
		t.Errorf("got %d nights, %d rows, %d of them lost; want one row, the lost one, in one night\n%s", len(small.Nights),
			all, lost, describe(small))
	}
	for _, want := range []string{"timezone: ", "-- inbox/payments/", ",card\n", "-- recaudo run --as-of "} {
		if !strings.Contains(describe(small), want) {
			t.Errorf("%q is missing in the description:\n%s", want, describe(small))
		}
	}
}

// asMarts presents a recount as what a program published.
func asMarts(tables map[string]recount.Table) map[string]mart {
	marts := map[string]mart{}
	for name, table := range tables {
		one := mart{rows: table.Rows}
		for _, name := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(table.Key, table.Columns)))) {
			kind := "VARCHAR"
			for _, row := range table.Rows {
				switch row[name].(type) {
				case recount.Money:
					kind = "DECIMAL(18,4)"
				case int64:
					kind = "BIGINT"
				case float64:
					kind = "DOUBLE"
				case bool:
					kind = "BOOLEAN"
				}
			}
			one.columns = append(one.columns, column{name, kind})
		}
		marts[name] = one
	}
	return marts
}

func TestCompareMarts(t *testing.T) {
	want := recount.Table{
		Name: "marts.m", Key: []string{"id"}, Columns: []string{"id", "amount", "ratio", "on"},
		Rows: []map[string]any{
			{"id": "a", "amount": recount.Money(123400), "ratio": 0.5, "on": "2026-01-31"},
			{"id": "", "amount": recount.Money(10000), "ratio": nil, "on": nil},
			{"id": "", "amount": recount.Money(20000), "ratio": nil, "on": nil},
		},
	}
	rows := []map[string]any{
		{"id": "0123456789abcdef0123456789abcdef-1", "amount": "2.0000", "ratio": nil, "on": nil},
		{"id": "fedcba9876543210fedcba9876543210-1", "amount": "1.0000", "ratio": nil, "on": nil},
		{"id": "a", "amount": "12.3400", "ratio": 0.5 + 1e-12, "on": "2026-01-31"},
	}
	columns := []column{{"id", "VARCHAR"}, {"amount", "DECIMAL(18,4)"}, {"ratio", "DOUBLE"}, {"on", "DATE"}}
	tests := []struct {
		name string
		rows func() []map[string]any
		want []string // parts of the differences
	}{
		{"the same in another order", func() []map[string]any { return rows }, nil},
		{"a row is missing", func() []map[string]any { return rows[:2] }, []string{"a: got no row"}},
		{"a row is unwanted", func() []map[string]any {
			return append(slices.Clone(rows), map[string]any{"id": "b", "amount": "1.0000"})
		}, []string{"b: got a row: amount 1, want no row"}},
		{"a row is there twice", func() []map[string]any { return append(slices.Clone(rows), rows[2]) },
			[]string{"a: got a row"}},
		{"a cent", func() []map[string]any { return with(rows, "amount", "12.3300") },
			[]string{"amount: got 12.33, want 12.34"}},
		{"a ratio", func() []map[string]any { return with(rows, "ratio", 0.5000001) },
			[]string{"ratio: got 0.5000001, want 0.5"}},
		{"nothing instead of a date", func() []map[string]any { return with(rows, "on", nil) },
			[]string{"on: got NULL, want 2026-01-31"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := compareMarts(map[string]mart{"marts.m": {columns: columns, rows: test.rows()}},
				map[string]recount.Table{"marts.m": want})
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if !strings.Contains(got[i].String(), test.want[i]) {
					t.Errorf("got %q, want %q in it", got[i], test.want[i])
				}
			}
		})
	}
}

// with returns rows of which the last one has another value.
func with(rows []map[string]any, column string, value any) []map[string]any {
	changed := slices.Clone(rows)
	last := maps.Clone(changed[len(changed)-1])
	last[column] = value
	changed[len(changed)-1] = last
	return changed
}
