// Package demo writes the exports of an invented collection operation in Latin America, and the config that loads
// them, so that a newcomer sees a leaderboard before having prepared a single file.
//
// The operation is simulated day by day: collectors act on the accounts they hold, debtors promise, some of them pay,
// and every Monday the accounts are listed anew. The exports then show it as real systems do, with Spanish headers,
// decimal commas, an old encoding and a few broken rows. Every person, number and amount is invented.
package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Options say how large the invented operation is and when it ends. The zero value of every field but End is useful.
type Options struct {
	// Seed chooses one operation among many. Default is 1.
	Seed uint64
	// End is the last business date; only its calendar date counts. It must be set.
	End time.Time
	// Days is how many dates are simulated, End included. Default is 90.
	Days int
	// Teams is the number of teams, at most 6. Default is 3.
	Teams int
	// Collectors is spread evenly over the teams. Default is 24.
	Collectors int
	// Accounts is the number of accounts that are placed at any time in the period. Default is 6000.
	Accounts int
}

// withDefaults fills what the caller left out and returns an error that names the field nobody can simulate.
func (o Options) withDefaults() (Options, error) {
	if o.End.IsZero() {
		return o, fmt.Errorf("check demo options: End is not set; give the last business date, such as yesterday")
	}
	year, month, day := o.End.Date()
	o.End = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if o.Seed == 0 {
		o.Seed = 1
	}
	for _, field := range []struct {
		name           string
		value          *int
		fallback, most int
	}{
		{"Days", &o.Days, 90, 3660},
		{"Teams", &o.Teams, 3, len(teamNames)},
		{"Collectors", &o.Collectors, 24, 900},
		{"Accounts", &o.Accounts, 6000, 100_000},
	} {
		if *field.value == 0 {
			*field.value = field.fallback
		}
		if *field.value < 1 || *field.value > field.most {
			return o, fmt.Errorf("check demo options: %s is %d; give a number from 1 to %d",
				field.name, *field.value, field.most)
		}
	}
	if o.Collectors < o.Teams {
		return o, fmt.Errorf("check demo options: %d collectors for %d teams; every team needs one",
			o.Collectors, o.Teams)
	}
	return o, nil
}

// Manifest says what Write left behind.
type Manifest struct {
	// Config is the path of the config that loads the exports, the folder included.
	Config string
	// First and Last are the business dates between which everything happens, as midnights in UTC.
	First, Last time.Time
	// Files are the exports, ordered by path.
	Files []File
}

// File is one export.
type File struct {
	// Path is relative to the folder that was written to, with forward slashes.
	Path string
	// Rows counts the rows after the header, broken ones included and blank lines not.
	Rows int
}

// Write simulates an operation and writes its exports to dir/inbox and the config to dir/recaudo.yaml. The same
// options give the same bytes and the same modification times.
//
// Write replaces nothing: it returns an error, before writing anything, if dir holds a config or an inbox that differs
// from what it would write. Two demos in one inbox would contradict each other, and an edited config belongs to
// whoever edited it.
func Write(dir string, options Options) (Manifest, error) {
	options, err := options.withDefaults()
	if err != nil {
		return Manifest{}, err
	}
	random := rand.New(rand.NewPCG(options.Seed, uint64(options.End.Unix())))
	op := simulate(options, random)
	tables := op.exports()
	if err := writeFolder(dir, tables, op.date(options.Days-1)); err != nil {
		return Manifest{}, err
	}
	return manifest(dir, op, tables), nil
}
