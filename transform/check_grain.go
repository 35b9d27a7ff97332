package transform

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func (opts CheckOptions) isAll() bool { return opts.Changed.Start.IsZero() }

// hasGrainCheck reports whether the model's grain is checked. Staging hides nothing, so it may show what exports repeat; a
// view in front of the marts would be computed over all of history, only to be checked.
func (m Model) hasGrainCheck() bool {
	isStored := m.Schema == "intermediate" && m.Materialized != View
	return len(m.Grain) > 0 && (isStored || m.Schema == "marts") && !m.IsNeverChecked
}

// grainCheck returns the check that the rows of model that a run has replaced are what its grain says. opts.Changed is as
// far back as the model looks ahead.
func grainCheck(model Model, opts CheckOptions) Check {
	var columns, isNull, replaced []string
	for _, column := range model.Grain {
		columns = append(columns, warehouse.QuoteIdent(column))
		isNull = append(isNull, warehouse.QuoteIdent(column)+" is null")
	}
	if !opts.isAll() && model.Window != "" {
		replaced = append(replaced, warehouse.QuoteIdent(model.Window)+" >= date "+
			warehouse.QuoteLiteral(model.aligned(opts.Changed).Start.Format(time.DateOnly)))
	}
	if !opts.isAll() && model.Key != "" {
		replaced = append(replaced, touched{table: opts.Touched}.of(model).isIn(model))
	}
	if len(replaced) == 0 {
		replaced = append(replaced, "true")
	}
	grain, anyNull := strings.Join(columns, ", "), strings.Join(isNull, " or ")
	check := Check{
		Name:        "grain:" + model.String(),
		File:        model.File,
		Description: "the grain (" + strings.Join(model.Grain, ", ") + ") is unique and not null",
		Severity:    Error,
		SQL: "select " + grain + ", count(*) as equal_rows from " + model.quoted() +
			" where " + strings.Join(replaced, " and ") +
			" group by " + grain + " having count(*) > 1 or " + anyNull,
	}
	if opts.isAll() && model.Materialized != View {
		check.mayFail = func(ctx context.Context, db *warehouse.DB) (bool, error) {
			return mayRepeat(ctx, db, model.quoted(), grain, anyNull, countedRows)
		}
	}
	return check
}

// countedRows is how many hashes are counted at a time. They take some 60 bytes each, which fits into half a gigabyte.
const countedRows = 8_000_000

// mayRepeat reports whether two rows of a table have the same grain, or one has none. To group all rows of years by their
// texts would write them to disk first; hashes can be counted some at a time. Two that are equal by chance only cost the
// longer look.
func mayRepeat(ctx context.Context, db *warehouse.DB, table, grain, anyNull string, atOnce int64) (bool, error) {
	var rows int64
	if err := db.QueryRowContext(ctx, "select count(*) from "+table).Scan(&rows); err != nil {
		return false, err
	}
	passes := rows/atOnce + 1
	for pass := range passes {
		var mayRepeat bool
		err := db.QueryRowContext(ctx, fmt.Sprintf(`
			select count(*) > count(distinct hash(%[1]s)) or coalesce(bool_or(%[2]s), false)
			from %[3]s
			where hash(%[1]s) %% %[4]d = %[5]d`,
			grain, anyNull, table, passes, pass)).Scan(&mayRepeat)
		if err != nil || mayRepeat {
			return mayRepeat, err
		}
	}
	return false, nil
}
