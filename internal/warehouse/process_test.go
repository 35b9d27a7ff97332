package warehouse

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// These tell a copy of the test program to hold a file or a lock, or to publish, instead of testing.
const (
	heldKindEnv = "RECAUDO_TEST_HOLD_KIND"
	heldPathEnv = "RECAUDO_TEST_HOLD_PATH"
)

func TestMain(m *testing.M) {
	kind := os.Getenv(heldKindEnv)
	if kind == "" {
		os.Exit(m.Run())
	}
	if err := hold(kind, os.Getenv(heldPathEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// heldSince is when every lock of these tests is taken.
var heldSince = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// hold opens or locks path, says so on stdout, and lets go when stdin ends.
func hold(kind, path string) error {
	switch kind {
	case "file":
		db, err := Open(context.Background(), Options{Path: path})
		if err != nil {
			return err
		}
		defer db.Close()
	case "lock":
		lock, err := AcquireLock(path, "run", heldSince)
		if err != nil {
			return err
		}
		defer lock.Release()
	case "publish":
		return publishUntilStopped(path)
	default:
		return fmt.Errorf("nothing known as %q to hold", kind)
	}
	fmt.Println("held")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// runHolder runs hold in another process with nothing to wait for, and returns what it said.
func runHolder(t *testing.T, kind, path string) (string, error) {
	t.Helper()
	output, err := holderCommand(t, kind, path).CombinedOutput()
	return string(output), err
}

func holderCommand(t *testing.T, kind, path string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), heldKindEnv+"="+kind, heldPathEnv+"="+path)
	return command
}

// startHolder runs hold in another process until the test ends, and returns that process once it holds.
func startHolder(t *testing.T, kind, path string) *os.Process {
	t.Helper()
	command := holderCommand(t, kind, path)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Wait() // killed by some tests
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("other process said %q, error %v", line, err)
	}
	return command.Process
}
