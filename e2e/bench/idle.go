package main

import "context"

const idleBarSeconds = 1

// idle measures a run that finds nothing new, and the start of the process that comes to it.
func (b *bench) idle(ctx context.Context, places []place) error {
	for _, p := range places {
		b.sayf("%s: runs with nothing new", size(p.operation.HistoryRows))
		if _, err := p.recaudo(ctx, "run"); err != nil {
			return err
		}
		row := result{
			Workload: "idle", Size: size(p.operation.HistoryRows).String(), What: "recaudo run with nothing new",
			Against: "recaudo --version",
		}
		for range max(b.rounds, 5) {
			one, err := b.recaudo.run(ctx, "--version")
			if err != nil {
				return err
			}
			row.Yardstick = append(row.Yardstick, one)
			if one, err = p.recaudo(ctx, "run"); err != nil {
				return err
			}
			row.Ours = append(row.Ours, one)
		}
		row.Unit, row.Bar = unitSeconds, idleBarSeconds
		row.Figure = median(row.Ours, wallSeconds) - median(row.Yardstick, wallSeconds)
		b.add(row)
	}
	return nil
}
