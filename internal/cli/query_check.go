package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// explainPrefix is what makes a plan of a statement.
var explainPrefix = regexp.MustCompile(`(?i)^\s*explain(\s+analyze)?\s`)

// onlyReading refuses what is no reading statement.
const onlyReading = "query: only reading statements are allowed, SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE " +
	"or EXPLAIN; copy the published file to change anything"

// serialized is what DuckDB's parser says about a text.
type serialized struct {
	IsError      bool              `json:"error"`
	ErrorType    string            `json:"error_type"`
	ErrorMessage string            `json:"error_message"`
	Statements   []json.RawMessage `json:"statements"`
}

// checkReading returns a usageError unless the text is one reading statement, and reports whether it asks for a plan.
// DuckDB's own parser decides; the snapshot is read-only in any case, this is for a clear message.
func checkReading(ctx context.Context, db *warehouse.DB, statement string) (isPlan bool, err error) {
	if prefix := explainPrefix.FindString(statement); prefix != "" {
		isPlan = true
		statement = statement[len(prefix):]
	}
	var text string
	if err := db.QueryRowContext(ctx, "select json_serialize_sql(?::varchar)::varchar", statement).Scan(&text); err != nil {
		return false, queryError(err)
	}
	var parsed serialized
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return false, fmt.Errorf("query: %w", err)
	}
	switch {
	case parsed.IsError && parsed.ErrorType == "not implemented":
		return false, &usageError{message: onlyReading}
	case parsed.IsError:
		return false, &usageError{message: "query: " + parsed.ErrorMessage}
	case len(parsed.Statements) == 0:
		return false, &usageError{message: "query: there is no SQL"}
	case len(parsed.Statements) > 1:
		return false, &usageError{message: fmt.Sprintf("query: %d statements; give one at a time",
			len(parsed.Statements))}
	}
	return isPlan, nil
}
