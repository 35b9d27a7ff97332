package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// firstNight is the date of the first night, whatever came before: so that all sizes stand on the same day of the month
// and differ by nothing but the length of their history. It lies in the past, since boards go no further than today.
var firstNight = time.Date(2025, 9, 10, 0, 0, 0, 0, time.UTC)

// dayRows is how many interactions a day brings to a large operation.
const dayRows = 300_000

// operation is a collections operation: how much it does a day, and for how long it has done so.
type operation struct {
	HistoryRows int64 // interactions before the first night
	DayRows     int64 // interactions a day
}

// live is how many accounts are held at a time. Each is held for holdDays.
func (op operation) live() int64 { return op.DayRows / 3 }

const holdDays = 30

// placed is how many accounts come in a day.
func (op operation) placed() int64 { return op.live() / holdDays }

func (op operation) collectors() int64 { return max(op.DayRows/750, 4) }

// paymentShare is how many interactions there are to a payment.
const paymentShare = 50

// historyDays is how many days the history covers, the first one perhaps in part.
func (op operation) historyDays() int64 { return (op.HistoryRows + op.DayRows - 1) / op.DayRows }

// export is one file of an operation. It is made of nothing but these figures: the same ones, the same bytes.
type export struct {
	Path      string
	Entity    string // what is in it, a file in operation/
	Operation operation
	// First and Last bound the rows, half-open, from the first night on: interactions and payments by their numbers,
	// accounts and assignments by days.
	First, Last int64
	Prefix      string // of the ids of interactions
	Gzip        bool
}

// maxFileRows is how many interactions an export of the history holds: the dialer's program writes one a month.
const maxFileRows = 9_000_000

// history lists the exports of all that was before the first night.
func (op operation) history(folder string) []export {
	var files []export
	for first, number := -op.HistoryRows, 0; first < 0; first, number = first+maxFileRows, number+1 {
		name := fmt.Sprintf("interactions_%03d.csv", number)
		files = append(files, op.export(folder, name, "interactions", first, min(first+maxFileRows, 0)))
	}
	firstDay := -op.historyDays() - holdDays
	return append(files,
		op.export(folder, "assignments_000.csv", "assignments", firstDay, 0),
		op.export(folder, "accounts_000.csv", "accounts", firstDay, 0),
		op.export(folder, "payments_000.csv", "payments", -op.HistoryRows/paymentShare, 0),
		op.export(folder, "collectors.csv", "collectors", 0, 0),
	)
}

// night lists the exports of one night, counted from 0.
func (op operation) night(folder string, number int) []export {
	day := int64(number)
	date := firstNight.AddDate(0, 0, number).Format("20060102")
	payments := op.DayRows / paymentShare
	return []export{
		op.export(folder, "interactions_"+date+".csv", "interactions", day*op.DayRows, (day+1)*op.DayRows),
		op.export(folder, "assignments_"+date+".csv", "assignments", day, day+1),
		op.export(folder, "accounts_"+date+".csv", "accounts", day, day+1),
		op.export(folder, "payments_"+date+".csv", "payments", day*payments, (day+1)*payments),
	}
}

const (
	lateRows = 300 // interactions that arrive late
	lateDays = 40  // how late
)

// late is an export of interactions of lateDays before a night, or of the first day there is, that arrives in that night.
func (op operation) late(folder string, number int) []export {
	first := (int64(number) - min(lateDays, op.historyDays()-1)) * op.DayRows
	late := op.export(folder, "interactions_late.csv", "interactions", first, first+lateRows)
	late.Prefix = "L"
	return []export{late}
}

func (op operation) export(folder, name, entity string, first, last int64) export {
	return export{Path: filepath.Join(folder, name), Entity: entity, Operation: op, First: first, Last: last, Prefix: "G"}
}

//go:embed operation/*.sql
var operationSQL embed.FS

// exportTask writes the exports that are not there yet. A file appears when it is whole.
func exportTask(ctx context.Context, opts taskOptions) (err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{MemoryLimit: opts.MemoryLimit, Threads: opts.Threads})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // variables belong to a connection
	for _, file := range opts.Exports {
		if _, err := os.Stat(file.Path); err == nil {
			continue
		}
		if err := file.write(ctx, db); err != nil {
			return fmt.Errorf("write %s: %w", file.Path, err)
		}
	}
	return nil
}

func (file export) write(ctx context.Context, db *warehouse.DB) error {
	query, err := operationSQL.ReadFile(path.Join("operation", file.Entity+".sql"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file.Path), 0o755); err != nil {
		return err
	}
	op := file.Operation
	temporary := file.Path + ".part"
	options := "format csv, header"
	if file.Gzip {
		options += ", compression gzip"
	}
	statements := fmt.Sprintf(`
		set variable prefix = %s; set variable first = %d::bigint; set variable last = %d::bigint;
		set variable day_rows = %d::bigint; set variable live = %d::bigint; set variable placed = %d::bigint;
		set variable collectors = %d::bigint; set variable first_night = timestamp '%s';
		copy (%s) to %s (%s)`,
		warehouse.QuoteLiteral(file.Prefix), file.First, file.Last, op.DayRows, op.live(), op.placed(), op.collectors(),
		firstNight.Format(time.DateTime), query, warehouse.QuoteLiteral(temporary), options)
	if _, err := db.ExecContext(ctx, statements); err != nil {
		return err
	}
	return os.Rename(temporary, file.Path)
}
