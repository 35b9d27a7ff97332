package sqlfiles_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

var update = flag.Bool("update", false, "rewrite want.csv of every case with what the model gives")

// firstDate is where the window of every case starts; given rows lie on it or later.
var firstDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// TestModels runs every testdata/<schema>.<relation>/<case>.txtar. A case holds
//
//	given/<schema>.<relation>.csv   rows of a raw or ops table; what a file does not say is as given_test.go tells
//	where.sql                       optional: condition on the rows to compare
//	want.csv                        rows of the relation in any order, by the columns of its header
//
// The project is really run up to the relation. An empty cell is NULL. Cells are compared as values of their column's
// type, so that 100 equals 100.0000, and doubles to nine decimal places.
func TestModels(t *testing.T) {
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	folders, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			relation, ok := transform.ParseRelation(folder.Name())
			if !ok {
				t.Fatalf("testdata/%s is not named <schema>.<relation>", folder.Name())
			}
			part, err := project.UpTo(relation)
			if err != nil {
				t.Fatal(err)
			}
			cases, err := filepath.Glob(filepath.Join("testdata", folder.Name(), "*.txtar"))
			if err != nil {
				t.Fatal(err)
			}
			if len(cases) == 0 {
				t.Fatalf("testdata/%s holds no case", folder.Name())
			}
			for _, file := range cases {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
					runCase(t, part, relation, file)
				})
			}
		})
	}
}

// modelCase is a parsed txtar file.
type modelCase struct {
	archive *txtar.Archive
	given   []givenTable
	where   string   // "true" where the case has no condition
	columns []string // header of want.csv
	want    [][]string
}

func runCase(t *testing.T, project *transform.Project, relation transform.Relation, file string) {
	c, err := readCase(file)
	if err != nil {
		t.Fatal(err)
	}
	db := build(t, project, c.given)
	checkGrains(t, db, project)
	checkNulls(t, db, relation)
	got, err := selectRows(t.Context(), db, relation, c.columns, c.where)
	if err != nil {
		t.Fatal(err)
	}
	want, err := castRows(t.Context(), db, relation, c.columns, c.want)
	if err != nil {
		t.Fatalf("want.csv: %v", err)
	}
	if *update && !slices.EqualFunc(got, want, slices.Equal) {
		writeWant(t, file, c, got)
		return
	}
	for _, row := range missing(got, want) {
		t.Errorf("unwanted row: got %s", strings.Join(row, ","))
	}
	for _, row := range missing(want, got) {
		t.Errorf("missing row: want %s", strings.Join(row, ","))
	}
	if t.Failed() {
		t.Logf("columns: %s; a change that is meant is written by `go test ./sql -run '%s' -update`",
			strings.Join(c.columns, ","), t.Name())
	}
}

