package sqlfiles_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/transform"
)

// givenTable holds the rows of one given/<schema>.<relation>.csv.
type givenTable struct {
	relation transform.Relation
	columns  []string
	rows     [][]string
}

// defaultSettings is the row of ops.settings in a case that gives none; a case may give some of its columns.
var defaultSettings = map[string]string{
	"as_of":                 "2026-03-31",
	"time_zone":             "America/Bogota",
	"currency":              "COP",
	"attribution":           "owner",
	"min_assigned_accounts": "10",
	"grace_days":            "3",
	"promise_min_amount":    "0",
	"touch_days":            "30",
	"payment_days":          "7",
	"fatigue_days":          "60",
	"idle_days":             "15",
	"visit_days":            "60",
	"promises_source":       "promises",
	"aging_bucket_days":     "[30, 60, 90]",
	"amount_limits":         "[]",
	"agenda_accounts":       "40",
	"high_value_share":      "0.2",
}

// defaultLoad is the row of ops.loads in a case that gives none.
var defaultLoad = map[string]string{
	"load_id":     "1",
	"source":      "test",
	"path":        "test.csv",
	"exported_at": "2026-01-01 00:00:00",
	"status":      "loaded",
}

func readGiven(member txtar.File) (givenTable, error) {
	name, isCSV := strings.CutSuffix(strings.TrimPrefix(member.Name, "given/"), ".csv")
	relation, ok := transform.ParseRelation(name)
	if !ok || !isCSV || !strings.HasPrefix(member.Name, "given/") {
		return givenTable{}, fmt.Errorf("a case holds given/<schema>.<relation>.csv, where.sql and want.csv")
	}
	if relation.Schema != "raw" && relation.Schema != "ops" {
		return givenTable{}, fmt.Errorf("only tables of raw and ops are given; models compute the others")
	}
	columns, rows, err := readCSV(member.Data)
	return givenTable{relation: relation, columns: columns, rows: rows}, err
}

// insertGiven inserts the given rows, and the default ones of ops.settings and ops.loads.
func insertGiven(ctx context.Context, db *warehouse.DB, given []givenTable) error {
	settings := transform.Relation{Schema: "ops", Name: "settings"}
	loads := transform.Relation{Schema: "ops", Name: "loads"}
	var hasSettings, hasLoads bool
	for _, table := range given {
		defaults := map[string]string{}
		switch table.relation {
		case settings:
			hasSettings, defaults = true, defaultSettings
			if len(table.rows) != 1 {
				return fmt.Errorf("ops.settings has exactly one row, given are %d", len(table.rows))
			}
		case loads:
			hasLoads, defaults = true, defaultLoad
		}
		if err := insertTable(ctx, db, table, defaults); err != nil {
			return err
		}
	}
	if !hasSettings {
		if err := insertRow(ctx, db, settings, defaultSettings); err != nil {
			return err
		}
	}
	if !hasLoads {
		return insertRow(ctx, db, loads, defaultLoad)
	}
	return nil
}

func insertTable(ctx context.Context, db *warehouse.DB, table givenTable, defaults map[string]string) error {
	types, err := columnTypes(ctx, db, table.relation)
	if err != nil {
		return err
	}
	for i, cells := range table.rows {
		row := map[string]string{}
		for column, value := range defaults {
			row[column] = value
		}
		for j, column := range table.columns {
			if types[column] == "" {
				return fmt.Errorf("given: %s has no column %q", table.relation, column)
			}
			row[column] = cells[j]
		}
		if table.relation.Schema == "raw" {
			addRawDefaults(row, table, types, i+1)
		}
		if err := insertRow(ctx, db, table.relation, row); err != nil {
			return fmt.Errorf("given %s, row %d: %w", table.relation, i+1, err)
		}
	}
	return nil
}

// addRawDefaults adds the columns that ingest would fill, unless the case gives them: load 1 of source test, the row's
// number as its place in the file and, for rows without an id, as their hash; outbound and settled. An instant has a
// time of day if its cell holds one.
func addRawDefaults(row map[string]string, table givenTable, types map[string]string, number int) {
	setDefault := func(column, value string) {
		if types[column] != "" && !slices.Contains(table.columns, column) {
			row[column] = value
		}
	}
	setDefault("load_id", "1")
	setDefault("source", "test")
	setDefault("row_ordinal", "1")
	setDefault("direction", "outbound")
	setDefault("status", "settled")
	setDefault("line_order", strconv.Itoa(number))
	id := strings.TrimSuffix(table.relation.Name, "s") + "_id"
	if types[id] != "" && row[id] == "" {
		setDefault("row_hash", strconv.Itoa(number))
	}
	for column := range types {
		if instant, isFlag := strings.CutSuffix(column, "_has_time"); isFlag && row[instant] != "" {
			setDefault(column, strconv.FormatBool(strings.Contains(row[instant], ":")))
		}
	}
}

// insertRow inserts one row; empty cells are NULL.
func insertRow(ctx context.Context, db *warehouse.DB, relation transform.Relation, row map[string]string) error {
	var columns, marks []string
	var values []any
	for column, value := range row {
		if value == "" {
			continue
		}
		columns = append(columns, warehouse.QuoteIdent(column))
		marks = append(marks, "?")
		values = append(values, value)
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("insert into %s (%s) values (%s)",
		relation, strings.Join(columns, ", "), strings.Join(marks, ", ")), values...)
	return err
}
