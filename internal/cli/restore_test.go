package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// damages are ways in which a warehouse stops opening, or opens and can't be read.
var damages = map[string]func(t *testing.T, path string){
	"cut short": func(t *testing.T, path string) {
		if err := os.Truncate(path, 300_000); err != nil {
			t.Fatal(err)
		}
	},
	"emptied": func(t *testing.T, path string) {
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
	},
	"headers overwritten": func(t *testing.T, path string) { overwrite(t, path, 0, 3*4096) },
	"middle overwritten": func(t *testing.T, path string) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		overwrite(t, path, 3*4096, info.Size()-3*4096)
	},
	"removed": func(t *testing.T, path string) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	},
}

func overwrite(t *testing.T, path string, from, count int64) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte(strings.Repeat("x", int(count))), from); err != nil {
		t.Fatal(err)
	}
}

// The restore drill: a night's warehouse is lost after the night, and the snapshots bring it to the state of a machine
// on which nothing happened, from the raw tables and the ledger that they hold.
func TestRestoreDrill(t *testing.T) {
	base := fastFolder(t)
	writeNight(t, base, "one")
	runNight(t, base, 0)
	writeNight(t, base, "two")
	undisturbed := fastFolder(t)
	copyFolder(t, base, undisturbed)
	runNight(t, undisturbed, 1)
	want := warehouseState(t, warehouseIn(undisturbed))

	// The second night's files are loaded, but not published.
	loaded := fastFolder(t)
	copyFolder(t, base, loaded)
	if how := end(t, recaudo(t.Context(), loaded, nil, "ingest")); how.code != 1 {
		t.Fatalf("exit code %d of recaudo ingest:\n%s", how.code, how.words)
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := fastFolder(t)
			copyFolder(t, loaded, folder)
			damage(t, warehouseIn(folder))
			if name != "removed" {
				how := end(t, recaudo(t.Context(), folder, nil, "run"))
				if how.code != 1 || !strings.Contains(how.words, "`recaudo restore published` brings back the last snapshot") {
					t.Errorf("recaudo run on the damaged warehouse: exit code %d:\n%s", how.code, how.words)
				}
				if status := statusOf(t, folder); status.LastRunStatus != "failed" {
					t.Errorf("the exporter is told %+v of it, want a failed run", status)
				}
			}
			how := end(t, recaudo(t.Context(), folder, nil, "restore", "published"))
			if how.code != 0 || !strings.Contains(how.words, "the next run loads 5 files: assignments_0303.csv, ") {
				t.Fatalf("recaudo restore: exit code %d:\n%s", how.code, how.words)
			}
			runNight(t, folder, 1)
			for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
				if found := differences(warehouseState(t, path), want); len(found) > 0 {
					t.Errorf("differs from the undisturbed one:\n%s", strings.Join(found, "\n"))
				}
			}
		})
	}
	t.Run("a kept snapshot", func(t *testing.T) {
		folder := fastFolder(t)
		copyFolder(t, undisturbed, folder)
		kept, err := warehouse.Kept(publishedIn(folder))
		if err != nil || len(kept) != 1 {
			t.Fatalf("got %d kept snapshots and error %v, want the one of the first night", len(kept), err)
		}
		before := warehouseState(t, kept[0].Path)
		name := strings.TrimPrefix(kept[0].Path, publishedIn(folder)+".")
		// One of the files loaded later is gone from the inbox, but not from the archive.
		if err := os.Remove(filepath.Join(folder, "inbox", "payments_0304.csv")); err != nil {
			t.Fatal(err)
		}
		how := end(t, recaudo(t.Context(), folder, nil, "restore", name))
		if how.code != 0 || !strings.Contains(how.words, "boards as of 2026-03-02") ||
			!strings.Contains(how.words, "payments_0304.csv of source payments was loaded later") {
			t.Fatalf("recaudo restore: exit code %d:\n%s", how.code, how.words)
		}
		for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
			if found := differences(warehouseState(t, path), before); len(found) > 0 {
				t.Errorf("differs from the snapshot:\n%s", strings.Join(found, "\n"))
			}
		}
		if after, err := warehouse.Kept(publishedIn(folder)); err != nil || len(after) != 2 {
			t.Errorf("got %d kept snapshots and error %v, want also the one that was published", len(after), err)
		}
		copyFolder(t, filepath.Join(undisturbed, "inbox"), filepath.Join(folder, "inbox"))
		runNight(t, folder, 1)
		if found := differences(warehouseState(t, warehouseIn(folder)), want); len(found) > 0 {
			t.Errorf("after the next run it differs from the undisturbed one:\n%s", strings.Join(found, "\n"))
		}
	})
	t.Run("killed on the way", func(t *testing.T) {
		for _, step := range []string{"copy snapshot", "flush copy", "set aside", "rename snapshot", "rename"} {
			t.Run(step, func(t *testing.T) {
				t.Parallel()
				folder := fastFolder(t)
				copyFolder(t, undisturbed, folder)
				kept, err := warehouse.Kept(publishedIn(folder))
				if err != nil || len(kept) != 1 {
					t.Fatalf("got %d kept snapshots and error %v", len(kept), err)
				}
				name := filepath.Base(kept[0].Path)
				command := recaudo(t.Context(), folder, []string{faultEnv + "=kill@1@" + step}, "restore", name)
				if how := end(t, command); how.code != -1 {
					t.Fatalf("not killed, exit code %d:\n%s", how.code, how.words)
				}
				// Whether somebody restores again or not, the next run ends where it would have.
				runNight(t, folder, 1)
				for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
					if found := differences(warehouseState(t, path), want); len(found) > 0 {
						t.Errorf("differs from the undisturbed one:\n%s", strings.Join(found, "\n"))
					}
				}
			})
		}
	})
	t.Run("a damaged snapshot is no remedy", func(t *testing.T) {
		folder := fastFolder(t)
		copyFolder(t, undisturbed, folder)
		damages["middle overwritten"](t, publishedIn(folder))
		how := end(t, recaudo(t.Context(), folder, nil, "restore", "published"))
		if how.code != 1 || !strings.Contains(how.words, "nothing was changed") {
			t.Errorf("exit code %d:\n%s", how.code, how.words)
		}
		if found := differences(warehouseState(t, warehouseIn(folder)), want); len(found) > 0 {
			t.Errorf("the warehouse changed:\n%s", strings.Join(found, "\n"))
		}
	})
}

