package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/recaudo/recaudo/metrics"
)

// place is a folder with an operation in it:
//
//	recaudo.yaml
//	history/        exports of all that was before the first night
//	nights/00/ …    exports of each night
//	inbox/          links to those that have arrived
//	base.duckdb     the warehouse as the history alone leaves it, and base.json, what it took
//	data/           the warehouse and its snapshot
type place struct {
	*bench
	folder    string
	operation operation
}

func (p place) path(parts ...string) string {
	return filepath.Join(append([]string{p.folder}, parts...)...)
}

func (p place) warehouse() string { return p.path("data", "warehouse.duckdb") }

func (p place) published() string { return p.path("data", "published", "warehouse.duckdb") }

func (p place) nightFolder(number int) string { return p.path("nights", fmt.Sprintf("%02d", number)) }

const configText = `timezone: America/Bogota
currency: COP
root: inbox
warehouse: data/warehouse.duckdb
published: data/published/warehouse.duckdb
keep_snapshots: 0
memory_limit: %s
sources:
  - {name: interactions, entity: interactions, path: "interactions*.csv*"}
  - {name: assignments, entity: assignments, path: "assignments*.csv"}
  - {name: accounts, entity: accounts, path: "accounts*.csv"}
  - {name: payments, entity: payments, path: "payments*.csv"}
  - {name: collectors, entity: collectors, path: "collectors*.csv"}
`

func (p place) writeConfig() error {
	if err := os.MkdirAll(p.path("inbox"), 0o755); err != nil {
		return err
	}
	text := fmt.Appendf(nil, configText, p.memoryLimit)
	if p.threads > 0 {
		text = fmt.Appendf(text, "threads: %d\n", p.threads)
	}
	return os.WriteFile(p.path("recaudo.yaml"), text, 0o644)
}

// recaudo measures one command of the program in this place.
func (p place) recaudo(ctx context.Context, args ...string) (cost, error) {
	p.settle()
	return p.bench.recaudo.run(ctx, append(args, "--config", p.path("recaudo.yaml"))...)
}

// generate writes exports that are not there yet.
func (p place) generate(ctx context.Context, files []export) error {
	_, err := p.self.run(ctx, taskArgs("export", taskOptions{Exports: files, MemoryLimit: p.memoryLimit})...)
	return err
}

// arrive puts every export of a folder into the inbox. A link costs no disk and keeps the time of the file.
func (p place) arrive(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.Link(filepath.Join(folder, entry.Name()), p.path("inbox", entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// clear takes away what earlier runs left, but not the exports.
func (p place) clear() error {
	return errors.Join(os.RemoveAll(p.path("inbox")), os.RemoveAll(p.path("data")), p.writeConfig())
}

// base is what base.json says.
type base struct {
	Made string // by which program, from which exports and with which settings
	Cost cost   // of the run that loaded the history
}

// build loads the history by one run and keeps the warehouse for restore. What the same program has built before, it
// takes. It returns what the run took.
func (p place) build(ctx context.Context) (cost, error) {
	made := fmt.Sprintf("program %s, %+v, memory %s, threads %d", p.programHash, p.operation, p.memoryLimit, p.threads)
	if text, err := os.ReadFile(p.path("base.json")); err == nil {
		var old base
		if err := json.Unmarshal(text, &old); err == nil && old.Made == made {
			return old.Cost, p.restore()
		}
	}
	p.sayf("%s: building the history", filepath.Base(p.folder))
	if err := p.clear(); err != nil {
		return cost{}, err
	}
	if err := p.arrive(p.path("history")); err != nil {
		return cost{}, err
	}
	took, err := p.recaudo(ctx, "run")
	if err != nil {
		return cost{}, err
	}
	if err := errors.Join(removeIfThere(p.path("base.duckdb")), os.Link(p.published(), p.path("base.duckdb"))); err != nil {
		return cost{}, err
	}
	text, err := json.Marshal(base{Made: made, Cost: took})
	if err != nil {
		return cost{}, err
	}
	return took, os.WriteFile(p.path("base.json"), text, 0o644)
}

// restore brings back the moment before the first night. A snapshot is replaced, never written to, so that it may share
// its blocks with the base.
func (p place) restore() error {
	if err := p.clear(); err != nil {
		return err
	}
	if err := os.MkdirAll(p.path("data", "published"), 0o755); err != nil {
		return err
	}
	return errors.Join(
		p.arrive(p.path("history")),
		os.Link(p.path("base.duckdb"), p.published()),
		copyFile(p.path("base.duckdb"), p.warehouse()),
	)
}

// stageSeconds returns what the stages of the last run took.
func (p place) stageSeconds() (map[string]float64, error) {
	status, err := metrics.ReadRunStatus(metrics.StatusPath(p.published()))
	return status.StageSeconds, err
}

func copyFile(source, target string) (err error) {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
