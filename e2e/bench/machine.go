package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
)

// machine describes where and with what was measured.
type machine struct {
	Cores       int    `json:"cores"`
	Processor   string `json:"processor"`
	MemoryBytes int64  `json:"memory_bytes"`
	Kernel      string `json:"kernel"`
	FileSystem  string `json:"file_system"` // of the folder that is worked in
	Go          string `json:"go"`
	DuckDB      string `json:"duckdb"` // the driver that carries it
	Recaudo     string `json:"recaudo"`
	MemoryLimit string `json:"memory_limit"`
	Threads     int    `json:"threads"` // 0: one a core
	Rounds      int    `json:"rounds"`
	Nights      int    `json:"nights"`
}

const driverModule = "github.com/duckdb/duckdb-go/v2"

func (b *bench) describe(ctx context.Context) machine {
	m := machine{
		Cores: runtime.NumCPU(), Go: runtime.Version(), MemoryLimit: b.memoryLimit, Threads: b.threads,
		Rounds: b.rounds, Nights: b.nights,
		Processor:  fieldOf("/proc/cpuinfo", "model name"),
		Kernel:     output(ctx, "uname", "-sr"),
		FileSystem: lastLine(output(ctx, "df", "--output=fstype", b.folder)),
		Recaudo:    output(ctx, b.recaudo[0], append(b.recaudo[1:], "--version")...),
	}
	_, _ = fmt.Sscanf(fieldOf("/proc/meminfo", "MemTotal"), "%d kB", &m.MemoryBytes)
	m.MemoryBytes *= 1024
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == driverModule {
				m.DuckDB = "duckdb-go " + module.Version
			}
		}
	}
	return m
}

func (m machine) lines() []string {
	threads := "one thread a core"
	if m.Threads > 0 {
		threads = fmt.Sprintf("%d threads", m.Threads)
	}
	return []string{
		fmt.Sprintf("machine: %d cores (%s), %.0f GB of memory, %s, %s", m.Cores, m.Processor, float64(m.MemoryBytes)/1e9,
			m.Kernel, m.FileSystem),
		fmt.Sprintf("versions: %s, %s, %s", m.Recaudo, m.DuckDB, m.Go),
		fmt.Sprintf("settings: memory_limit %s, %s; medians of %d rounds and %d nights", m.MemoryLimit, threads, m.Rounds,
			m.Nights),
	}
}

// output is what a command prints, "unknown" if there is no such command.
func output(ctx context.Context, name string, args ...string) string {
	text, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(text))
}

// fieldOf reads the first field of a name from a file of "name : value" lines, "unknown" if there is none.
func fieldOf(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if key, value, isField := strings.Cut(line, ":"); isField && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func lastLine(text string) string { return text[strings.LastIndexByte(text, '\n')+1:] }