func TestLostFiles(t *testing.T) {
	theirs := []loadedFile{{"p", "a.csv", "1"}, {"p", "b.csv", "2"}, {"p", "b.csv", "3"}, {"p", "c.csv", "4"}, {"q", "d.csv", "5"}}
	got := lostFiles(theirs, []loadedFile{{"p", "other.csv", "1"}, {"p", "c.csv", "9"}})
	if want := []string{"b.csv", "d.csv"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A warehouse that is not the one the snapshot came from, with exports that are no longer all there, must not take rows
// away from the readers.
func TestWarehouseThatIsGone(t *testing.T) {
	folder := fastFolder(t)
	writeNight(t, folder, "one")
	runNight(t, folder, 0)
	before := warehouseState(t, publishedIn(folder))
	for _, path := range []string{warehouseIn(folder), filepath.Join(folder, "inbox", "payments_0302.csv")} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	how := runNight(t, folder, 1)
	if !strings.Contains(how.words, "lacks 1 file of it: payments_0302.csv") {
		t.Errorf("got:\n%s", how.words)
	}
	if found := differences(warehouseState(t, publishedIn(folder)), before); len(found) > 0 {
		t.Errorf("the published snapshot changed:\n%s", strings.Join(found, "\n"))
	}
	if how := end(t, recaudo(t.Context(), folder, nil, "restore", "published")); how.code != 0 {
		t.Fatalf("recaudo restore: exit code %d:\n%s", how.code, how.words)
	}
	runNight(t, folder, 0)
	if found := differences(warehouseState(t, publishedIn(folder)), before); len(found) > 0 {
		t.Errorf("the published snapshot changed:\n%s", strings.Join(found, "\n"))
	}
}
