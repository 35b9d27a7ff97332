package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/text/encoding/charmap"
)

// maxIngestRows is the size of the largest single file that is loaded.
const maxIngestRows = 10 * million

const ingestBar = 1.6

// variants of the same rows, the plain one first.
var variants = []string{"plain", "gzip", "windows-1252"}

// ingest loads one large export by itself beside a bare typed CREATE TABLE AS SELECT of the same file, and the same rows
// in other wrappings beside the plain ones.
func (b *bench) ingest(ctx context.Context) error {
	rows := min(b.sizes[len(b.sizes)-1], maxIngestRows)
	folder := filepath.Join(b.folder, "ingest-"+rows.String())
	places := map[string]place{}
	for _, variant := range variants {
		p := place{bench: b, folder: filepath.Join(folder, variant), operation: largeOperation(rows)}
		places[variant] = p
		if err := p.generateVariant(ctx, variant, places["plain"]); err != nil {
			return fmt.Errorf("write the %s export: %w", variant, err)
		}
	}
	ours, bare := map[string][]cost{}, []cost{}
	for round := range b.rounds {
		b.sayf("ingest: round %d of %d", round+1, b.rounds)
		one, err := places["plain"].bareLoad(ctx)
		if err != nil {
			return err
		}
		bare = append(bare, one)
		for _, variant := range variants {
			p := places[variant]
			if err := errors.Join(p.clear(), p.arrive(p.path("history"))); err != nil {
				return err
			}
			one, err := p.recaudo(ctx, "ingest")
			if err != nil {
				return err
			}
			ours[variant] = append(ours[variant], one)
			if err := os.RemoveAll(p.path("data")); err != nil {
				return err
			}
		}
	}
	b.addRatio(result{
		Workload: "ingest", Size: rows.String(), What: "recaudo ingest of one CSV",
		Against: "create table as select … from read_csv",
		Ours:    ours["plain"], Yardstick: bare, Rows: int64(rows), Bar: ingestBar,
	})
	for _, variant := range variants[1:] {
		b.addRatio(result{
			Workload: "ingest", Size: rows.String(), What: "the same rows as " + variant, Against: "recaudo ingest of the plain file",
			Ours: ours[variant], Yardstick: ours["plain"], Rows: int64(rows),
		})
	}
	if !b.wants("memory") {
		return nil
	}
	return b.addMemory(rows, "ingest", ours["plain"])
}

// bareLoad measures the yardstick in this place.
func (p place) bareLoad(ctx context.Context) (cost, error) {
	database := p.path("bare.duckdb")
	p.settle()
	one, err := p.self.run(ctx, taskArgs("bare-load", taskOptions{
		Database: database, Source: p.path("history", ingestFile), MemoryLimit: p.memoryLimit, Threads: p.threads,
	})...)
	return one, errors.Join(err, removeIfThere(database))
}

const ingestFile = "interactions_000.csv"

// generateVariant writes the one export of this place.
func (p place) generateVariant(ctx context.Context, variant string, plain place) error {
	one := p.operation.export(p.path("history"), ingestFile, "interactions", -p.operation.HistoryRows, 0)
	switch variant {
	case "gzip":
		one.Path += ".gz"
		one.Gzip = true
	case "windows-1252":
		if _, err := os.Stat(one.Path); err == nil {
			return nil
		}
		if err := os.MkdirAll(p.path("history"), 0o755); err != nil {
			return err
		}
		return recode(plain.path("history", ingestFile), one.Path)
	}
	return p.generate(ctx, []export{one})
}

// recode writes a UTF-8 file once more as windows-1252.
func recode(source, target string) (err error) {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	temporary := target + ".part"
	out, err := os.Create(temporary)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(out, 1<<20)
	if _, err := bufio.NewReaderSize(in, 1<<20).WriteTo(charmap.Windows1252.NewEncoder().Writer(buffered)); err != nil {
		return errors.Join(err, out.Close())
	}
	if err := errors.Join(buffered.Flush(), out.Close()); err != nil {
		return err
	}
	return os.Rename(temporary, target)
}

// largeOperation is the operation of every size: a large one, with that much history.
func largeOperation(rows size) operation {
	return operation{HistoryRows: int64(rows), DayRows: dayRows}
}
