package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

func newDoctorCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check that the next run can do its work",
		Long: `Looks at the config, the folders, the disk, the lock, the warehouse, the snapshot, the clock and the memory, as the
user that it runs as: use the one of the nightly job. It prints a line for each: ok, warning or problem, and what to do.
It changes nothing, and may run beside a run.

Exit code 0: no problem, there may be warnings. 1: a problem.`,
		Example: `  recaudo doctor
  sudo -u recaudo recaudo doctor --config /etc/recaudo/recaudo.yaml`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runDoctor(command.Context(), a)
		},
	}
}

// doctor prints what it finds, a line each.
type doctor struct {
	*app
	config   Config
	problems int
	lock     warehouse.LockState
}

func (d *doctor) line(word, subject, format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	fmt.Fprintf(d.stdout, "%-8s %-10s %s\n", word, subject, printable(text))
}

func (d *doctor) ok(subject, format string, args ...any) { d.line("ok", subject, format, args...) }

func (d *doctor) warn(subject, format string, args ...any) {
	d.line("warning", subject, format, args...)
}

func (d *doctor) problem(subject, format string, args ...any) {
	d.problems++
	d.line("problem", subject, format, args...)
}

func runDoctor(ctx context.Context, a *app) error {
	d := &doctor{app: a}
	d.ok("version", "%s", version)
	config, err := a.config()
	if err != nil {
		d.problem("config", "%v", err)
		return d.verdict()
	}
	d.config = config
	d.ok("config", "%s", config.path)
	d.secrets()
	d.clock()
	d.sources()
	d.folders()
	d.disk()
	d.memory()
	d.locks()
	d.warehouse(ctx)
	d.snapshot(ctx)
	d.keys(ctx)
	d.lastRun()
	return d.verdict()
}

func (d *doctor) verdict() error {
	if d.problems == 0 {
		return nil
	}
	return &reportedError{summary: plural(int64(d.problems), "problem")}
}

// moment writes an instant in the business time zone, as `recaudo status` does; in UTC if there is no such zone.
func (d *doctor) moment(instant time.Time) string {
	zone, err := time.LoadLocation(d.config.TimeZone)
	if err != nil {
		return instant.UTC().Format(time.RFC3339)
	}
	return instant.In(zone).Format("2006-01-02 15:04")
}

func (d *doctor) secrets() {
	if len(d.config.Privacy.Pseudonymize) == 0 {
		return
	}
	if _, err := d.config.Privacy.pseudonyms(d.getenv); err != nil {
		d.problem("key", "%v", err)
		return
	}
	d.ok("key", "there is one for the pseudonyms")
}

// clock compares the machine's clock with what it was in the last run. No machine of today was set up before 2026.
func (d *doctor) clock() {
	zone, err := time.LoadLocation(d.config.TimeZone)
	if err != nil {
		d.problem("clock", "%v", err)
		return
	}
	now := d.now()
	shown := now.In(zone).Format("2006-01-02 15:04 ") + d.config.TimeZone
	status, err := metrics.ReadRunStatus(metrics.StatusPath(d.config.Published))
	switch {
	case now.Year() < 2026:
		d.problem("clock", "it says %s; set it, and let the machine synchronise it", shown)
	case err == nil && status.LastRunAt.Sub(now) > time.Minute:
		d.problem("clock", "it says %s, but a run ended at %s; set it, and let the machine synchronise it", shown,
			status.LastRunAt.In(zone).Format("2006-01-02 15:04"))
	default:
		d.ok("clock", "%s", shown)
	}
}

func (d *doctor) sources() {
	info, err := os.Stat(d.config.Root)
	if err != nil || !info.IsDir() {
		d.problem("root", "there is no folder %s; name the one that holds the exports at `root:`, or mount it", d.config.Root)
		return
	}
	if _, err := os.ReadDir(d.config.Root); err != nil {
		d.problem("root", "%v; give this user the right to read it", err)
		return
	}
	d.ok("root", "%s", d.config.Root)
	root := os.DirFS(d.config.Root)
	for _, source := range d.config.Sources {
		subject := "source"
		names, err := doublestar.Glob(root, filepath.ToSlash(filepath.Clean(source.Path)), doublestar.WithFailOnIOErrors())
		switch {
		case err != nil:
			d.problem(subject, "%s: %v; give this user the right to read it", source.Name, err)
		case len(names) == 0 && source.Required:
			d.problem(subject, "%s: no file matches %q, and without one nothing is published", source.Name, source.Path)
		case len(names) == 0:
			d.warn(subject, "%s: no file matches %q; see whether the export still arrives under that name", source.Name,
				source.Path)
		default:
			d.openSome(source.Name, names)
		}
	}
	if left, err := ingest.Unmatched(root, d.config.Sources); err == nil && len(left) > 0 {
		d.warn("inbox", "no source takes %s: %s; widen `path:` of one if they are exports", countFiles(len(left)), listSome(left))
	}
}

// openSome opens the files of a source, since a folder may be listed by one who may not read in it.
func (d *doctor) openSome(source string, names []string) {
	for _, name := range names {
		path := filepath.Join(d.config.Root, name)
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			continue // a fifo would block; the run tells of it
		}
		file, err := os.Open(path)
		if err == nil {
			err = file.Close()
		}
		if isMissing(err) {
			d.problem("source", "%s: %s leads to nothing; remove the link, or restore the file", source, name)
			return
		}
		if err != nil {
			d.problem("source", "%s: %v; give this user the right to read it", source, err)
			return
		}
	}
	d.ok("source", "%s: %s", source, countFiles(len(names)))
}

