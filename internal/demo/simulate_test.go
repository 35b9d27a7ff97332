package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// run simulates the demo's operation of one seed and last date.
func run(t *testing.T, seed uint64, end time.Time) *operation {
	t.Helper()
	options, err := Options{Seed: seed, End: end}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	return simulate(options, rand.New(rand.NewPCG(seed, uint64(end.Unix()))))
}

// settledStatus is what the exports say of a payment in the end.
func settledStatus(made payment) string {
	if made.statusLater != "" {
		return made.statusLater
	}
	return made.status
}

func TestBalancesFollowPayments(t *testing.T) {
	op := run(t, 1, end)
	for i := 1; i < len(op.snapshots); i++ {
		before, after := op.snapshots[i-1], op.snapshots[i]
		settled := map[int]centavos{}
		for _, made := range op.payments {
			if made.day >= before.day && made.day < after.day && settledStatus(made) == applied {
				settled[made.account] += made.amount
			}
		}
		stated := map[int]centavos{}
		for _, line := range before.holdings {
			stated[line.account] = line.balance
		}
		for _, line := range after.holdings {
			if was, ok := stated[line.account]; ok && was-settled[line.account] != line.balance {
				t.Fatalf("day %d, account %s: got %s, want %s less %s", after.day, op.accounts[line.account].id,
					line.balance.plain(), was.plain(), settled[line.account].plain())
			}
		}
	}
}

func TestListsChangeAsRealOnesDo(t *testing.T) {
	op := run(t, 1, end)
	var stayed, moved, acrossTeams, paidYetListed int
	for i := 1; i < len(op.snapshots); i++ {
		before, after := op.snapshots[i-1], op.snapshots[i]
		holders := map[int]int{}
		for _, line := range before.holdings {
			holders[line.account] = line.collector
		}
		kept := 0
		for _, line := range after.holdings {
			if line.balance == 0 {
				paidYetListed++
			}
			was, ok := holders[line.account]
			if !ok {
				continue
			}
			kept++
			if was == line.collector {
				stayed++
				continue
			}
			moved++
			if op.collectors[was].team != op.collectors[line.collector].team {
				acrossTeams++
			}
		}
		if lost := 1 - float64(kept)/float64(len(before.holdings)); lost > 0.1 {
			t.Errorf("the list of day %d lost %.0f %% of the accounts", after.day, 100*lost)
		}
	}
	if share := float64(moved) / float64(moved+stayed); share < 0.04 || share > 0.08 {
		t.Errorf("%.3f of the accounts changed hands between lists, want about 0.06", share)
	}
	if share := float64(acrossTeams) / float64(moved); share < 0.1 || share > 0.4 {
		t.Errorf("%.3f of the moves are across teams, want about a quarter", share)
	}
	if paidYetListed == 0 {
		t.Error("no list still holds a paid account")
	}
}

// TestBoardIsWorthLookingAt holds what a newcomer shall see, whenever the demo ends: figures on the last day, ratios
// that an operation could have, and ranks that move.
func TestBoardIsWorthLookingAt(t *testing.T) {
	for _, last := range []time.Time{
		end,
		time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), // a Sunday, and the first of a month
		time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), // a Sunday, and the last of a month
	} {
		for _, seed := range []uint64{1, 7} {
			t.Run(fmt.Sprintf("%s seed %d", last.Format(time.DateOnly), seed), func(t *testing.T) {
				op := run(t, seed, last)
				lastDay := op.options.Days - 1
				if actions := countOn(op, lastDay); actions < 100 {
					t.Errorf("got %d actions on the last day, want at least 100", actions)
				}
				today := standAt(op, lastDay)
				if today.recovered == 0 || today.collectorsPaid < 12 {
					t.Errorf("%d collectors recovered %s in the month to date", today.collectorsPaid,
						today.recovered.plain())
				}
				if last.Day() > 1 && slices.Equal(today.ranking, standAt(op, lastDay-1).ranking) {
					t.Error("nobody moved on the last day")
				}
				month := standAt(op, lastDay-last.Day()) // the last day of the month before
				if month.byAmount < 0.06 || month.byAmount > 0.16 {
					t.Errorf("effectiveness by amount is %.3f in a month, want about a tenth", month.byAmount)
				}
				if month.best < 1.5*month.worst {
					t.Errorf("the best collector has %.3f and the worst %.3f: too even", month.best, month.worst)
				}
			})
		}
	}
}

// stand is a rough leaderboard by amount, month to date.
type stand struct {
	recovered      centavos
	collectorsPaid int
	byAmount       float64 // of all collectors together
	best, worst    float64 // of one collector
	ranking        []int   // collectors, the best first
}

// standAt computes the stand at the end of a day: recovered by the holder, over the balance first held in the month.
func standAt(op *operation, day int) stand {
	from := day - op.date(day).Day() + 1
	assigned := make([]centavos, len(op.collectors))
	recovered := make([]centavos, len(op.collectors))
	counted := map[[2]int]bool{}
	for i, taken := range op.snapshots {
		if taken.day > day || i+1 < len(op.snapshots) && op.snapshots[i+1].day <= from {
			continue
		}
		for _, line := range taken.holdings {
			if pair := [2]int{line.account, line.collector}; !counted[pair] {
				counted[pair] = true
				assigned[line.collector] += line.balance
			}
		}
	}
	for _, made := range op.payments {
		if made.day < from || made.day > day || settledStatus(made) != applied {
			continue
		}
		for _, line := range op.snapshotBefore(made.day).holdings {
			if line.account == made.account {
				recovered[line.collector] += made.amount
			}
		}
	}
	var board stand
	var total centavos
	ratio := func(who int) float64 { return float64(recovered[who]) / float64(assigned[who]) }
	for who := range op.collectors {
		board.ranking = append(board.ranking, who)
		board.recovered += recovered[who]
		total += assigned[who]
		if recovered[who] > 0 {
			board.collectorsPaid++
		}
	}
	slices.SortStableFunc(board.ranking, func(a, b int) int { return cmp.Compare(ratio(b), ratio(a)) })
	board.byAmount = float64(board.recovered) / float64(total)
	board.best = ratio(board.ranking[0])
	board.worst = ratio(board.ranking[len(board.ranking)-1])
	return board
}

// countOn counts the outbound interactions of a day.
func countOn(op *operation, day int) int {
	count := 0
	for _, event := range op.interactions {
		if event.day == day && !event.isInbound {
			count++
		}
	}
	return count
}
