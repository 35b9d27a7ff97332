package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// fault is what befalls a night.
type fault string

const (
	none        fault = ""
	killed      fault = "killed"    // SIGKILL at a random moment
	stopped     fault = "stopped"   // SIGTERM at a random moment
	rubbish     fault = "rubbish"   // a file that is none
	repeated    fault = "repeated"  // a file that was there before, under another name
	late        fault = "late"      // a file arrives two nights later
	corrected   fault = "corrected" // a payment has another amount
	fullRefresh fault = "full"      // everything is computed anew
	twoAtOnce   fault = "two"       // a second run while one goes on
	restored    fault = "restored"  // the published snapshot takes the place of the warehouse, then the run
)

// faults by weight. More than half of the nights have one: a soak of some hundred must meet pairs of them.
var faults = slices.Concat(
	slices.Repeat([]fault{none}, 42),
	slices.Repeat([]fault{killed}, 18),
	slices.Repeat([]fault{stopped}, 5),
	slices.Repeat([]fault{rubbish}, 7),
	slices.Repeat([]fault{repeated}, 7),
	slices.Repeat([]fault{late}, 7),
	slices.Repeat([]fault{corrected}, 7),
	slices.Repeat([]fault{fullRefresh}, 2),
	slices.Repeat([]fault{twoAtOnce}, 3),
	slices.Repeat([]fault{restored}, 2),
)

// firstFaults befall the first nights, so that a short soak meets each kind.
var firstFaults = []fault{none, killed, rubbish, late, corrected, stopped, repeated, killed, twoAtOnce, fullRefresh, restored}

func chooseFault(number int, random *rand.Rand) fault {
	if number < len(firstFaults) {
		return firstFaults[number]
	}
	return faults[random.IntN(len(faults))]
}

// Exit codes of the program.
const (
	exitDone   = 0
	exitFailed = 1
	exitLocked = 3
)

// run is how a run of the program ended.
type run struct {
	code   int // -1: by a signal
	peakKB int64
	took   time.Duration
	words  string
}

type player struct {
	opts   options
	op     *operation
	random *rand.Rand
	usual  time.Duration // what the last undisturbed run took
}

func (p *player) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, p.opts.binary, args...)
	command.Dir = p.opts.folder
	command.Env = append(command.Environ(), programEnvironment)
	return command
}

// programEnvironment makes the test program play the real one.
const programEnvironment = "RECAUDO_SOAK_PLAYS=recaudo"

// recaudo runs the program to its end, or until disturb, in a goroutine of its own, stops it.
func (p *player) recaudo(ctx context.Context, disturb func(*exec.Cmd), args ...string) (run, error) {
	command := p.command(ctx, args...)
	var words words
	command.Stdout, command.Stderr = io.Discard, &words
	started := time.Now()
	if err := command.Start(); err != nil {
		return run{}, err
	}
	if disturb != nil {
		go disturb(command)
	}
	err := command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return run{}, err
	}
	if ctx.Err() != nil {
		return run{}, ctx.Err()
	}
	how := run{code: command.ProcessState.ExitCode(), took: time.Since(started), words: string(words)}
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		how.peakKB = usage.Maxrss
	}
	return how, nil
}

// words keeps the end of what a program says.
type words []byte

func (w *words) Write(text []byte) (int, error) {
	*w = append(*w, text...)
	*w = (*w)[max(len(*w)-8192, 0):]
	return len(text), nil
}

// night plays one night and returns its last run, which nothing disturbed.
func (p *player) night(ctx context.Context, number int, what fault) (run, error) {
	if err := errors.Join(p.op.clear(number), p.op.night(number, what == late)); err != nil {
		return run{}, err
	}
	args := []string{"run"}
	var err error
	switch what {
	case rubbish:
		err = p.op.spoil(number)
	case repeated:
		err = p.op.repeat(number)
	case corrected:
		err = p.op.correct(number)
	case fullRefresh:
		args = append(args, "--full-refresh")
	case killed:
		err = p.disturb(ctx, syscall.SIGKILL)
	case stopped:
		err = p.disturb(ctx, syscall.SIGTERM)
	case twoAtOnce:
		err = p.two(ctx)
	case restored:
		_, err = p.must(ctx, []int{exitDone}, "restore", "published")
	}
	isSpoiled, globErr := p.op.isSpoiled()
	if err := errors.Join(err, globErr); err != nil {
		return run{}, err
	}
	code := exitDone
	if isSpoiled {
		code = exitFailed
	}
	how, err := p.must(ctx, []int{code}, args...)
	if what == none {
		p.usual = how.took
	}
	return how, err
}

// must runs the program, which must end with one of the codes.
func (p *player) must(ctx context.Context, codes []int, args ...string) (run, error) {
	how, err := p.recaudo(ctx, nil, args...)
	if err == nil && !slices.Contains(codes, how.code) {
		err = fmt.Errorf("exit code %d of recaudo %v, want %v:\n%s", how.code, args, codes, how.words)
	}
	return how, err
}

// disturb begins a run and sends it a signal at a random moment; it may have ended by then.
func (p *player) disturb(ctx context.Context, signal syscall.Signal) error {
	after := time.Duration(p.random.Int64N(int64(max(p.usual, time.Second))))
	var sent time.Time
	how, err := p.recaudo(ctx, func(command *exec.Cmd) {
		time.Sleep(after)
		sent = time.Now()
		_ = command.Process.Signal(signal)
	}, "run")
	if err != nil || signal == syscall.SIGKILL {
		return err
	}
	if lasted := how.took - after; how.code != exitDone && lasted > 10*time.Second {
		return fmt.Errorf("the run went on for %s after the signal of %s", lasted, sent)
	}
	return nil
}

// two begins two runs at once: one does the work, and the other one is refused, unless the first had ended.
func (p *player) two(ctx context.Context) error {
	second := make(chan error, 1)
	_, err := p.recaudo(ctx, func(*exec.Cmd) {
		_, err := p.must(ctx, []int{exitDone, exitFailed, exitLocked}, "run")
		second <- err
	}, "run")
	return errors.Join(err, <-second)
}
