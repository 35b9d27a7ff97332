package recount_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

var metamorphoses = flag.Int("metamorphoses", 1, "how many histories go through every change, and how many state both shapes")

// change is another way to bring the same facts to the program. The marts must not change.
type change struct {
	name  string
	apply func(random *rand.Rand, history recount.History) recount.History
	how   form
}

var changes = []change{
	{name: "night by night", apply: unchanged},
	{name: "files in any order", apply: shuffled, how: form{skipsRuns: true}},
	{name: "split files", apply: split, how: form{isAtOnce: true}},
	{name: "concatenated files", apply: concatenated, how: form{isAtOnce: true}},
	{name: "sent twice", apply: sentTwice},
	{name: "other formats", apply: unchanged, how: form{isAtOnce: true, write: writeAnyFormat}},
}

// TestMetamorphoses brings the same facts to the program in different ways: all at once as CSV, and by each change.
func TestMetamorphoses(t *testing.T) {
	for seed := range uint64(*metamorphoses) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 5))
			history := inventHistory(seed, scope{
				accounts: 10 + random.IntN(10), days: 45, nights: 2 + random.IntN(2), isPlain: true,
			})
			plain := published(t, history, form{isAtOnce: true})
			for _, one := range changes {
				testChange(t, history, plain, one)
			}
		})
	}
}

func testChange(t *testing.T, history recount.History, plain map[string]mart, one change) {
	differ := func(history recount.History, plain map[string]mart) []string {
		changed := one.apply(rand.New(rand.NewPCG(history.Seed, 6)), history)
		return differencesBetween(plain, published(t, changed, one.how))
	}
	differences := differ(history, plain)
	if len(differences) == 0 {
		return
	}
	t.Errorf("%s: %d rows differ\n%s", one.name, len(differences), shortened(differences))
	s := &shrinker{deadline: time.Now().Add(*shrinkTime), fails: func(smaller recount.History) bool {
		return len(differ(smaller, published(t, smaller, form{isAtOnce: true}))) > 0
	}}
	small := s.shrink(history)
	t.Logf("the smallest history found in %d tries:\n%s%s", s.tries, describe(small),
		shortened(differ(small, published(t, small, form{isAtOnce: true}))))
}

// published are the marts of a history. A run that fails is a mart of its own.
func published(t *testing.T, history recount.History, how form) map[string]mart {
	t.Helper()
	folder, err := os.MkdirTemp(scratch(), "recount")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	marts, err := runProgram(t.Context(), folder, history, how)
	if err != nil {
		return map[string]mart{"run": {columns: []column{{name: "error"}}, rows: []map[string]any{{"error": err.Error()}}}}
	}
	return marts
}

// differencesBetween lists the rows that only one of two snapshots has. Which load brought a row does not matter.
func differencesBetween(a, b map[string]mart, left ...string) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	var differences []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		inA, inB := renderedRows(a[name], left), renderedRows(b[name], left)
		for _, row := range slices.Sorted(maps.Keys(inA)) {
			if inA[row] > inB[row] {
				differences = append(differences, "- "+name+" "+row)
			}
		}
		for _, row := range slices.Sorted(maps.Keys(inB)) {
			if inB[row] > inA[row] {
				differences = append(differences, "+ "+name+" "+row)
			}
		}
	}
	return differences
}

// renderedRows counts the rows of a mart by what they say, without the columns that are left out.
func renderedRows(one mart, left []string) map[string]int {
	counts := map[string]int{}
	for _, row := range one.rows {
		var parts []string
		for _, column := range one.columns {
			if column.name == "load_id" || slices.Contains(left, column.name) {
				continue
			}
			if value := row[column.name]; value != nil {
				parts = append(parts, column.name+" "+show(value))
			}
		}
		counts[strings.Join(parts, ", ")]++
	}
	return counts
}

func shortened(lines []string) string {
	if len(lines) > shownDifferences {
		lines = append(slices.Clone(lines[:shownDifferences]), fmt.Sprintf("... and %d more", len(lines)-shownDifferences))
	}
	return strings.Join(lines, "\n")
}

func unchanged(_ *rand.Rand, history recount.History) recount.History { return history }

// shuffled lets the files of all nights arrive in any order, in four portions.
func shuffled(random *rand.Rand, history recount.History) recount.History {
	nights := make([]recount.Night, 4)
	files := filesByVersion(history)
	random.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
	for i, file := range files {
		nights[i%4].Files = append(nights[i%4].Files, file)
	}
	nights[3].AsOf = history.Nights[len(history.Nights)-1].AsOf
	history.Nights = nights
	return history
}

// split cuts every file into up to three, of the same time and with names in the order of their rows.
func split(random *rand.Rand, history recount.History) recount.History {
	history.Nights = slices.Clone(history.Nights)
	for i, night := range history.Nights {
		var files []recount.File
		for _, file := range night.Files {
			rows := file.Rows
			for part := 1; len(rows) > 0; part++ {
				piece := file
				size := len(rows)
				if part < 3 {
					size = 1 + random.IntN(len(rows))
				}
				piece.Name, piece.Rows, rows = fmt.Sprintf("%s_%d", file.Name, part), rows[:size], rows[size:]
				files = append(files, piece)
			}
		}
		history.Nights[i].Files = files
	}
	return history
}

// concatenated makes one file of those that a source exported at the same time.
func concatenated(_ *rand.Rand, history recount.History) recount.History {
	history.Nights = slices.Clone(history.Nights)
	for i, night := range history.Nights {
		var files []recount.File
		sorted := slices.Clone(night.Files)
		slices.SortFunc(sorted, func(a, b recount.File) int { return strings.Compare(a.Name, b.Name) })
		for _, file := range sorted {
			at := slices.IndexFunc(files, func(other recount.File) bool {
				return other.Source == file.Source && other.ExportedAt.Equal(file.ExportedAt)
			})
			if at < 0 {
				files = append(files, file)
				continue
			}
			files[at].Name, files[at].Rows = file.Name, slices.Concat(files[at].Rows, file.Rows)
		}
		history.Nights[i].Files = files
	}
	return history
}

// sentTwice sends every file of the first nights again: newer, half of them under another name.
func sentTwice(random *rand.Rand, history recount.History) recount.History {
	last := len(history.Nights) - 1
	history.Nights = slices.Clone(history.Nights)
	var again []recount.File
	for _, night := range history.Nights[:last] {
		for _, file := range night.Files {
			file.ExportedAt = file.ExportedAt.AddDate(0, 0, 1+random.IntN(40))
			if random.IntN(2) == 0 {
				file.Name += "_again"
			}
			again = append(again, file)
		}
	}
	history.Nights[last].Files = slices.Concat(again, history.Nights[last].Files)
	return history
}
