package main

import (
	"context"
	"fmt"
	"os"
)

// nightBars say how much more a night may take than the same one on a history of 1 M interactions.
var nightBars = map[size]float64{10 * million: 1.5, 100 * million: 3}

// publishBar is for a publish on a file system whose files can share no blocks: no more than twice a copy.
const publishBar = 2

// played is what the nights of one size took.
type played struct {
	warmUp  cost // the first night
	nights  []cost
	late    cost
	publish []cost // the stage within each night
	copies  []cost // cp and fsync of the same file, right after it
}

// night plays consecutive nights on every size. The sizes take turns, night by night, so that whatever else the machine
// does disturbs all of them. The first night only warms up. The last one brings late rows, too.
func (b *bench) night(ctx context.Context, places []place) ([]played, error) {
	results := make([]played, len(places))
	for _, p := range places {
		if err := p.restore(); err != nil {
			return nil, err
		}
	}
	last := b.nights + 1
	for number := range last + 1 {
		for i, p := range places {
			b.sayf("%s: night %d of %d", size(p.operation.HistoryRows), number, last)
			took, err := p.playNight(ctx, number, number == last)
			if err != nil {
				return nil, err
			}
			published, copied, err := p.publishAndCopy(ctx)
			if err != nil {
				return nil, err
			}
			switch number {
			case 0:
				results[i].warmUp = took
			case last:
				results[i].late = took
			default:
				results[i].nights = append(results[i].nights, took)
				results[i].publish = append(results[i].publish, published)
				results[i].copies = append(results[i].copies, copied)
			}
		}
	}
	return results, nil
}

// playNight lets the exports of one night arrive and measures the whole run.
func (p place) playNight(ctx context.Context, number int, isLate bool) (cost, error) {
	if err := p.arrive(p.nightFolder(number)); err != nil {
		return cost{}, err
	}
	if isLate {
		if err := p.arrive(p.path("late")); err != nil {
			return cost{}, err
		}
	}
	return p.recaudo(ctx, "run")
}

// publishAndCopy returns what the publish of the last run took, and what a plain copy of the same file takes.
func (p place) publishAndCopy(ctx context.Context) (published, copied cost, err error) {
	seconds, err := p.stageSeconds()
	if err != nil {
		return published, copied, err
	}
	published = cost{Seconds: seconds["publish"]}
	target := p.path("copy.duckdb")
	p.settle()
	copied, err = program{"sh", "-c", `cp "$1" "$2" && sync "$2"`, "sh"}.run(ctx, p.warehouse(), target)
	if err != nil {
		return published, copied, err
	}
	return published, copied, os.Remove(target)
}

// generateNights writes the exports of all nights that are played, and of the late rows of the last.
func (p place) generateNights(ctx context.Context) error {
	files := p.operation.history(p.path("history"))
	last := p.nights + 1
	for number := range last + 1 {
		files = append(files, p.operation.night(p.nightFolder(number), number)...)
	}
	return p.generate(ctx, append(files, p.operation.late(p.path("late"), last)...))
}

// runNights plays the nights and reports what is wanted of them.
func (b *bench) runNights(ctx context.Context, places []place) error {
	results, err := b.night(ctx, places)
	if err != nil {
		return err
	}
	if b.wants("nightly") {
		b.reportNights(places, results)
	}
	if b.wants("publish") {
		b.reportPublish(places, results)
	}
	if !b.wants("memory") {
		return nil
	}
	for i, one := range results {
		if err := b.addMemory(b.sizes[i], "night", append(one.nights, one.warmUp, one.late)); err != nil {
			return err
		}
	}
	return nil
}

// reportNights compares the nights of each size with those of the first.
func (b *bench) reportNights(places []place, results []played) {
	first := size(places[0].operation.HistoryRows)
	for i, p := range places {
		one, rows := results[i], size(p.operation.HistoryRows)
		row := result{
			Workload: "nightly", Size: rows.String(), What: "recaudo run, a night of " + size(p.operation.DayRows).String() + " more",
			Against: "the night on " + first.String(),
			Ours:    one.nights, Yardstick: results[0].nights, Rows: p.operation.DayRows,
		}
		if first == million {
			row.Bar = nightBars[rows]
		}
		b.addRatio(row)
		row.What = fmt.Sprintf("the same with %d late rows", lateRows)
		row.Against = "the night on " + rows.String()
		row.Ours, row.Yardstick, row.Bar = []cost{one.late}, one.nights, 0
		b.addRatio(row)
	}
}

func (b *bench) reportPublish(places []place, results []played) {
	for i, p := range places {
		b.addRatio(result{
			Workload: "publish", Size: size(p.operation.HistoryRows).String(), What: "the stage publish of these nights",
			Against: "cp and fsync of the same file",
			Ours:    results[i].publish, Yardstick: results[i].copies, Bar: publishBar,
		})
	}
}
