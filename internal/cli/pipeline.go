package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// pipeline is one run of the nightly job, or of a stage of it, on an open and locked warehouse.
type pipeline struct {
	*app
	config   Config
	lock     *warehouse.Lock
	db       *warehouse.DB // nil once closed for the copy
	project  *transform.Project
	run      runRecord
	progress *progress
	checked  transform.CheckOptions // what the transform of this run leaves to check; all of it without one

	isClockTold bool // that the clock goes wrong
}

// runOptions are the flags of the jobs.
type runOptions struct {
	asOf          string // date; "" is the last one the data reaches
	fullRefresh   bool
	acceptShrink  bool
	retryRejected bool
	acceptSchema  []string // names of sources
	acceptTotals  []string // files, as people name them
}

// openPipeline takes the lock, opens the warehouse and notes the run in its history. End it with end.
func openPipeline(ctx context.Context, a *app, command string) (*pipeline, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(config.Root); err != nil || !info.IsDir() {
		return nil, &configError{path: config.path, message: fmt.Sprintf("root: there is no folder %s; name the one that "+
			"holds the exports, or mount it", config.Root)}
	}
	p := &pipeline{app: a, config: config, progress: newProgress(a.stderr)}
	if p.lock, err = warehouse.AcquireLock(config.Warehouse, command, a.now()); err != nil {
		if !errors.Is(err, warehouse.ErrLocked) {
			// A full disk or a closed folder, which may take the word for the exporter as little as the lock.
			_ = p.run.writeStatus(config, err, a.now())
		}
		return nil, err
	}
	p.reach("open")
	if err := orInterrupted(ctx, p.open(ctx, command)); err != nil {
		// The exporter has to hear of a night that never began.
		return nil, errors.Join(err, p.run.writeStatus(config, err, a.now()), p.close())
	}
	return p, nil
}

func (p *pipeline) open(ctx context.Context, command string) (err error) {
	if p.project, err = transform.Load(ctx, sqlfiles.FS); err != nil {
		return err
	}
	if err = p.dropSpilled(); err != nil {
		return err
	}
	if err = p.reopen(ctx); err != nil {
		return err
	}
	p.reach("prepare")
	if err = p.db.Prepare(ctx, sqlfiles.FS); err != nil {
		return err
	}
	if err = p.takeOverErased(ctx); err != nil {
		return err
	}
	p.reach("start of the run")
	p.run, err = startRun(ctx, p.db, command, p.now())
	p.checked.RunID = p.run.id
	return err
}

// end notes how the run went, closes the warehouse and gives the lock back. It returns workErr, joined with what went
// wrong on the way out.
func (p *pipeline) end(ctx context.Context, workErr error) error {
	p.progress.finish()
	// A run that somebody stopped is noted all the same.
	ctx = context.WithoutCancel(ctx)
	var recordErr error
	if p.db == nil {
		p.reach("reopen")
		recordErr = p.reopen(ctx) // it was closed for the copy
	}
	if p.db != nil {
		recordErr = errors.Join(recordErr, p.run.finish(ctx, p.db, workErr, p.now()))
	}
	return errors.Join(workErr, recordErr, p.close())
}

func (p *pipeline) close() error {
	var errs []error
	if p.db != nil {
		errs = append(errs, p.db.Close())
		p.db = nil
	}
	if p.lock != nil {
		p.reach("release")
		errs = append(errs, p.lock.Release())
		p.lock = nil
	}
	return errors.Join(errs...)
}

