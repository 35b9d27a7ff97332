package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// queryOptions are the flags of a query.
type queryOptions struct {
	format  string // table, csv, json, parquet
	output  string // file; "" is stdout
	maxRows int    // of a table; 0 is all
	isRaw   bool   // csv holds texts that a spreadsheet takes for formulas as they are
}

// resultWriter runs a query and writes what it gives.
type resultWriter func(ctx context.Context, a *app, q query, opts queryOptions) error

// resultWriters are the formats of --format.
var resultWriters = map[string]resultWriter{
	"table":   writeTable,
	"csv":     writeCSV,
	"json":    writeJSON,
	"parquet": writeParquet,
}

func newQueryCommand(a *app) *cobra.Command {
	var opts queryOptions
	command := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the published snapshot in SQL",
		Long: `Runs one reading statement (SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN) on the published
snapshot. It can change nothing and reach no other file. With - the SQL comes from stdin.

Amounts keep all their digits. A table shows NULL as an empty cell, its first rows, and of a long text the beginning;
csv, json (an array, one object a line) and parquet hold all. What would steer a terminal is shown as \x1b.

In csv, a text that a spreadsheet would take for a formula, because it starts with = + - @, a tab or a line end, gets
an apostrophe in front; numbers stay numbers. --raw writes it as it is.`,
		Example: `  recaudo query "select collector_name, recovered_amount from marts.leaderboard order by 2 desc"
  recaudo query "show all tables"
  recaudo query --format csv --output credits.csv "from marts.payment_credits"
  recaudo query --format parquet --output may.parquet - < may.sql`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return runQuery(command.Context(), a, args[0], command.InOrStdin(), opts)
		},
	}
	command.Flags().StringVar(&opts.format, "format", "table", "table, csv, json or parquet")
	command.Flags().StringVarP(&opts.output, "output", "o", "", "file to write; default is stdout")
	command.Flags().IntVar(&opts.maxRows, "max-rows", 1000, "rows of a table; 0 shows all")
	command.Flags().BoolVar(&opts.isRaw, "raw", false, "csv: leave texts that a spreadsheet takes for formulas as they are")
	return command
}

func runQuery(ctx context.Context, a *app, statement string, stdin io.Reader, opts queryOptions) error {
	write, ok := resultWriters[opts.format]
	if !ok {
		return &usageError{message: fmt.Sprintf("--format %q is none of table, csv, json, parquet", opts.format)}
	}
	if opts.format == "parquet" && opts.output == "" && isTerminal(a.stdout) {
		return &usageError{message: "parquet is not for a terminal; name a file with --output"}
	}
	if statement == "-" {
		content, err := io.ReadAll(stdin)
		if err != nil {
			return fmt.Errorf("read SQL from stdin: %w", err)
		}
		statement = string(content)
	}
	q := query{statement: statement}
	if opts.format == "parquet" {
		scratch, err := os.MkdirTemp("", "recaudo-query-")
		if err != nil {
			return fmt.Errorf("write parquet: %w", err)
		}
		defer os.RemoveAll(scratch)
		q.scratchFile = scratch + "/result.parquet"
	}
	return q.run(ctx, a, write, opts)
}

// query is one statement on an open snapshot.
type query struct {
	statement   string
	scratchFile string // the one file the database may write; "" for none
	db          *warehouse.DB
}

func (q query) run(ctx context.Context, a *app, write resultWriter, opts queryOptions) (err error) {
	q.db, _, err = a.openSnapshotFor(ctx, q.scratchFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, q.db.Close()) }()
	isPlan, err := checkReading(ctx, q.db, q.statement)
	if err != nil {
		return err
	}
	if isPlan {
		return writePlan(ctx, a, q, opts)
	}
	return write(ctx, a, q, opts)
}

// source is the statement as a relation of an outer SELECT. DuckDB's query() takes exactly one SELECT, whatever
// comments and semicolons trail it.
func (q query) source() string {
	return "query(" + warehouse.QuoteLiteral(q.statement) + ")"
}

// column is one column of a result.
type column struct {
	name     string
	duckType string // as DuckDB writes it, "DECIMAL(18,4)"
}

// columns binds the statement and returns what it gives, without running it.
func (q query) columns(ctx context.Context) (_ []column, err error) {
	// Bound as it stands first, so that an error points into the user's text and not into the wrapped one.
	prepared, err := q.db.PrepareContext(ctx, q.statement)
	if err != nil {
		return nil, queryError(err)
	}
	if err := prepared.Close(); err != nil {
		return nil, queryError(err)
	}
	rows, err := q.db.QueryContext(ctx, "select column_name, column_type from (describe from "+q.source()+")")
	if err != nil {
		return nil, queryError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var columns []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.duckType); err != nil {
			return nil, queryError(err)
		}
		columns = append(columns, c)
	}
	return columns, queryError(rows.Err())
}

// isNumber reports whether the column's text is a number, to align to the right.
func (c column) isNumber() bool {
	if strings.HasPrefix(c.duckType, "DECIMAL(") && strings.HasSuffix(c.duckType, ")") {
		return true
	}
	switch c.duckType {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
		"UHUGEINT", "FLOAT", "DOUBLE":
		return true
	}
	return false
}

// isNested reports whether the column's values have parts, or are JSON themselves.
func (c column) isNested() bool {
	for _, prefix := range []string{"STRUCT(", "MAP(", "UNION("} {
		if strings.HasPrefix(c.duckType, prefix) {
			return true
		}
	}
	return c.duckType == "JSON" || strings.HasSuffix(c.duckType, "]")
}

// queryError is what DuckDB said about the user's SQL.
func queryError(err error) error {
	if err == nil {
		return nil
	}
	if message, ok := warehouse.IsEngineError(err); ok {
		return fmt.Errorf("query: %s", message)
	}
	return fmt.Errorf("query: %w", err)
}
