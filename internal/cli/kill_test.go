package cli

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	kills    = flag.Int("kills", 6, "kill a run at this many random instants; over 100 also at every step")
	killSeed = flag.Uint64("kill-seed", 1, "other random instants")
)

// Steps that every undisturbed second night must pass. One that a change takes away takes its kill away, too.
var mustBeReached = []string{
	"open", "prepare", "start of the run", "hash", "stage", "quarantine", "archive", "rename of an archived copy",
	"merge", "rejected rows", "ledger", "ledger of names", "commit of a file", "another name", "refusal", "commit",
	"settings", "window", "model run", "transform state", "check", "check results", "checkpoint", "checkpoint done",
	"close", "copy", "flush copy", "keep old snapshot", "rename", "flush folder", "drop old snapshots", "run status",
	"reopen", "release", "model staging.payments", "model intermediate.payment_credits", "model marts.leaderboard",
}

// kill is where a run is killed: at the nth time that it reaches a step, or after some time.
type kill struct {
	step  string
	nth   int
	after time.Duration
}

func (k kill) String() string {
	if k.step == "" {
		return "after " + k.after.String()
	}
	return fmt.Sprintf("%s %d", k.step, k.nth)
}

// Killed at any instant, the next run ends in the same state as if nothing had happened; and what readers see between
// the two is the snapshot of the night before or that of the night itself.
func TestKilledAtAnyInstant(t *testing.T) {
	scenarios := []struct {
		name  string
		write func(t *testing.T, folder string) // up to the night that is killed
		code  int                               // of the undisturbed night
		must  []string
		share int // of the random instants, one in so many
	}{
		{"first night", func(t *testing.T, folder string) { writeNight(t, folder, "one") }, 0,
			[]string{"prepare", "window of a rebuild", "forget transform state", "rename"}, 3},
		{"second night", func(t *testing.T, folder string) {
			writeNight(t, folder, "one")
			runNight(t, folder, 0)
			writeNight(t, folder, "two")
		}, 1, mustBeReached, 1},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			base, undisturbed := fastFolder(t), fastFolder(t)
			scenario.write(t, base)
			copyFolder(t, base, undisturbed)
			log := filepath.Join(t.TempDir(), "steps")
			how := runNight(t, undisturbed, scenario.code, stepsEnv+"="+log)
			want := warehouseState(t, warehouseIn(undisturbed))
			wantSeen := []map[string]string{warehouseState(t, publishedIn(undisturbed))}
			if _, err := os.Stat(publishedIn(base)); err == nil {
				wantSeen = append(wantSeen, warehouseState(t, publishedIn(base)))
			}
			steps := readSteps(t, log)
			for _, step := range scenario.must {
				if !slices.Contains(steps, step) {
					t.Errorf("the undisturbed run does not reach the step %q", step)
				}
			}
			all := chooseKills(steps, scenario.name == "first night")
			random := rand.New(rand.NewPCG(*killSeed, 0))
			for range *kills / scenario.share {
				all = append(all, kill{after: time.Duration(random.Int64N(int64(how.took)))})
			}
			t.Logf("%d kills, %d of them at %d named steps", len(all), len(all)-*kills/scenario.share, len(distinct(steps)))
			for _, where := range all {
				t.Run(where.String(), func(t *testing.T) {
					t.Parallel()
					folder := fastFolder(t)
					copyFolder(t, base, folder)
					killOnce(t, folder, where)
					if _, err := os.Stat(publishedIn(folder)); err == nil && !isSameFile(t, publishedIn(folder), publishedIn(base)) {
						seen := warehouseState(t, publishedIn(folder))
						if !slices.ContainsFunc(wantSeen, func(one map[string]string) bool {
							return len(differences(seen, one)) == 0
						}) {
							t.Errorf("readers see neither the snapshot before nor the one after: %q", differences(seen, wantSeen[0]))
						}
					}
					again := end(t, recaudo(t.Context(), folder, nil, "run"))
					if again.code != scenario.code {
						t.Fatalf("exit code %d after the kill, want %d:\n%s", again.code, scenario.code, again.words)
					}
					for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
						if found := differences(warehouseState(t, path), want); len(found) > 0 {
							t.Errorf("%s differs from the undisturbed one:\n%s", filepath.Base(filepath.Dir(path)),
								strings.Join(found, "\n"))
						}
					}
					if left := leftovers(t, folder); len(left) > 0 {
						t.Errorf("left behind: %q", left)
					}
					if got, want := filesIn(t, folder, "archive"), filesIn(t, undisturbed, "archive"); !slices.Equal(got, want) {
						t.Errorf("archive: got %q, want %q", got, want)
					}
				})
			}
		})
	}
}

// isSameFile reports whether two files hold the same bytes. The other may be missing, and then they don't.
func isSameFile(t *testing.T, one, other string) bool {
	t.Helper()
	a, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(other)
	return err == nil && bytes.Equal(a, b)
}

func readSteps(t *testing.T, log string) []string {
	t.Helper()
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

func distinct(steps []string) []string {
	sorted := slices.Sorted(slices.Values(steps))
	return slices.Compact(sorted)
}

// fewSteps are those at which a first night differs from a second one.
var fewSteps = []string{
	"prepare", "start of the run", "window of a rebuild", "forget transform state", "rename", "commit of a file",
}

// chooseKills kills at each step when it is reached for the first, a middle and the last time. A short test leaves out
// most models, and every other of the steps that are no model; -kill-seed 2 takes those that 1 leaves out.
func chooseKills(steps []string, isFew bool) []kill {
	isLong := *kills > 100
	count := map[string]int{}
	for _, step := range steps {
		count[step]++
	}
	var chosen []kill
	models, others := 0, int(*killSeed)
	for _, step := range distinct(steps) {
		isModel := strings.HasPrefix(step, "model ") && step != "model run"
		if isModel {
			models++
		} else {
			others++
		}
		switch {
		case isLong:
		case isFew && !slices.Contains(fewSteps, step), isModel && models%30 != 0, !isModel && !isFew && others%2 != 0:
			continue
		}
		chosen = append(chosen, kill{step: step, nth: 1})
		if isLong && count[step] > 1 {
			chosen = append(chosen, kill{step: step, nth: count[step]}, kill{step: step, nth: (count[step] + 1) / 2})
		}
	}
	return chosen
}

// killOnce runs a night and kills it there. A random instant may come after its end.
func killOnce(t *testing.T, folder string, where kill) {
	t.Helper()
	if where.step != "" {
		how := end(t, recaudo(t.Context(), folder, []string{fmt.Sprintf("%s=kill@%d@%s", faultEnv, where.nth, where.step)}, "run"))
		if how.signal != syscall.SIGKILL {
			t.Fatalf("the run was not killed, it ended with code %d:\n%s", how.code, how.words)
		}
		return
	}
	command := recaudo(t.Context(), folder, nil, "run")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(where.after)
	_ = command.Process.Kill() // it may have ended
	_ = command.Wait()
}

// filesIn lists the files under folder/name, relative to it.
func filesIn(t *testing.T, folder, name string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, name, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range found {
		found[i] = strings.TrimPrefix(path, folder)
	}
	return found
}