// stage runs work and notes its seconds.
func (p *pipeline) stage(name string, work func() error) error {
	started := p.now()
	err := work()
	p.run.stageSeconds[name] = p.now().Sub(started).Seconds()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ingest loads new files and tells what became of each. A report that is not OK is no error here: the others went on.
func (p *pipeline) ingest(ctx context.Context, opts runOptions) (ingest.Report, error) {
	var report ingest.Report
	err := p.stage("ingest", func() error {
		pseudonyms, err := p.config.Privacy.pseudonyms(p.getenv)
		if err != nil {
			return err
		}
		erasedKey, err := readErasedKey(p.config.Warehouse)
		if err != nil {
			return err
		}
		report, err = ingest.Run(ctx, ingest.Options{
			DB:            p.db,
			Root:          p.config.Root,
			Sources:       p.config.Sources,
			TimeZone:      p.config.TimeZone,
			Archive:       p.config.Archive,
			TempDir:       p.config.TempDirectory,
			AcceptShrink:  opts.acceptShrink,
			RetryRejected: opts.retryRejected,
			AcceptSchema:  opts.acceptSchema,
			AcceptTotals:  opts.acceptTotals,
			Pseudonyms:    pseudonyms,
			ErasedKey:     erasedKey,
			Limits:        p.config.Limits.limits(),
			Logger:        p.logger(),
			Now:           p.now,
			Progress:      p.progress.file,
		})
		return err
	})
	p.progress.finish()
	if err == nil {
		p.run.inbox = newInboxState(p.config.Sources, report)
	}
	if err == nil || len(report.Files) > 0 { // else the files were not even looked for
		p.describeFiles(report)
	}
	return report, err
}

// transform computes the marts if anything they depend on changed, and reports whether it did.
func (p *pipeline) transform(ctx context.Context, opts runOptions) (changed bool, err error) {
	err = p.stage("transform", func() error {
		plan, err := p.plan(ctx, opts)
		if err != nil {
			return err
		}
		p.run.asOf = plan.settings.AsOf
		if plan.isCurrent {
			return nil
		}
		changed = true
		// What was not published may have failed a check, and its rows are not all replaced now. Of a published file that
		// is none of ours the publish tells.
		isPublished, publishedErr := p.isPublished(ctx)
		_, err = p.project.Run(ctx, p.db, transform.RunOptions{
			RunID:    p.run.id,
			Window:   plan.window,
			Changed:  plan.changed,
			Touched:  touchedAccounts,
			Built:    plan.built,
			Full:     plan.isFull,
			Logger:   p.logger(),
			Now:      p.now,
			Progress: p.progress.model,
		})
		if err != nil {
			return err
		}
		if isPublished && publishedErr == nil && !plan.isFull {
			p.checked.Changed, p.checked.Touched = plan.changed, touchedAccounts
		}
		p.reach("transform state")
		return plan.remember(ctx, p.db, p.run.id)
	})
	p.progress.finish()
	return changed, err
}

// check runs the checks. A failing one of severity error is an error; warnings are told.
func (p *pipeline) check(ctx context.Context) error {
	return p.stage("check", func() error {
		results, err := p.project.Check(ctx, p.db, p.checked)
		if err != nil {
			return err
		}
		failed := 0
		for _, result := range results {
			if result.Rows == 0 {
				continue
			}
			if result.Severity == transform.Error {
				failed++
			}
			found, _, _ := strings.Cut(result.Description, "; one row per")
			p.sayf("%s: %s (%s in check %s)", checkWord(result.Severity), found, plural(result.Rows, "row"), result.Name)
		}
		if failed > 0 {
			return fmt.Errorf("%d of %d checks failed, so nothing is published; "+
				"`select * from ops.check_results` in %s shows the rows", failed, len(results), p.config.Warehouse)
		}
		return nil
	})
}

func checkWord(severity transform.Severity) string {
	if severity == transform.Error {
		return "failed"
	}
	return "warning"
}

// publish closes the warehouse and makes a copy of it the published snapshot.
func (p *pipeline) publish(ctx context.Context) error {
	if _, err := p.publishedOrigin(ctx); err != nil {
		return err
	}
	if err := p.checkNothingLost(ctx); err != nil {
		return err
	}
	if err := p.run.finish(ctx, p.db, nil, p.now()); err != nil {
		return err
	}
	if err := p.db.Checkpoint(ctx); err != nil {
		return err
	}
	p.reach("close")
	err := p.db.Close()
	p.db = nil
	if err != nil {
		return fmt.Errorf("close warehouse: %w", err)
	}
	return p.stage("publish", func() error {
		return warehouse.Publish(ctx, warehouse.PublishOptions{
			Warehouse: p.config.Warehouse,
			Published: p.config.Published,
			Keep:      p.config.KeepSnapshots,
			At:        p.now(),
			Reached:   p.reached,
		})
	})
}

// isPublished reports whether the published snapshot holds the marts that the warehouse holds.
func (p *pipeline) isPublished(ctx context.Context) (bool, error) {
	computed, err := computedBy(ctx, p.db)
	if err != nil {
		return false, err
	}
	published, err := p.publishedOrigin(ctx)
	return published == computed, err
}

// publishedOrigin returns the run that computed the marts of the published snapshot, the zero origin if there is none
// or a damaged one, which the next publish replaces. A file that holds anything else is an error: it is not ours to
// replace.
func (p *pipeline) publishedOrigin(ctx context.Context) (run origin, err error) {
	if _, err := os.Stat(p.config.Published); isMissing(err) {
		return origin{}, nil
	}
	snapshot, err := warehouse.Open(ctx, p.config.snapshotOptions())
	if err == nil {
		defer func() { err = errors.Join(err, snapshot.Close()) }()
		err = snapshot.CheckVersion(ctx)
	}
	switch {
	case errors.Is(err, warehouse.ErrNotWarehouse):
		return origin{}, fmt.Errorf("%w; `published:` must not name a file that holds anything else", err)
	case err != nil:
		return origin{}, nil
	}
	return computedBy(ctx, snapshot)
}

// businessDate returns the date it is now in the business time zone, as a midnight in UTC.
func (p *pipeline) businessDate() (time.Time, error) {
	zone, err := time.LoadLocation(p.config.TimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("read time zone: %w", err)
	}
	year, month, day := p.clock().In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}
