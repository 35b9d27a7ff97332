package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// collectors make up 50,000 series, the number in the bar.
const collectors = "range(448) as collectors (collector)"

// writeSnapshot makes a published file up: that of the exporter's tests, with more collectors.
func writeSnapshot(ctx context.Context, path string) (err error) {
	base, err := os.ReadFile("metrics/testdata/snapshot.sql")
	if err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Prepare(ctx, os.DirFS("sql")); err != nil {
		return err
	}
	for _, statement := range []string{
		string(base),
		`insert into marts.leaderboard by name
		select board.* replace (
			'x' || collector as collector_id, 'Collector ' || collector as collector_name,
			'Team ' || collector % 12 as team, collector + 3 as rank_by_amount,
			hash(collector) % 1000000 / 1000000 as effectiveness_by_amount,
			hash(collector) % 100000000 as assigned_amount
		)
		from marts.leaderboard as board
		cross join ` + collectors + `
		where board.collector_id = 'c1' and board.currency = 'COP'`,
		`insert into marts.collector_periods by name
		select periods.* replace (
			'x' || collector as collector_id, 'Collector ' || collector as collector_name,
			'Team ' || collector % 12 as team, hash(collector) % 100000000 as assigned_amount
		)
		from marts.collector_periods as periods
		cross join ` + collectors + `
		where
			periods.collector_id = 'c1' and periods.currency = 'COP'
			and periods.period = 'month' and periods.as_of = '2026-03-05'`,
		`insert into marts.channel_periods by name
		select periods.* replace ('x' || collector as collector_id, kinds.kind as channel)
		from marts.channel_periods as periods
		cross join ` + collectors + `
		cross join unnest(['call', 'sms', 'email']) as kinds (kind)
		where periods.collector_id = 'c1' and periods.channel = 'call'`,
		"checkpoint",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// copyFile makes another file of the same bytes, for a rename that is a switch.
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
