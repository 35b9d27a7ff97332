package recount_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// difference is one thing on which the program and the recount disagree.
type difference struct {
	mart   string
	key    string
	column string // "" if a row is missing or unwanted
	got    string
	want   string
}

func (d difference) String() string {
	if d.column == "" {
		return fmt.Sprintf("%s %s: got %s, want %s", d.mart, d.key, d.got, d.want)
	}
	return fmt.Sprintf("%s %s: %s: got %s, want %s", d.mart, d.key, d.column, d.got, d.want)
}

// texts are the columns that are not recounted: sentences, the export's own words for what came of an interaction, and
// what only the loader knows.
var texts = []string{
	"marts.account_timeline.load_id", "marts.account_timeline.outcome", "marts.account_timeline.row_key",
	"marts.agenda.channel_why", "marts.agenda.why",
	"marts.contact_limit_candidates.detail", "marts.contact_limit_candidates.load_id",
	"marts.payment_credits.load_id", "marts.promises.load_id",
}

// compareMarts holds what the program published against the recount, every mart and every column but texts.
func compareMarts(got map[string]mart, want map[string]recount.Table) []difference {
	var differences []difference
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			differences = append(differences, difference{mart: name, key: "as a whole", got: "a mart", want: "none"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		one, ok := got[name]
		if !ok {
			differences = append(differences, difference{mart: name, key: "as a whole", got: "no such mart", want: "one"})
			continue
		}
		differences = append(differences, notRecounted(one, want[name])...)
		differences = append(differences, compareMart(one, want[name])...)
	}
	return differences
}

// notRecounted finds columns of a mart that nobody compares. Without a row the recount names no columns.
func notRecounted(got mart, want recount.Table) []difference {
	if len(want.Rows) == 0 {
		return nil
	}
	var differences []difference
	for _, one := range got.columns {
		isText := slices.Contains(texts, want.Name+"."+one.name)
		isRecounted := slices.Contains(want.Key, one.name) || slices.Contains(want.Columns, one.name)
		if isText == isRecounted {
			differences = append(differences, difference{
				mart: want.Name, key: "every row", column: one.name, got: "a column",
				want: map[bool]string{true: "none that is recounted, as it is among texts", false: "it recounted"}[isText],
			})
		}
	}
	return differences
}

// tellingKeys pair rows by what they are about, where the key is a number that one missing row shifts.
var tellingKeys = map[string][]string{
	"marts.account_timeline": {"account_id", "event_date", "event", "event_key"},
	"marts.agenda":           {"account_id"},
}

func compareMart(got mart, want recount.Table) []difference {
	kinds := map[string]string{}
	for _, one := range got.columns {
		kinds[one.name] = one.kind
	}
	for _, name := range append(slices.Clone(want.Key), want.Columns...) {
		if kinds[name] == "" {
			return []difference{{mart: want.Name, key: "every row", column: name, got: "no such column", want: "one"}}
		}
	}
	t := table{name: want.Name, key: want.Key, kinds: kinds}
	if key := tellingKeys[want.Name]; key != nil && containsAll(want.Columns, key) {
		t.key = key
	}
	for _, name := range slices.Concat(want.Key, want.Columns) {
		if !slices.Contains(t.key, name) && !slices.Contains(t.columns, name) {
			t.columns = append(t.columns, name)
		}
	}
	gotRows, wantRows := got.rows, want.Rows
	if want.Name == "marts.account_timeline" {
		gotRows, wantRows = settled(gotRows), settled(wantRows)
	}
	return t.compare(t.byKey(gotRows), t.byKey(wantRows))
}

// settled gives the events of an account that share moment and kind, and of which one has no key, the number of the first
// of them: ids that the program makes up decide the order of such.
func settled(rows []map[string]any) []map[string]any {
	type moment struct{ account, at, event any }
	of := func(row map[string]any) moment { return moment{row["account_id"], row["event_at"], row["event"]} }
	first, isOpen := map[moment]int64{}, map[moment]bool{}
	for _, row := range rows {
		number, _ := row["event_number"].(int64)
		if known, ok := first[of(row)]; !ok || number < known {
			first[of(row)] = number
		}
		isOpen[of(row)] = isOpen[of(row)] || plain(row["event_key"], "VARCHAR") == nil
	}
	out := slices.Clone(rows)
	for i, row := range out {
		if isOpen[of(row)] {
			out[i] = maps.Clone(row)
			out[i]["event_number"] = first[of(row)]
		}
	}
	return out
}

func containsAll(all, some []string) bool {
	for _, one := range some {
		if !slices.Contains(all, one) {
			return false
		}
	}
	return true
}

// table is a mart while two versions of it are compared.
type table struct {
	name         string
	key, columns []string
	kinds        map[string]string // by column, as DuckDB names types
}

// byKey groups rows. Rows without an id of their own share a key, and stand in an order of their contents.
func (t table) byKey(rows []map[string]any) map[string][]map[string]any {
	grouped := map[string][]map[string]any{}
	for _, row := range rows {
		key := t.text(row, t.key)
		grouped[key] = append(grouped[key], row)
	}
	for _, group := range grouped {
		if len(group) > 1 {
			slices.SortFunc(group, func(a, b map[string]any) int {
				return cmp.Compare(t.text(a, t.columns), t.text(b, t.columns))
			})
		}
	}
	return grouped
}

func (t table) text(row map[string]any, columns []string) string {
	parts := make([]string, len(columns))
	for i, name := range columns {
		parts[i] = show(plain(row[name], t.kinds[name]))
	}
	return strings.Join(parts, " | ")
}

func (t table) compare(got, want map[string][]map[string]any) []difference {
	all := maps.Clone(want)
	maps.Copy(all, got)
	var differences []difference
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for i := range max(len(got[key]), len(want[key])) {
			switch {
			case i >= len(got[key]):
				differences = append(differences, difference{
					mart: t.name, key: key, got: "no row", want: t.brief(want[key][i]),
				})
			case i >= len(want[key]):
				differences = append(differences, difference{mart: t.name, key: key, got: t.brief(got[key][i]), want: "no row"})
			default:
				differences = append(differences, t.compareRow(key, got[key][i], want[key][i])...)
			}
		}
	}
	return differences
}

