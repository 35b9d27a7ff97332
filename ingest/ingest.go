// Package ingest reads the exports of a collection operation into raw.*: one transaction a file, a ledger of every
// file in ops.loads, and a quarantine of what could not be read in ops.rejected_rows. DuckDB reads the files itself.
package ingest

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// Options say what to load, and under which rules.
type Options struct {
	DB      *warehouse.DB
	Root    string // the folder that every file must lie in; a symbolic link that leaves it is an error
	Sources []Source
	// TimeZone is the business time zone, in which plain times of the exports are read. Default is UTC.
	TimeZone string
	// Archive is the folder that keeps a compressed copy of every loaded file; "" keeps none.
	Archive string
	// TempDir takes decoded copies of files that DuckDB can't read itself. Default is the system's.
	TempDir string
	// AcceptShrink loads snapshots that lost more than 30 % of their accounts.
	AcceptShrink bool
	// AcceptSchema names sources whose files may have other columns than they had, whatever their contract.
	AcceptSchema []string
	// AcceptTotals names files, as they lie under Root, that are loaded though their control totals are missing or differ.
	AcceptTotals []string
	// RetryRejected loads refused files, and files with rejected rows or cells, again.
	RetryRejected bool
	// Pseudonyms says which ids are loaded as pseudonyms.
	Pseudonyms Pseudonyms
	// ErasedKey is the key of the ids that were erased: rows that hold one are left out. It may be nil if there are none.
	ErasedKey Secret
	Limits    Limits
	Logger    *slog.Logger     // default discards
	Now       func() time.Time // default is time.Now
	// Progress is told how far the files are, in bytes of their names' sizes; nil tells nobody.
	Progress func(path string, doneBytes, totalBytes int64)
}

// FileStatus is what became of one file in one run.
type FileStatus string

// Statuses of a file.
const (
	Loaded    FileStatus = "loaded"
	Unchanged FileStatus = "unchanged" // its content was loaded before, under this name or another
	Refused   FileStatus = "refused"   // nothing of it was loaded: the file is at fault
	Failed    FileStatus = "failed"    // nothing of it was loaded: reading or writing broke off
)

// Counts are rows of files. Read = Accepted + Duplicate + Corrected + Rejected; rows that `where:` leaves out, and
// events that `group_events:` folds into another, are not counted as read.
type Counts struct {
	Read      int64
	Accepted  int64 // new rows
	Duplicate int64 // known rows, and rows older than what is in force
	Corrected int64 // rows that changed a known one
	Rejected  int64 // rows in quarantine
}

func (c *Counts) add(other Counts) {
	c.Read += other.Read
	c.Accepted += other.Accepted
	c.Duplicate += other.Duplicate
	c.Corrected += other.Corrected
	c.Rejected += other.Rejected
}

// FileReport is what became of one file for one source.
type FileReport struct {
	Source string
	Path   string // relative to the root
	Status FileStatus
	LoadID int64 // 0 if the file has no ledger row
	Counts
	Erased  int64          // rows of erased debtors, which are left out and counted nowhere else
	Cells   int64          // optional cells that were nulled or replaced, and recorded
	Changes []SchemaChange // in what its columns are not those of the source
	Control []ControlTotal // what the file states of itself, and holds
	Err     error          // why a file was refused or failed
}

// Report is what a run of the ingest did.
type Report struct {
	Files  []FileReport
	Totals Counts // of the loaded files
	// Missing lists the sources that have no file, now or in the ledger.
	Missing []string
	// Blocking lists the required sources that were refused, failed or are missing: the run must not publish.
	Blocking []string
}

// Count returns how many files ended with a status.
func (r Report) Count(status FileStatus) int {
	count := 0
	for _, file := range r.Files {
		if file.Status == status {
			count++
		}
	}
	return count
}

// OK reports whether every file was loaded or was known already.
func (r Report) OK() bool {
	return r.Count(Refused) == 0 && r.Count(Failed) == 0 && len(r.Blocking) == 0
}

