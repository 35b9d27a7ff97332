package cli

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// lastDateQuery finds the last business date on which anything happened. It reads the stored instants, whose maximum
// DuckDB knows from its statistics, and of the table only the two days before it, in which the last date lies in any
// time zone; all of it only where something is dated after today. It turns only the last instants into dates of the
// business time zone. The parameter says that it is a timestamp: the driver would bind one with a time zone, to compare
// with which DuckDB would ask a calendar about every row.
const lastDateQuery = `
	with
	latest as (
		select
			max(occurred_at) filter (where occurred_at_has_time) as instant,
			max(occurred_at) filter (where not occurred_at_has_time) as plain
		from raw.interactions
		where occurred_at < $before::timestamp and occurred_at >= (
			select if(max(occurred_at) < $before::timestamp, max(occurred_at) - interval 2 days, '-infinity')
			from raw.interactions
		)
		union all
		select
			max(paid_at) filter (where paid_at_has_time) as instant,
			max(paid_at) filter (where not paid_at_has_time) as plain
		from raw.payments
		where paid_at < $before::timestamp and paid_at >= (
			select if(max(paid_at) < $before::timestamp, max(paid_at) - interval 2 days, '-infinity')
			from raw.payments
		)
		union all
		select
			max(promised_at) filter (where promised_at_has_time) as instant,
			max(promised_at) filter (where not promised_at_has_time) as plain
		from raw.promises
		where promised_at < $before::timestamp and promised_at >= (
			select if(max(promised_at) < $before::timestamp, max(promised_at) - interval 2 days, '-infinity')
			from raw.promises
		)
		union all
		select
			max(assigned_at) filter (where assigned_at_has_time) as instant,
			max(assigned_at) filter (where not assigned_at_has_time) as plain
		from raw.assignments
		where assigned_at < $before::timestamp and assigned_at >= (
			select if(max(assigned_at) < $before::timestamp, max(assigned_at) - interval 2 days, '-infinity')
			from raw.assignments
		)
		union all
		select
			null as instant,
			max(as_of_date)::timestamp as plain
		from raw.assignments
		where as_of_date < $before::timestamp
	)
	select max(greatest(
		(instant at time zone 'UTC' at time zone $time_zone)::date,
		plain::date
	))
	from latest`

// lastDate returns the last business date the data reaches, none after today, and the zero time for an empty warehouse.
func lastDate(ctx context.Context, db *warehouse.DB, timeZone string, today time.Time) (time.Time, error) {
	var date sql.NullTime
	// A day more than today, because instants are in UTC; what lies beyond today is cut off below.
	before := today.AddDate(0, 0, 2)
	err := db.QueryRowContext(ctx, lastDateQuery, sql.Named("before", before), sql.Named("time_zone", timeZone)).
		Scan(&date)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the last date of the data: %w", err)
	}
	if date.Time.After(today) {
		return today, nil
	}
	return date.Time, nil
}
