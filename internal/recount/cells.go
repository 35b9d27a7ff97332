package recount

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

type kind int

const (
	text kind = iota
	amount
	number
	date
	month
	instant
)

// kinds of the columns that are no plain texts, in whatever entity.
var kinds = map[string]kind{
	"assigned_amount": amount, "amount": amount, "promised_amount": amount, "cost_amount": amount, "value": amount,
	"original_amount": amount, "beginning_receivable": amount, "credit_sales": amount, "ending_receivable": amount,
	"ending_current": amount,
	"days_past_due":  number, "duration_seconds": number,
	"as_of_date": date, "promised_date": date, "due_date": date, "active_from": date, "active_to": date,
	"month":       month,
	"assigned_at": instant, "unassigned_at": instant, "occurred_at": instant, "paid_at": instant, "promised_at": instant,
}

// parseMoney reads an amount of at most four decimals.
func parseMoney(text string) Money {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("recount: an amount reads " + text)
	}
	return roundMoney(r.Mul(r, big.NewRat(10000, 1)))
}

// roundMoney rounds ten-thousandths half away from zero.
func roundMoney(r *big.Rat) Money {
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		return -roundMoney(new(big.Rat).Neg(r))
	}
	sum := new(big.Rat).Add(r, half)
	return Money(new(big.Int).Div(sum.Num(), sum.Denom()).Int64())
}

// cell is one value as all ways of writing it are compared: amounts with four decimals, dates as such.
func cell(column, value string) string {
	switch kinds[column] {
	case amount:
		return parseMoney(value).String()
	case date:
		return parseDay(value).String()
	case month:
		return parseDay(value).monthStart().String()
	}
	return value
}

// parseInstant reads an instant; nothing and a plain date are none.
func parseInstant(value string) (time.Time, bool) {
	if len(value) <= len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		panic(fmt.Sprintf("recount: an instant reads %s", value))
	}
	return t, true
}

// holdsDates says whether every value of a column in a file is a midnight, as it is written: it holds dates then, else
// instants.
func holdsDates(rows []Row, column string) bool {
	for _, row := range rows {
		if t, timed := parseInstant(row[column]); timed && momentIn(time.UTC, t).seconds != 0 {
			return false
		}
	}
	return true
}

// normal gives the rows of a file with every value in its one form, blank cells gone, dates where a column holds dates
// and instants where it holds instants.
func normal(file File, zone *time.Location) []Row {
	dates := map[string]bool{}
	for column, k := range kinds {
		if k == instant {
			dates[column] = holdsDates(file.Rows, column)
		}
	}
	rows := make([]Row, len(file.Rows))
	for i, row := range file.Rows {
		out := Row{}
		for column, value := range row {
			if value = strings.TrimSpace(value); value == "" {
				continue
			}
			if kinds[column] == instant {
				value = instantOrDate(value, dates[column], zone)
			}
			out[column] = cell(column, value)
		}
		rows[i] = out
	}
	return rows
}

// instantOrDate writes a value as what its column holds. A date among instants is its midnight.
func instantOrDate(value string, isDate bool, zone *time.Location) string {
	t, timed := parseInstant(value)
	switch {
	case timed && isDate:
		return momentIn(time.UTC, t).date.String()
	case !timed && !isDate:
		day := parseDay(value).time()
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone).UTC().Format(time.RFC3339)
	}
	return value
}
