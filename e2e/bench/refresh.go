package main

import (
	"context"
	"errors"
	"os"
)

const refreshBar = 1.3

// refresh computes every mart anew, beside the same SELECTs run one after the other, each in a copy of the same
// warehouse.
func (b *bench) refresh(ctx context.Context, p place) (err error) {
	var ours, bare []cost
	// A place of its own: the other workloads go on with the warehouse as it is.
	own := place{bench: b, folder: p.path("refresh"), operation: p.operation}
	defer func() { err = errors.Join(err, os.RemoveAll(own.folder)) }()
	for round := range b.rounds {
		b.sayf("%s: full refresh %d of %d", size(p.operation.HistoryRows), round+1, b.rounds)
		one, err := own.onCopy(p, func() (cost, error) {
			return b.self.run(ctx, taskArgs("bare-models", taskOptions{
				Database: own.warehouse(), MemoryLimit: b.memoryLimit, Threads: b.threads,
			})...)
		})
		if err != nil {
			return err
		}
		bare = append(bare, one)
		one, err = own.onCopy(p, func() (cost, error) { return own.recaudo(ctx, "transform", "--full-refresh") })
		if err != nil {
			return err
		}
		ours = append(ours, one)
	}
	rows := size(p.operation.HistoryRows)
	b.addRatio(result{
		Workload: "refresh", Size: rows.String(), What: "recaudo transform --full-refresh",
		Against: "the same SELECTs, each create table as",
		Ours:    ours, Yardstick: bare, Rows: p.operation.HistoryRows, Bar: refreshBar,
	})
	if !b.wants("memory") {
		return nil
	}
	return b.addMemory(rows, "full refresh", ours)
}

// onCopy measures work on a fresh copy of the warehouse of another place.
func (p place) onCopy(other place, work func() (cost, error)) (cost, error) {
	if err := p.clear(); err != nil {
		return cost{}, err
	}
	if err := os.MkdirAll(p.path("data"), 0o755); err != nil {
		return cost{}, err
	}
	if err := copyFile(other.warehouse(), p.warehouse()); err != nil {
		return cost{}, err
	}
	p.settle()
	return work()
}