// Run loads every new file of the sources. Refused and failed files are in the report, the others go on; the error
// is for what stops everything: a root that can't be read, a source that makes no sense, a broken warehouse, or a
// cancelled context. What was committed before the error is in the report and stays.
func Run(ctx context.Context, opts Options) (Report, error) {
	opts = opts.withDefaults()
	for _, source := range opts.Sources {
		if err := Validate(source); err != nil {
			return Report{}, err
		}
	}
	l, err := newLoader(ctx, opts)
	if err != nil {
		return Report{}, err
	}
	if err := l.settleIDs(ctx); err != nil {
		return Report{}, errors.Join(err, l.close())
	}
	report, err := l.run(ctx)
	return report, errors.Join(err, l.close())
}

func (opts Options) withDefaults() Options {
	opts.TimeZone = cmp.Or(opts.TimeZone, "UTC")
	opts.TempDir = cmp.Or(opts.TempDir, os.TempDir())
	opts.Limits = opts.Limits.withDefaults()
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return opts
}

// loader is one run of the ingest. All of it happens on one connection, because DuckDB's temporary tables belong to
// a connection.
type loader struct {
	Options
	zone       *time.Location
	root       *os.Root
	rootPath   string // absolute and without symbolic links, as DuckDB opens files by path
	conn       *sql.Conn
	scratch    string // folder for decoded copies, removed at the end
	hasTables  bool   // the connection has temporary tables of a stage
	nextLoadID int64
	tried      map[string]bool // contents that this run tried to load, by source and hash
	erased     Erased
	report     Report
}

func newLoader(ctx context.Context, opts Options) (*loader, error) {
	zone, err := time.LoadLocation(opts.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("read time zone: %w; write it as in the IANA database, like America/Bogota", err)
	}
	rootPath, err := filepath.EvalSymlinks(opts.Root)
	if err != nil {
		return nil, fmt.Errorf("open root: %w; `root:` must be the folder that holds the exports", err)
	}
	rootPath, err = filepath.Abs(rootPath)
	if err != nil {
		return nil, fmt.Errorf("open root: %w", err)
	}
	l := &loader{Options: opts, zone: zone, rootPath: rootPath, tried: map[string]bool{}}
	if l.root, err = os.OpenRoot(rootPath); err != nil {
		return nil, fmt.Errorf("open root: %w; `root:` must be the folder that holds the exports", err)
	}
	if l.scratch, err = MakeScratch(l.TempDir, l.DB.Path()); err != nil {
		return nil, errors.Join(fmt.Errorf("create folder for decoded files: %w", err), l.close())
	}
	if l.conn, err = opts.DB.Conn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to warehouse: %w", err), l.close())
	}
	if err := opts.Pseudonyms.setKey(ctx, l.conn); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// settleIDs finds out which ids are loaded under which name, and which are not loaded at all.
func (l *loader) settleIDs(ctx context.Context) (err error) {
	if err := l.Pseudonyms.settle(ctx, l.conn); err != nil {
		return err
	}
	l.erased, err = ReadErased(ctx, l.DB, l.ErasedKey)
	return err
}

func (l *loader) close() error {
	var errs []error
	if l.conn != nil {
		errs = append(errs, l.conn.Close())
	}
	if l.scratch != "" {
		errs = append(errs, os.RemoveAll(l.scratch))
	}
	return errors.Join(append(errs, l.root.Close())...)
}

// run loads the sources in the order of the entities, so that what events refer to is there before them.
func (l *loader) run(ctx context.Context) (Report, error) {
	last, err := l.lastLoadID(ctx)
	if err != nil {
		return l.report, err
	}
	l.nextLoadID = last + 1
	loadedAny := false
	for _, source := range inLoadOrder(l.Sources) {
		before := l.report.Count(Loaded)
		blocked, err := l.loadSource(ctx, source)
		if err != nil {
			return l.report, err
		}
		if source.Required && blocked {
			l.report.Blocking = append(l.report.Blocking, source.Name)
		}
		loadedAny = loadedAny || l.report.Count(Loaded) > before
	}
	if loadedAny {
		return l.report, l.DB.Checkpoint(ctx)
	}
	return l.report, nil
}

func inLoadOrder(sources []Source) []Source {
	names := EntityNames()
	ordered := slices.Clone(sources)
	slices.SortStableFunc(ordered, func(a, b Source) int {
		return cmp.Compare(slices.Index(names, a.Entity), slices.Index(names, b.Entity))
	})
	return ordered
}