// brief is a row without what is NULL or zero in it.
func (t table) brief(row map[string]any) string {
	var parts []string
	for _, name := range t.columns {
		if text := show(plain(row[name], t.kinds[name])); text != "NULL" && text != "0" {
			parts = append(parts, name+" "+text)
		}
	}
	return "a row: " + strings.Join(parts, ", ")
}

func (t table) compareRow(key string, got, want map[string]any) []difference {
	var differences []difference
	for _, name := range t.columns {
		if isEqual(got[name], want[name]) {
			continue
		}
		a, b := plain(got[name], t.kinds[name]), plain(want[name], t.kinds[name])
		if !isSame(a, b, tolerance(name, want)) {
			differences = append(differences, difference{mart: t.name, key: key, column: name, got: show(a), want: show(b)})
		}
	}
	return differences
}

// tolerance is by how much two values of a column may differ: the ratio of a cell is rounded before it is multiplied.
func tolerance(column string, row map[string]any) float64 {
	const expected = 0.001
	switch column {
	case "expected_amount":
		return expected
	case "performance_index":
		amount, _ := plain(row["expected_amount"], "DOUBLE").(float64)
		index, _ := plain(row["performance_index"], "DOUBLE").(float64)
		if amount != 0 {
			return math.Abs(index * expected / amount)
		}
	}
	return 0
}

// madeUp is the id that the program gives a row without one.
var madeUp = regexp.MustCompile(`^[0-9a-f]{32}-[0-9]+$`)

// plain turns a value of either side into nil, a string, a bool, an int64, a float64 or a *big.Rat.
func plain(value any, kind string) any {
	if text, ok := value.(string); ok && (text == "" || madeUp.MatchString(text)) {
		value = nil
	}
	switch value := value.(type) {
	case nil:
		return nil
	case bool:
		return value
	case time.Time:
		return value.Format(time.DateOnly)
	case *time.Time:
		if value == nil {
			return nil
		}
		return value.Format(time.DateOnly)
	case *big.Rat:
		if value == nil {
			return nil
		}
	case *float64:
		if value == nil {
			return nil
		}
		return *value
	}
	isNumber := strings.HasPrefix(kind, "DECIMAL") || kind == "DOUBLE" || kind == "INTEGER" || strings.HasSuffix(kind, "INT")
	if !isNumber {
		return fmt.Sprint(value)
	}
	number, ok := new(big.Rat), true
	switch value := value.(type) {
	case *big.Rat:
		number = value
	case float64:
		return value
	default:
		number, ok = number.SetString(fmt.Sprint(value))
	}
	if !ok {
		return fmt.Sprint(value)
	}
	if kind == "DOUBLE" {
		ratio, _ := number.Float64()
		return ratio
	}
	return number
}

// isEqual compares values as they come, which settles most of them.
func isEqual(got, want any) bool {
	if amount, ok := want.(recount.Money); ok {
		return got == amount.String()
	}
	return got == want
}

func isSame(a, b any, within float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	switch a := a.(type) {
	case *big.Rat:
		if b, ok := b.(*big.Rat); ok {
			apart, _ := new(big.Rat).Sub(a, b).Float64()
			return a.Cmp(b) == 0 || math.Abs(apart) <= within
		}
	case float64:
		if b, ok := b.(float64); ok {
			return math.Abs(a-b) <= within+1e-9*max(math.Abs(a), math.Abs(b))
		}
	}
	return show(a) == show(b)
}

func show(value any) string {
	switch value := value.(type) {
	case nil:
		return "NULL"
	case float64:
		return fmt.Sprintf("%.9g", value)
	case *big.Rat:
		if value.IsInt() {
			return value.RatString()
		}
		return strings.TrimRight(value.FloatString(8), "0")
	}
	return fmt.Sprint(value)
}
