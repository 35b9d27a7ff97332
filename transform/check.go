package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// Severity says what a failed check means for a run.
type Severity string

// Severities of a check.
const (
	Error Severity = "error" // nothing is published
	Warn  Severity = "warn"  // reported
)

// sampleRows is how many offending rows a result shows.
const sampleRows = "5"

// Check is a SELECT that returns offending rows.
type Check struct {
	Name        string // the stem of its file
	File        string
	Description string
	Severity    Severity
	SQL         string

	dependencies []Relation
	// mayFail tells whether the SELECT may return a row, if that is much cheaper than to run it; nil: run it.
	mayFail func(ctx context.Context, db *warehouse.DB) (bool, error)
}

// CheckResult is the outcome of a check.
type CheckResult struct {
	Name        string
	Description string
	Severity    Severity
	Rows        int64 // offending rows; 0: passed
	// Sample is a JSON array of the first offending rows, "" if there are none. It may name debtors: keep it out of
	// logs.
	Sample string
}

var checkKeys = []string{"description", "severity"}

func loadCheck(ctx context.Context, parser *warehouse.DB, file, content string) (Check, error) {
	doc, err := parseDocument(file, content, checkKeys)
	if err != nil {
		return Check{}, err
	}
	if err := doc.require(checkKeys...); err != nil {
		return Check{}, err
	}
	check := Check{
		Name:        relationOf(file).Name,
		File:        file,
		Description: doc.value("description"),
		Severity:    Severity(doc.value("severity")),
		SQL:         doc.sql,
	}
	if check.Severity != Error && check.Severity != Warn {
		return Check{}, doc.errorAt("severity", "%q is neither error nor warn", check.Severity)
	}
	parsed, err := parseQuery(ctx, parser, doc)
	if err != nil {
		return Check{}, err
	}
	if len(parsed.parameters) > 0 {
		return Check{}, fmt.Errorf("%s: a check has no parameters, this one has %s", file, listParameters(parsed.parameters))
	}
	check.dependencies = parsed.relations
	return check, nil
}

// CheckOptions say what to check.
type CheckOptions struct {
	RunID int64 // identifies the run in ops.check_results
	// Changed and Touched are those of the run whose rows are checked, and say which rows it replaced; the grain of the
	// others was checked when they were written. Default is all rows.
	Changed Window
	Touched Relation
}

// Check runs every check of the project and the grain check of every mart and stored intermediate model that has a
// grain, and returns their outcomes, passed ones too. A check that cannot run is an error that names its file; the
// others run nevertheless.
func (p *Project) Check(ctx context.Context, db *warehouse.DB, opts CheckOptions) ([]CheckResult, error) {
	checks := slices.Clone(p.Checks)
	var problems []error
	for _, model := range p.Models {
		if !model.hasGrainCheck() {
			continue
		}
		replaced := opts
		var err error
		if replaced.Changed, err = model.lookAhead(ctx, db, opts.Changed); err != nil {
			problems = append(problems, fmt.Errorf("%s: check grain:%s: %w", model.File, model, err))
			continue
		}
		checks = append(checks, grainCheck(model, replaced))
	}
	var results []CheckResult
	for _, check := range checks {
		db.Reach("check")
		result, err := runCheck(ctx, db, check)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: check %s: %w", check.File, check.Name, err))
			continue
		}
		results = append(results, result)
	}
	db.Reach("check results")
	problems = append(problems, recordChecks(ctx, db, opts.RunID, results))
	return results, errors.Join(problems...)
}

func runCheck(ctx context.Context, db *warehouse.DB, check Check) (CheckResult, error) {
	result := CheckResult{Name: check.Name, Description: check.Description, Severity: check.Severity}
	if check.mayFail != nil {
		mayFail, err := check.mayFail(ctx, db)
		if err != nil || !mayFail {
			return result, err
		}
	}
	// Materialized, so that an expensive check runs once.
	query := "with offending as materialized (\n" + check.SQL + "\n)\n" +
		"select (select count(*) from offending), " +
		"(select to_json(list(o))::varchar from (from offending limit " + sampleRows + ") as o)"
	var sample sql.NullString
	if err := db.QueryRowContext(ctx, query).Scan(&result.Rows, &sample); err != nil {
		return CheckResult{}, err
	}
	result.Sample = sample.String
	return result, nil
}

func recordChecks(ctx context.Context, db *warehouse.DB, runID int64, results []CheckResult) error {
	return db.InTx(ctx, func(tx *sql.Tx) error {
		for _, result := range results {
			_, err := tx.ExecContext(ctx, `
				insert into ops.check_results (run_id, check_name, severity, "rows", sample)
				values (?, ?, ?, ?, nullif(?, '')::json)`,
				runID, result.Name, string(result.Severity), result.Rows, result.Sample)
			if err != nil {
				return fmt.Errorf("record check %s: %w", result.Name, err)
			}
		}
		return nil
	})
}