// folders tries to write where the job writes.
func (d *doctor) folders() {
	for _, folder := range []struct{ subject, path string }{
		{"warehouse", filepath.Dir(d.config.Warehouse)},
		{"published", filepath.Dir(d.config.Published)},
		{"archive", d.config.Archive},
		{"temp", d.config.TempDirectory},
	} {
		if folder.path == "" {
			continue
		}
		existing := nearestFolder(folder.path)
		file, err := os.CreateTemp(existing, ".recaudo-doctor-*")
		if err == nil {
			err = errors.Join(file.Close(), os.Remove(file.Name()))
		}
		if err != nil {
			d.problem(folder.subject, "%v; give this user the right to write %s", err, existing)
			continue
		}
		d.ok(folder.subject, "%s can be written", folder.path)
	}
}

// nearestFolder returns the folder, or the nearest one above it that exists: a run makes what is missing.
func nearestFolder(path string) string {
	for {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return path
		}
		above := filepath.Dir(path)
		if above == path {
			return path
		}
		path = above
	}
}

// locks tells who holds the lock. The system takes it from a process that ends, so a lock is never stale; but a process
// may hang.
func (d *doctor) locks() {
	var err error
	if d.lock, err = warehouse.ReadLock(d.config.Warehouse); err != nil {
		d.problem("lock", "%v; give this user the right to read and write it", err)
		return
	}
	since := d.moment(d.lock.StartedAt)
	switch held := d.now().Sub(d.lock.StartedAt); {
	case d.lock.IsHeld && d.lock.Command == "":
		d.ok("lock", "a run begins just now")
	case d.lock.IsHeld && held > 12*time.Hour:
		d.warn("lock", "process %d on %s runs `recaudo %s` since %s; if it hangs, end it: that loses nothing", d.lock.PID,
			d.lock.Host, d.lock.Command, since)
	case d.lock.IsHeld:
		d.ok("lock", "process %d on %s runs `recaudo %s` since %s", d.lock.PID, d.lock.Host, d.lock.Command, since)
	case d.lock.Command != "":
		d.warn("lock", "nobody holds it, but `recaudo %s` of %s was killed; the next run goes on from there", d.lock.Command,
			since)
	default:
		d.ok("lock", "nobody holds it")
	}
}

func (d *doctor) warehouse(ctx context.Context) {
	if _, err := os.Stat(d.config.Warehouse); isMissing(err) {
		if _, err := os.Stat(d.config.Published); err == nil {
			d.problem("warehouse", "%s is gone; `recaudo restore published` brings it back, while a run would begin a new one with "+
				"the exports that are still there", d.config.Warehouse)
			return
		}
		d.ok("warehouse", "none yet; `recaudo run` makes it")
		return
	}
	db, err := d.config.openAs(ctx, d.config.Warehouse)
	switch {
	case errors.Is(err, warehouse.ErrBusy) && d.lock.IsHeld:
		d.ok("warehouse", "the run has it open")
	case errors.Is(err, warehouse.ErrBusy):
		d.problem("warehouse", "%v", err)
	case errors.Is(err, warehouse.ErrNewer):
		d.problem("warehouse", "%v", err)
	case err != nil:
		d.problem("warehouse", "%v", d.config.orRestorePublished(err))
	default:
		d.closed("warehouse", db.Close(), d.config.Warehouse+" opens")
	}
}

func (d *doctor) closed(subject string, err error, words string) {
	if err != nil {
		d.problem(subject, "%v", err)
		return
	}
	d.ok(subject, "%s", words)
}

// maxBoardDays is how old the boards may be: two days without data are a weekend.
const maxBoardDays = 3

func (d *doctor) snapshot(ctx context.Context) {
	if _, err := os.Stat(d.config.Published); isMissing(err) {
		d.warn("snapshot", "none is published yet; `recaudo run` does it")
		return
	}
	found, err := d.config.contentsOf(ctx, d.config.Published)
	if err != nil {
		d.problem("snapshot", "%v; `recaudo restore` lists the others", err)
		return
	}
	zone, err := time.LoadLocation(d.config.TimeZone)
	if err != nil {
		d.problem("snapshot", "%v", err)
		return
	}
	year, month, day := d.now().In(zone).Date()
	words := "boards as of " + found.asOf.Format(time.DateOnly)
	if age := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(found.asOf); age > maxBoardDays*24*time.Hour {
		d.warn("snapshot", "%s are %d days old; see whether exports still arrive, and runs end well", words,
			int(age.Hours()/24))
		return
	}
	d.ok("snapshot", "%s", words)
}

func (d *doctor) lastRun() {
	status, err := metrics.ReadRunStatus(metrics.StatusPath(d.config.Published))
	switch {
	case isMissing(err):
		d.ok("last run", "none yet")
		return
	case err != nil:
		d.warn("last run", "%v", err)
		return
	}
	ended := d.moment(status.LastRunAt)
	switch age := d.now().Sub(status.LastRunAt); {
	case status.LastRunStatus != metrics.RunSucceeded:
		d.problem("last run", "%s at %s: %s", status.LastRunStatus, ended, status.Error)
	case age > 26*time.Hour:
		d.warn("last run", "%s at %s; see whether its timer still runs", status.LastRunStatus, ended)
	case status.Error != "":
		d.warn("last run", "succeeded at %s, but %s; `recaudo status` names them", ended, status.Error)
	default:
		d.ok("last run", "succeeded at %s", ended)
	}
}
