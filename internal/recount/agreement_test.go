package recount_test

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

var (
	histories  = flag.Int("histories", 20, "how many random histories are recounted")
	firstSeed  = flag.Int("first", 0, "seed of the first history")
	onlySeed   = flag.Int64("seed", -1, "recount the history of this seed alone")
	shrinkTime = flag.Duration("shrink", time.Minute, "how long the smallest failing history is looked for")
)

// shownDifferences is how many differences of a history are printed.
const shownDifferences = 20

func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(400) // memory is cheaper than time here
	os.Exit(m.Run())
}

// TestHistories recounts random histories, and wants every mart of the program to say the same.
func TestHistories(t *testing.T) {
	if *onlySeed >= 0 {
		testHistory(t, uint64(*onlySeed), &shrunk{})
		return
	}
	var known shrunk
	for seed := *firstSeed; seed < *firstSeed+*histories; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			testHistory(t, uint64(seed), &known)
		})
	}
}

// shrunk are the marts for which a small failing history was looked for already: the next one is likely the same fault.
type shrunk struct {
	mutex sync.Mutex
	marts map[string]bool
}

// add reports whether a mart is new.
func (s *shrunk) add(mart string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	isNew := !s.marts[mart]
	if s.marts == nil {
		s.marts = map[string]bool{}
	}
	s.marts[mart] = true
	return isNew
}

func testHistory(t *testing.T, seed uint64, known *shrunk) {
	history := newHistory(seed)
	how := form{skipsRuns: seed%20 != 0} // each run costs a second
	differences := disagreements(t, history, how)
	if len(differences) == 0 {
		return
	}
	t.Errorf("seed %d: %d differences\n%s", seed, len(differences), list(differences))
	if !known.add(differences[0].mart) {
		return
	}
	s := &shrinker{deadline: time.Now().Add(*shrinkTime), fails: func(smaller recount.History) bool {
		return slices.ContainsFunc(disagreements(t, smaller, how), func(other difference) bool {
			return other.mart == differences[0].mart && other.column == differences[0].column
		})
	}}
	small := s.shrink(history)
	if s.tries == 0 {
		return
	}
	t.Logf("the smallest history found in %d tries:\n%s%s", s.tries, describe(small), list(disagreements(t, small, how)))
}

// disagreements runs the program on a history and compares it with the recount. A run that fails is a disagreement too.
func disagreements(t *testing.T, history recount.History, how form) []difference {
	t.Helper()
	folder, err := os.MkdirTemp(scratch(), "recount")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	got, err := runProgram(t.Context(), folder, history, how)
	if err != nil {
		return []difference{{mart: "run", key: "as a whole", got: err.Error(), want: "exit code 0"}}
	}
	return compareMarts(got, recount.Recount(history))
}

func list(differences []difference) string {
	var text strings.Builder
	for i, one := range differences {
		if i == shownDifferences {
			fmt.Fprintf(&text, "... and %d more\n", len(differences)-i)
			break
		}
		fmt.Fprintln(&text, one)
	}
	return text.String()
}
