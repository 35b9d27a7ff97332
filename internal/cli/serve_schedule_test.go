package cli

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// scheduled is `recaudo serve` with a schedule, in a folder where no run has been, so that it begins one at once.
type scheduled struct {
	folder, address string
	command         *exec.Cmd
	words           bytes.Buffer // to be read when it has ended
}

func serveScheduled(t *testing.T, environment ...string) *scheduled {
	t.Helper()
	s := &scheduled{folder: fastFolder(t)}
	writeNight(t, s.folder, "one")
	config := filepath.Join(s.folder, "recaudo.yaml")
	content, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(content, "schedule: 02:00\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if s.address, err = freeAddress(); err != nil {
		t.Fatal(err)
	}
	s.command = recaudo(t.Context(), s.folder, environment, "serve", "--listen", s.address)
	s.command.Stdout, s.command.Stderr = &s.words, &s.words
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// await waits until is holds.
func (s *scheduled) await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			_ = s.command.Process.Kill()
			_ = s.command.Wait()
			t.Fatalf("%s: not within a minute\n%s", what, s.words.String())
		}
	}
}

// shows waits until a line is among the metrics.
func (s *scheduled) shows(t *testing.T, line string) {
	t.Helper()
	s.await(t, line, func() bool {
		response, err := http.Get("http://" + s.address + "/metrics")
		if err != nil {
			return false
		}
		body, err := io.ReadAll(response.Body)
		return errors.Join(err, response.Body.Close()) == nil && strings.Contains(string(body), "\n"+line+"\n")
	})
}

// stop sends a SIGTERM and wants the exporter to end well.
func (s *scheduled) stop(t *testing.T) {
	t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.command.Wait(); err != nil {
		t.Fatalf("serve: %v\n%s", err, s.words.String())
	}
}

func TestServeRunsWhatIsDue(t *testing.T) {
	s := serveScheduled(t)
	s.shows(t, "recaudo_snapshot_loaded 1")
	s.shows(t, "recaudo_last_run_success 1")
	s.stop(t)
	for _, want := range []string{"run begins", "published ", "exit_code=0", "next="} {
		if !strings.Contains(s.words.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, s.words.String())
		}
	}
}

func TestServeOutlivesAKilledRun(t *testing.T) {
	s := serveScheduled(t, faultEnv+"=kill@1@copy")
	s.shows(t, "recaudo_last_run_success 0")
	s.shows(t, "recaudo_snapshot_loaded 0")
	s.stop(t)
	if status := statusOf(t, s.folder); !strings.Contains(status.Error, "a signal ended it") {
		t.Errorf("status: got error %q", status.Error)
	}
}

func TestServePassesTheSignalOn(t *testing.T) {
	log := filepath.Join(t.TempDir(), "steps")
	s := serveScheduled(t, stepsEnv+"="+log)
	s.await(t, "the first model", func() bool {
		steps, err := os.ReadFile(log)
		return err == nil && strings.Contains(string(steps), "model ")
	})
	signalled := time.Now()
	_ = s.command.Process.Signal(syscall.SIGTERM)
	_ = s.command.Wait() // a run in the middle of a flush makes it end with 1
	t.Logf("ended %s after the signal", time.Since(signalled))
	s.await(t, "the end of the run", func() bool {
		lock, err := warehouse.AcquireLock(warehouseIn(s.folder), "test", time.Now())
		return err == nil && lock.Release() == nil
	})
	if took := time.Since(signalled); took > 10*time.Second {
		t.Errorf("the run went on for %s", took)
	}
	if _, err := os.Stat(publishedIn(s.folder)); err == nil {
		t.Error("the run went on to its end")
	}
	// By which the next start makes up for it.
	if status := statusOf(t, s.folder); status.LastRunStatus != runInterrupted {
		t.Errorf("status: got %s, %s", status.LastRunStatus, status.Error)
	}
	runNight(t, s.folder, 0)
}
