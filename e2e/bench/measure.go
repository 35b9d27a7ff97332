package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// program is a command with its first arguments.
type program []string

// cost is what one run of a command took.
type cost struct {
	Seconds    float64 `json:"seconds"`     // by the clock on the wall
	CPUSeconds float64 `json:"cpu_seconds"` // user and system, of all threads
	PeakBytes  int64   `json:"peak_bytes"`  // largest resident set
}

// run runs a command in a process of its own and measures it. The kernel counts the peak of the process that starts
// another as that of the other, so this program must stay small: whatever needs DuckDB is a task in a process of its own.
func (p program) run(ctx context.Context, args ...string) (cost, error) {
	command := exec.CommandContext(ctx, p[0], slices.Concat(p[1:], args)...)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	started := time.Now()
	err := command.Run()
	seconds := time.Since(started).Seconds()
	if err != nil {
		return cost{}, fmt.Errorf("run %s %s: %w\n%s", strings.Join(p, " "), strings.Join(args, " "), err, said.String())
	}
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, errors.New("this system tells no peak memory")
	}
	cpu := command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return cost{Seconds: seconds, CPUSeconds: cpu.Seconds(), PeakBytes: usage.Maxrss * 1024}, nil
}

func wallSeconds(c cost) float64 { return c.Seconds }

func cpuSeconds(c cost) float64 { return c.CPUSeconds }

// median returns the middle of the figures, the mean of the two in the middle if their number is even, and 0 of none.
func median(costs []cost, figure func(cost) float64) float64 {
	figures := figuresOf(costs, figure)
	slices.Sort(figures)
	middle := len(figures) / 2
	switch {
	case len(figures) == 0:
		return 0
	case len(figures)%2 == 0:
		return (figures[middle-1] + figures[middle]) / 2
	}
	return figures[middle]
}

// least returns the smallest of the figures, 0 of none: what disturbs a run only ever adds to it.
func least(costs []cost, figure func(cost) float64) float64 {
	if len(costs) == 0 {
		return 0
	}
	return slices.Min(figuresOf(costs, figure))
}

func figuresOf(costs []cost, figure func(cost) float64) []float64 {
	var figures []float64
	for _, one := range costs {
		figures = append(figures, figure(one))
	}
	return figures
}

// peak returns the largest resident set of all, in bytes.
func peak(costs []cost) int64 {
	var bytes int64
	for _, one := range costs {
		bytes = max(bytes, one.PeakBytes)
	}
	return bytes
}

// ratio returns a ÷ b, 0 if there is nothing to divide by.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
