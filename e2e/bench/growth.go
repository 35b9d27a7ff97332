package main

import (
	"context"
	"fmt"
	"path/filepath"
)

const growthBar = 1.5

// growthOperation is small: what a file loses by being written over and over shows on few rows, too.
var growthOperation = operation{HistoryRows: 30 * 3 * int64(thousand), DayRows: 3 * int64(thousand)}

// growth plays many nights of a small operation, and compares the size of the warehouse with that of one built at once
// from all the exports.
func (b *bench) growth(ctx context.Context) error {
	p := place{bench: b, folder: filepath.Join(b.folder, "growth"), operation: growthOperation}
	files := p.operation.history(p.path("history"))
	for number := range b.growthNights {
		files = append(files, p.operation.night(p.nightFolder(number), number)...)
	}
	if err := p.generate(ctx, files); err != nil {
		return err
	}
	if _, err := p.build(ctx); err != nil {
		return err
	}
	for number := range b.growthNights {
		if number%10 == 0 {
			b.sayf("growth: night %d of %d", number, b.growthNights)
		}
		if _, err := p.playNight(ctx, number, false); err != nil {
			return err
		}
	}
	grown, err := sizeOf(p.warehouse())
	if err != nil {
		return err
	}
	fresh := place{bench: b, folder: p.path("fresh"), operation: p.operation}
	if err := fresh.clear(); err != nil {
		return err
	}
	if err := fresh.arrive(p.path("inbox")); err != nil {
		return err
	}
	if _, err := fresh.recaudo(ctx, "run"); err != nil {
		return err
	}
	built, err := sizeOf(fresh.warehouse())
	if err != nil {
		return err
	}
	rows := size(p.operation.HistoryRows + int64(b.growthNights)*p.operation.DayRows)
	b.add(result{
		Workload: "size", Size: rows.String(),
		What:    fmt.Sprintf("warehouse after %d nights: %.1f MB", b.growthNights, float64(grown)/1e6),
		Against: fmt.Sprintf("built at once: %.1f MB", float64(built)/1e6),
		Figure:  ratio(float64(grown), float64(built)), Unit: unitRatio, Bar: growthBar,
	})
	return nil
}
