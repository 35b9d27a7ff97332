package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// An exporter that is killed, while it reads a snapshot, at the switch to it, or just when it has started, leaves the
// files as they were, and the next one serves.
func TestKilledServe(t *testing.T) {
	folder := fastFolder(t)
	writeNight(t, folder, "one")
	runNight(t, folder, 0)
	before, err := os.ReadFile(publishedIn(folder))
	if err != nil {
		t.Fatal(err)
	}
	files := filesUnder(t, folder)
	serve := func(environment ...string) *scheduled {
		s := &scheduled{folder: folder}
		if s.address, err = freeAddress(); err != nil {
			t.Fatal(err)
		}
		s.command = recaudo(t.Context(), folder, environment, "serve", "--listen", s.address)
		s.command.Stdout, s.command.Stderr = &s.words, &s.words
		if err := s.command.Start(); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, environment := range [][]string{
		{faultEnv + "=kill@1@read snapshot"}, {faultEnv + "=kill@1@switch snapshot"}, nil,
	} {
		s := serve(environment...)
		if environment == nil {
			time.Sleep(30 * time.Millisecond)
			_ = s.command.Process.Kill()
		}
		_ = s.command.Wait()
		if status, ok := s.command.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
			t.Fatalf("%q: it was not killed: %s\n%s", environment, s.command.ProcessState, &s.words)
		}
		after, err := os.ReadFile(publishedIn(folder))
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%q: the snapshot is another: %v", environment, err)
		}
		if found := filesUnder(t, folder); !slices.Equal(found, files) {
			t.Errorf("%q: got the files %q, want %q", environment, found, files)
		}
	}
	s := serve()
	s.shows(t, "recaudo_snapshot_load_success 1")
	s.stop(t)
}

func filesUnder(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
