package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tasks are what this program does in processes of its own: see program.run.
var tasks = map[string]func(ctx context.Context, opts taskOptions) error{
	"export":      exportTask,
	"bare-load":   bareLoadTask,
	"bare-models": bareModelsTask,
}

// taskOptions are those of all tasks.
type taskOptions struct {
	Database    string   `json:",omitempty"` // the DuckDB file
	Source      string   `json:",omitempty"` // the file that is loaded
	MemoryLimit string   `json:",omitempty"`
	Threads     int      `json:",omitempty"`
	Exports     []export `json:",omitempty"`
}

// taskArgs are the arguments that make this program do one task, behind its own name.
func taskArgs(name string, opts taskOptions) []string {
	text, err := json.Marshal(opts)
	if err != nil {
		panic(err) // strings and numbers
	}
	return []string{name, string(text)}
}

// runTask does the task that taskArgs names.
func runTask(ctx context.Context, args []string) error {
	if len(args) != 2 || tasks[args[0]] == nil {
		return fmt.Errorf("no such task; there are %s", strings.Join(slices.Sorted(maps.Keys(tasks)), ", "))
	}
	var opts taskOptions
	if err := json.Unmarshal([]byte(args[1]), &opts); err != nil {
		return fmt.Errorf("read options of task %s: %w", args[0], err)
	}
	return tasks[args[0]](ctx, opts)
}