// build returns an in-memory warehouse with the given rows, in which the models have run.
func build(t *testing.T, project *transform.Project, given []givenTable) *warehouse.DB {
	t.Helper()
	ctx := t.Context()
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	if err := insertGiven(ctx, db, given); err != nil {
		t.Fatal(err)
	}
	var asOf time.Time
	if err := db.QueryRowContext(ctx, "select as_of from ops.settings").Scan(&asOf); err != nil {
		t.Fatal(err)
	}
	_, err = project.Run(ctx, db, transform.RunOptions{
		RunID:  1,
		Window: transform.Window{Start: firstDate, End: asOf.AddDate(0, 0, 1)},
		Full:   true,
		Logger: slog.New(slog.DiscardHandler),
		Now:    time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// checkGrains fails the test if any model on the way repeats its grain. Runs check fewer models, for the time it takes.
func checkGrains(t *testing.T, db *warehouse.DB, project *transform.Project) {
	t.Helper()
	for _, model := range project.Models {
		if len(model.Grain) == 0 {
			continue
		}
		var grain []string
		for _, column := range model.Grain {
			grain = append(grain, warehouse.QuoteIdent(column))
		}
		var repeated int
		err := db.QueryRowContext(t.Context(), fmt.Sprintf(
			"select count(*) - count(distinct (%s)) from %s", strings.Join(grain, ", "), model)).Scan(&repeated)
		if err != nil {
			t.Fatalf("grain of %s: %v", model, err)
		}
		if repeated > 0 {
			t.Errorf("%s: %d rows repeat the grain %v", model.File, repeated, model.Grain)
		}
	}
}

func readCase(file string) (modelCase, error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		return modelCase{}, err
	}
	c := modelCase{archive: archive, where: "true"}
	if len(bytes.TrimSpace(archive.Comment)) == 0 {
		return modelCase{}, fmt.Errorf("%s: say above the files what the case shows", file)
	}
	for _, member := range archive.Files {
		switch {
		case member.Name == "where.sql":
			c.where = string(member.Data)
		case member.Name == "want.csv":
			c.columns, c.want, err = readCSV(member.Data)
		default:
			var table givenTable
			table, err = readGiven(member)
			c.given = append(c.given, table)
		}
		if err != nil {
			return modelCase{}, fmt.Errorf("%s: %s: %w", file, member.Name, err)
		}
	}
	if len(c.columns) == 0 {
		return modelCase{}, fmt.Errorf("%s: no want.csv with a header", file)
	}
	return c, nil
}

// readCSV returns the header and the rows of a CSV file; cells lose the spaces that align them.
func readCSV(data []byte) (header []string, rows [][]string, err error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comment = '#'
	rows, err = reader.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("no header")
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows[0], rows[1:], nil
}

// selectRows returns columns of relation as text.
func selectRows(
	ctx context.Context, db *warehouse.DB, relation transform.Relation, columns []string, where string,
) ([][]string, error) {
	types, err := columnTypes(ctx, db, relation)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, column := range columns {
		if types[column] == "" {
			return nil, fmt.Errorf("want.csv: %s has no column %q", relation, column)
		}
		list = append(list, rendered(warehouse.QuoteIdent(column), types[column]))
	}
	query := "select " + strings.Join(list, ", ") + " from " + relation.String() + " where " + where
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", relation, err)
	}
	defer rows.Close()
	var result [][]string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, fmt.Errorf("read %s: %w", relation, err)
		}
		row := make([]string, len(columns))
		for i, cell := range cells {
			row[i] = cell.String
		}
		result = append(result, row)
	}
	slices.SortFunc(result, slices.Compare)
	return result, rows.Err()
}

// castRows returns rows as selectRows would return them.
func castRows(
	ctx context.Context, db *warehouse.DB, relation transform.Relation, columns []string, rows [][]string,
) ([][]string, error) {
	types, err := columnTypes(ctx, db, relation)
	if err != nil {
		return nil, err
	}
	var result [][]string
	for _, row := range rows {
		cast := make([]string, len(row))
		for i, cell := range row {
			if cell == "" {
				continue
			}
			query := "select " + rendered("?::varchar::"+types[columns[i]], types[columns[i]])
			if err := db.QueryRowContext(ctx, query, cell).Scan(&cast[i]); err != nil {
				return nil, fmt.Errorf("column %s: %w", columns[i], err)
			}
		}
		result = append(result, cast)
	}
	slices.SortFunc(result, slices.Compare)
	return result, nil
}

// rendered is the SQL that turns a value into comparable text.
func rendered(expression, dataType string) string {
	if dataType == "DOUBLE" {
		return "round(" + expression + ", 9)::varchar"
	}
	return "(" + expression + ")::varchar"
}

// columnTypes returns DuckDB's type of every column of a table or view.
func columnTypes(ctx context.Context, db *warehouse.DB, relation transform.Relation) (map[string]string, error) {
	rows, err := db.QueryContext(ctx,
		"select column_name, data_type from duckdb_columns() where schema_name = ? and table_name = ?",
		relation.Schema, relation.Name)
	if err != nil {
		return nil, fmt.Errorf("read columns of %s: %w", relation, err)
	}
	defer rows.Close()
	types := map[string]string{}
	for rows.Next() {
		var name, dataType string
		if err := rows.Scan(&name, &dataType); err != nil {
			return nil, fmt.Errorf("read columns of %s: %w", relation, err)
		}
		types[name] = dataType
	}
	return types, rows.Err()
}

// missing returns the rows of a that b lacks, counting equal rows.
func missing(a, b [][]string) [][]string {
	left := map[string]int{}
	for _, row := range b {
		left[strings.Join(row, "\x00")]++
	}
	var rows [][]string
	for _, row := range a {
		key := strings.Join(row, "\x00")
		if left[key]--; left[key] < 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// writeWant replaces want.csv in file by got.
func writeWant(t *testing.T, file string, c modelCase, got [][]string) {
	t.Helper()
	var content bytes.Buffer
	if err := csv.NewWriter(&content).WriteAll(append([][]string{c.columns}, got...)); err != nil {
		t.Fatal(err)
	}
	for i := range c.archive.Files {
		if c.archive.Files[i].Name == "want.csv" {
			c.archive.Files[i].Data = content.Bytes()
		}
	}
	if err := os.WriteFile(file, txtar.Format(c.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
