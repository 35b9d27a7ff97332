package warehouse

import (
	"bufio"
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var publishMegabytes = flag.Int("publish-megabytes", 80, "stop the publish of a warehouse that large")

// publishUntilStopped publishes what lies in a folder until somebody stops it. It says so when the copy has begun.
func publishUntilStopped(folder string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	opts := night(folder, 1)
	isSaid := false
	opts.Reached = func(step string) {
		if step == "flush copy" && !isSaid {
			isSaid = true
			_, _ = os.Stdout.WriteString("held\n")
		}
	}
	return Publish(ctx, opts)
}

// Somebody who sends a SIGTERM into the copy of a large warehouse waits no two seconds for the process to end. The parts
// that are flushed one by one bound it, so -publish-megabytes 3500 takes no longer.
func TestStopOfALargePublish(t *testing.T) {
	folder := t.TempDir()
	opts := night(folder, 1)
	if err := os.MkdirAll(filepath.Dir(opts.Warehouse), 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(opts.Warehouse)
	if err != nil {
		t.Fatal(err)
	}
	var seed [32]byte // not of zeros, which some disks do not write
	if _, err := io.CopyN(file, rand.NewChaCha8(seed), int64(*publishMegabytes)<<20); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	for _, delay := range []time.Duration{0, 200 * time.Millisecond, time.Second, 3 * time.Second}[:1+min(*publishMegabytes/1000, 3)] {
		command := holderCommand(t, "publish", folder)
		stdout, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		command.Stderr = &words
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "held\n" {
			t.Fatalf("got %q and error %v", line, err)
		}
		time.Sleep(delay)
		copied, _ := os.Stat(opts.Published + ".new")
		signalled := time.Now()
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_ = command.Wait()
		took := time.Since(signalled)
		if copied != nil {
			t.Logf("stopped when %d of %d MB were copied: ended after %s", copied.Size()>>20, *publishMegabytes, took.Round(time.Millisecond))
		}
		if took > 2*time.Second {
			t.Errorf("ended after %s", took)
		}
		if _, err := os.Stat(opts.Published); err != nil && !strings.Contains(words.String(), "context canceled") {
			t.Errorf("nothing is published, and it said %q", words.String())
		}
		if _, err := os.Stat(opts.Published + ".new"); err == nil {
			t.Error("half a copy is left")
		}
	}
}
