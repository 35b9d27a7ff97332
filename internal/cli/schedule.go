package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

// scheduler runs the nightly job when it is due.
type scheduler struct {
	schedule  Schedule
	zone      *time.Location
	published string // beside it lies the status of the last run
	logger    *slog.Logger
	now       func() time.Time
	wait      func(ctx context.Context, duration time.Duration)
	// run does the job and returns its exit code, -1 if a signal ended it.
	run func(ctx context.Context) (exitCode int, err error)
	// isLocked reports whether a run goes on.
	isLocked func() bool
}

// maxWait is how long the scheduler sleeps at most before it looks at the clock again: a machine that was suspended, or
// whose clock was set, should not run the job hours late.
const maxWait = time.Minute

// maxSetBack is by how much a clock may be set back without a second run of the same night.
const maxSetBack = 24 * time.Hour

// start runs the job at every due time until ctx ends. One that was missed because nobody served, or whose run was cut
// short before this start, is made up for at once. One that falls into a run of the schedule that still goes on is left out;
// for anybody else's it waits, and begins if that one did not do the work.
func (s scheduler) start(ctx context.Context) {
	done := s.lastRun() // no due time up to here needs a run any more
	for ctx.Err() == nil {
		now := s.now()
		if done.Sub(now) > maxSetBack {
			s.logger.Warn("the clock goes more than a day behind the last run; the schedule goes by the clock", "last", done)
			done = now
		}
		due := s.schedule.last(now, s.zone)
		if !due.After(done) {
			s.wait(ctx, min(s.schedule.next(laterOf(now, done), s.zone).Sub(now), maxWait))
			continue
		}
		if s.night(ctx, due) == exitLocked && s.awaitOther(ctx, due) {
			done = laterOf(done, s.lastRun())
			continue
		}
		ended := s.now()
		if missed := s.schedule.last(ended, s.zone); missed.After(due) {
			s.logger.Error("a run was left out, because the one before it went on until after its time", "due", missed)
		}
		done = laterOf(due, ended)
	}
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// awaitOther waits for the end of a run that goes on, and reports whether it came before the job is due again.
func (s scheduler) awaitOther(ctx context.Context, due time.Time) bool {
	for ctx.Err() == nil {
		s.wait(ctx, maxWait)
		if s.schedule.last(s.now(), s.zone).After(due) {
			return false
		}
		if !s.isLocked() {
			return true
		}
	}
	return false
}

// lastRun returns when the last run ended that came to an end of its own, or zero if that is unknown. Of one that was cut
// short it only knows that the one which last succeeded was before.
func (s scheduler) lastRun() time.Time {
	status, err := metrics.ReadRunStatus(metrics.StatusPath(s.published))
	switch {
	case err != nil:
		return time.Time{} // none yet, or the exporter complains of it
	case status.LastRunStatus == runInterrupted:
		return status.LastSuccessAt
	}
	return status.LastRunAt
}

// night does the job and returns its exit code.
func (s scheduler) night(ctx context.Context, due time.Time) (code int) {
	s.logger.Info("run begins", "due", due)
	started := s.now()
	code, err := s.run(ctx)
	took := s.now().Sub(started)
	next := s.schedule.next(laterOf(due, s.now()), s.zone)
	switch {
	case err != nil:
		s.logger.Error("run could not begin", "error", err, "next", next)
	case code == exitDone:
		s.logger.Info("run ended", "exit_code", code, "duration_seconds", took.Seconds(), "next", next)
		return code
	default:
		s.logger.Error("run ended", "exit_code", code, "meaning", exitMeaning(code), "duration_seconds", took.Seconds(),
			"next", next)
	}
	if code == exitLocked {
		return code // the run that goes on leaves its own word
	}
	if err := s.leaveWord(ctx, started, code, err); err != nil {
		s.logger.Error("no word of the run is left for the exporter", "error", err)
	}
	return code
}

func exitMeaning(code int) string {
	switch code {
	case exitFailed:
		return "something failed or a file was refused; `recaudo status` tells"
	case exitUsage:
		return "the config is wrong; `recaudo doctor` tells"
	case exitLocked:
		return "another run goes on"
	default:
		return "a signal ended it, as the system does when memory runs out; lower `memory_limit:`"
	}
}

// leaveWord writes the status of a run that did not come so far as to write it.
func (s scheduler) leaveWord(ctx context.Context, started time.Time, code int, runErr error) error {
	path := metrics.StatusPath(s.published)
	before, err := metrics.ReadRunStatus(path)
	if err == nil && !before.LastRunAt.Before(started) {
		return nil // it did
	}
	status := metrics.RunStatus{
		LastRunAt: s.now().UTC(), LastRunStatus: metrics.RunFailed, LastSuccessAt: before.LastSuccessAt,
		Error: fmt.Sprintf("the scheduled run ended with exit code %d: %s", code, exitMeaning(code)),

		WarehouseBytes: before.WarehouseBytes, SnapshotBytes: before.SnapshotBytes,
		Sources: before.Sources, NotLoaded: before.NotLoaded,
	}
	if ctx.Err() != nil || code < 0 {
		status.LastRunStatus = runInterrupted // by whoever ended us, or by the system
	}
	if runErr != nil {
		status.Error = fmt.Sprintf("the scheduled run could not begin: %v", runErr)
	}
	return status.Write(path)
}

// sleep waits for that long, or until ctx ends.
func sleep(ctx context.Context, duration time.Duration) {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// runChild runs the nightly job in a process of its own, which may run out of memory without taking the exporter with it.
// The end of ctx is passed on as a SIGTERM.
func runChild(ctx context.Context, args []string, output io.Writer) (exitCode int, err error) {
	program, err := os.Executable()
	if err != nil {
		return 0, fmt.Errorf("find the program: %w", err)
	}
	command := exec.CommandContext(ctx, program, args...)
	command.Stdout, command.Stderr = output, output
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = stopTimeout + time.Second // it ends within stopTimeout by itself
	err = command.Run()
	if command.ProcessState == nil {
		return 0, err
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		return 0, err
	}
	return command.ProcessState.ExitCode(), nil
}

// startSchedule starts the scheduler of the config, if it has one, beside the exporter. What it returns waits for its end.
func (a *app) startSchedule(ctx context.Context, config Config, logger *slog.Logger) (wait func(), err error) {
	if config.Schedule == "" {
		return func() {}, nil
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("read time zone: %w", err)
	}
	args := []string{"run", "--config", config.path}
	if a.verbose {
		args = append(args, "--verbose")
	}
	s := scheduler{
		schedule: config.Schedule, zone: zone, published: config.Published, logger: logger, now: a.now, wait: sleep,
		run: func(ctx context.Context) (int, error) { return runChild(ctx, args, a.stderr) },
		isLocked: func() bool {
			state, err := warehouse.ReadLock(config.Warehouse)
			return err == nil && state.IsHeld
		},
	}
	logger.Info("runs are scheduled", "schedule", config.Schedule, "time_zone", config.TimeZone,
		"next", config.Schedule.next(a.now(), zone))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.start(ctx)
	}()
	return func() { <-ended }, nil
}
