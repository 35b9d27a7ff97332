// Package recount computes the figures of docs/canon.md a second time: slowly, in plain loops, straight from the rows
// of the exports. Only tests use it. It shares no code and no SQL with the product, so that what the two agree on is
// not one mistake made once.
package recount

import (
	"fmt"
	"time"
)

// Row is one row of an export: canonical column to text. A missing or empty column is NULL. Dates are "2006-01-02",
// instants "2006-01-02T15:04:05Z" in UTC, amounts have a decimal point, words are the canonical ones.
type Row map[string]string

// File is one export of one source, its rows in file order.
type File struct {
	Name       string
	Source     string
	Entity     string
	ExportedAt time.Time
	Rows       []Row
}

// Night is the files that arrived before the run of one night, and the board's date of that run. A name is unique over
// the history, unless the same file comes again or has grown.
type Night struct {
	AsOf  string
	Files []File
}

// ContactHours allow contact on one weekday.
type ContactHours struct {
	Weekday int    // ISO: 1 is Monday
	From    string // "08:00"
	Until   string // "20:00", the last moment allowed
}

// ContactRule is one limit on contacting debtors. Of the numbers, 0 is no limit.
type ContactRule struct {
	Name           string
	Jurisdiction   string
	Scope          string // debt, debtor
	Channels       []string
	Counts         string // attempts, contacts; "" limits no number
	WindowKind     string // rolling, day, week, month; "" limits no number
	WindowDays     int    // of a rolling window
	Maximum        int
	MinimumGapDays int
	QuietDays      int
	HasHours       bool // Hours say when; a weekday missing there is closed
	Hours          []ContactHours
	Holidays       []string
	EffectiveFrom  string // "" is always
	EffectiveTo    string // last date, "" is still
}

// Settings are the config keys that bear on figures, with nothing left out: zero is zero, not the default.
type Settings struct {
	TimeZone, Currency, Attribution, Jurisdiction string

	MinAssignedAccounts, GraceDays int
	PromiseMinAmount               string // "" is 0

	TouchDays, PaymentDays, FatigueDays, IdleDays, VisitDays int

	BucketDays         []int
	AmountLimits       []string // none: powers of ten
	PromisesFromExport bool

	AgendaAccounts int
	HighValueShare float64
	AgendaChannels []string
	AgendaPoints   map[string]int // by reason
	ContactRules   []ContactRule
}

// History is everything that reached the program, in order.
type History struct {
	Seed     uint64
	Settings Settings
	Nights   []Night
}

// Table is one mart after the last night.
//
// The values of a row are string (texts and dates, "2006-01-02"), int64 (counts), Money, float64 (ratios), bool, and nil
// for NULL. Ids that the product makes up for rows without an id are "" here; such rows share a key, and are told apart
// by all their columns.
type Table struct {
	Name    string
	Key     []string
	Columns []string
	Rows    []map[string]any
}

// Money is an amount in ten-thousandths.
type Money int64

func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%04d", sign, m/10000, m%10000)
}
