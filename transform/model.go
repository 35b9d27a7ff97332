package transform

import (
	"slices"
	"strconv"
	"strings"
)

// Materialization says what a model becomes in the warehouse.
type Materialization string

// Materializations of a model.
const (
	View        Materialization = "view"        // computed whenever it is read
	Table       Materialization = "table"       // replaced as a whole in every run
	Incremental Materialization = "incremental" // replaced where its inputs changed: by window, by key, or by both
)

// Lookback says how many days after a changed date a model's rows may still change because of it.
type Lookback struct {
	Days      int
	Unbounded bool // to the end of the run's window
}

// plus returns how far a change reaches through two models in a row.
func (l Lookback) plus(other Lookback) Lookback {
	return Lookback{Days: l.Days + other.Days, Unbounded: l.Unbounded || other.Unbounded}
}

// furthest returns the lookback that reaches further.
func furthest(a, b Lookback) Lookback {
	return Lookback{Days: max(a.Days, b.Days), Unbounded: a.Unbounded || b.Unbounded}
}

// DaysColumn is a column of a table with one row, a number of days that each config sets for itself.
type DaysColumn struct {
	Table Relation
	Name  string
}

// Model is one relation of the warehouse and the SELECT that computes it.
type Model struct {
	Relation
	File         string   // in the project's file system
	Description  string   // ends "one row per …"
	Grain        []string // columns that identify a row; none: rows may repeat
	Materialized Materialization
	Window       string // date column by which an incremental model is replaced, "" if it is not
	// StepDays is how many dates of its window one statement computes, at most; 0: those of a month.
	StepDays int
	// SpansMonth says that a row stands for the whole month that begins on its window date, so that what happens on any
	// date of the month changes it.
	SpansMonth bool
	// Key is the column by which an incremental model is replaced, "" if it is not: rows of a key depend on nothing but
	// the rows of that key in every relation that has the column, and on those that have not.
	Key string
	// Touched is a table of the keys to replace in place of those that the run was told of, for a model without a window
	// whose rows depend on other keys, too: whatever a row of a listed key depends on is listed, too. Its zero value is
	// none.
	Touched Relation
	// Lookback is how far a change in the model's direct inputs reaches. A view or table that does not say is
	// unbounded: always right, and the most work for the incremental models behind it.
	Lookback Lookback
	// Lookahead is the column that holds how many days before a changed date rows may change because of it, for a model
	// by dates whose rows tell what followed. Its zero value is none. It moves no model that reads this one: such a model
	// reads dates that are as many days past, looks ahead itself, or is replaced whole.
	Lookahead DaysColumn
	// IsNeverChecked says that the grain of a view is not checked, because the way it is written keeps it: it numbers its
	// rows, or joins at most one row to each of a table whose grain is checked. It would be computed over all of history
	// only to see that.
	IsNeverChecked bool
	// Columns holds what the header says about columns, by name; the columns themselves are known to DuckDB alone.
	Columns      map[string]string
	SQL          string
	Dependencies []Relation // sorted

	reach Lookback // lookback through all models in front of this one
}

var modelKeys = []string{"description", "grain", "materialized", "window", "spans", "step", "lookback", "lookahead", "key", "touched", "checked", columnKey}

// parseModel reads the header of a model. Its dependencies are still unknown.
func parseModel(doc document) (model Model, err error) {
	if err := doc.require("description", "materialized"); err != nil {
		return Model{}, err
	}
	model = Model{
		Relation:     relationOf(doc.file),
		File:         doc.file,
		Description:  doc.value("description"),
		Materialized: Materialization(doc.value("materialized")),
		Window:       doc.value("window"),
		Key:          doc.value("key"),
		Lookback:     Lookback{Unbounded: true},
		Columns:      doc.columns(),
		SQL:          doc.sql,
	}
	if !strings.Contains(model.Description, "one row per ") {
		return Model{}, doc.errorAt("description", "does not say what a row is; end it with \"one row per …\"")
	}
	if doc.value("grain") != "" {
		if model.Grain, err = parseGrain(doc); err != nil {
			return Model{}, err
		}
	}
	switch model.Materialized {
	case View, Table:
		err = doc.forbid("only incremental models have one", "window", "key", "touched")
	case Incremental:
		if model.Key == "" || model.Window != "" {
			err = doc.require("window", "lookback")
		}
	default:
		err = doc.errorAt("materialized", "%q is not one of view, table, incremental", model.Materialized)
	}
	if err != nil {
		return Model{}, err
	}
	if step := doc.value("step"); step != "" {
		days, err := parseDays(step)
		if err != nil || days == 0 || model.Window == "" || doc.value("spans") != "" {
			return Model{}, doc.errorAt("step", "only a model by dates has it, and it is some days (10d)")
		}
		model.StepDays = days
	}
	if spans := doc.value("spans"); spans != "" {
		if spans != "month" || model.Window == "" {
			return Model{}, doc.errorAt("spans", "only a model with a window has it, and it is \"month\"")
		}
		model.SpansMonth = true
	}
	if column := doc.value("lookahead"); column != "" {
		var isColumn bool
		if model.Lookahead, isColumn = parseDaysColumn(column); !isColumn || model.Window == "" || model.Key != "" {
			return Model{}, doc.errorAt("lookahead",
				"only a model with a window and no key has it, and it is a column of days, as schema.table.column")
		}
	}
	if table := doc.value("touched"); table != "" {
		var isRelation bool
		if model.Touched, isRelation = ParseRelation(table); !isRelation || model.Key == "" || model.Window != "" {
			return Model{}, doc.errorAt("touched", "only a model with a key and no window has it, and it is a table, as schema.name")
		}
	}
	if checked := doc.value("checked"); checked != "" {
		if checked != "never" || model.Materialized != View {
			return Model{}, doc.errorAt("checked", "only a view has it, and it is \"never\"")
		}
		model.IsNeverChecked = true
	}
	if doc.value("lookback") != "" {
		model.Lookback, err = parseLookback(doc)
	}
	return model, err
}

func parseGrain(doc document) ([]string, error) {
	var columns []string
	for column := range strings.SplitSeq(doc.value("grain"), ",") {
		column = strings.TrimSpace(column)
		if column == "" || slices.Contains(columns, column) {
			return nil, doc.errorAt("grain", "%q is not a list of different columns, \"account_id, as_of\"", doc.value("grain"))
		}
		columns = append(columns, column)
	}
	return columns, nil
}

func parseLookback(doc document) (Lookback, error) {
	value := doc.value("lookback")
	if value == "unbounded" {
		return Lookback{Unbounded: true}, nil
	}
	days, err := parseDays(value)
	if err != nil {
		return Lookback{}, doc.errorAt("lookback", "%q is neither days (30d, 0d) nor unbounded", value)
	}
	return Lookback{Days: days}, nil
}

// parseDaysColumn reads schema.table.column; ok is false for anything else.
func parseDaysColumn(text string) (column DaysColumn, ok bool) {
	end := strings.LastIndex(text, ".")
	if end < 0 || end == len(text)-1 {
		return DaysColumn{}, false
	}
	table, isRelation := ParseRelation(text[:end])
	return DaysColumn{Table: table, Name: text[end+1:]}, isRelation
}

// parseDays reads "30d".
func parseDays(value string) (int, error) {
	number, isDays := strings.CutSuffix(value, "d")
	days, err := strconv.ParseUint(number, 10, 16)
	if !isDays {
		err = strconv.ErrSyntax
	}
	return int(days), err
}
