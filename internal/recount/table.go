package recount

import (
	"cmp"
	"fmt"
	"slices"
)

func newTable(name string, key ...string) *Table { return &Table{Name: "marts." + name, Key: key} }

func (t *Table) add(row map[string]any) { t.Rows = append(t.Rows, row) }

// done sorts the rows by key and lists the columns.
func (t *Table) done() Table {
	for _, row := range t.Rows {
		for column := range row {
			if !slices.Contains(t.Columns, column) {
				t.Columns = append(t.Columns, column)
			}
		}
		break
	}
	slices.Sort(t.Columns)
	slices.SortStableFunc(t.Rows, func(x, y map[string]any) int {
		for _, column := range t.Key {
			if c := compareValues(x[column], y[column]); c != 0 {
				return c
			}
		}
		return 0
	})
	return *t
}

func compareValues(x, y any) int {
	switch x := x.(type) {
	case int64:
		if y, ok := y.(int64); ok {
			return cmp.Compare(x, y)
		}
	case Money:
		if y, ok := y.(Money); ok {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(fmt.Sprint(x), fmt.Sprint(y))
}

// ratio is a quotient of two like numbers, NULL over zero.
func ratio[T int64 | Money, U int64 | Money](numerator T, denominator U) any {
	if denominator == 0 {
		return nil
	}
	return float64(numerator) / float64(denominator)
}

// index is what was recovered by what was to be expected, NULL unless something was.
func index(recovered, expected Money) any {
	if expected <= 0 {
		return nil
	}
	return ratio(recovered, expected)
}

// perUnit is an amount over a count.
func perUnit(m Money, n int64) any {
	if n == 0 {
		return nil
	}
	return float64(m) / 10000 / float64(n)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func money(m *Money) any {
	if m == nil {
		return nil
	}
	return *m
}

// allZero says whether no sum or count of a row is other than zero. Ratios and medians don't make a row.
func allZero(row map[string]any, key ...string) bool {
	for column, value := range row {
		if slices.Contains(key, column) {
			continue
		}
		switch v := value.(type) {
		case int64:
			if v != 0 {
				return false
			}
		case Money:
			if v != 0 {
				return false
			}
		}
	}
	return true
}
