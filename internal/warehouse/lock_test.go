package warehouse

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestLockOfAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "w.duckdb")
	other := startHolder(t, "lock", path)

	_, err := AcquireLock(path, "ingest", heldSince)
	wantError(t, err, ErrLocked, fmt.Sprintf("process %d on ", other.Pid), "`recaudo run`", "2026-04-01T03:00:00Z")

	// A kill leaves the file with its words, but not the lock.
	if err := other.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	lock, err := AcquireLock(path, "ingest", heldSince)
	if err != nil {
		t.Fatalf("got error %v after the holder was killed", err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}

func TestLockIsHeldOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	for range 2 {
		lock, err := AcquireLock(path, "run", heldSince)
		if err != nil {
			t.Fatal(err)
		}
		_, err = AcquireLock(path, "run", heldSince)
		wantError(t, err, ErrLocked, fmt.Sprintf("process %d on ", os.Getpid()))
		if err := lock.Release(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLockOfAHolderThatHasNotSigned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	lock, err := AcquireLock(path, "run", heldSince)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	for _, content := range []string{"", `{"pid": 1`} {
		if err := os.WriteFile(path+".lock", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = AcquireLock(path, "run", heldSince)
		wantError(t, err, ErrLocked, path+".lock")
	}
}

func TestLockWhereNoFileCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := AcquireLock(filepath.Join(file, "w.duckdb"), "run", heldSince)
	wantError(t, err, nil, "lock "+file)
}
