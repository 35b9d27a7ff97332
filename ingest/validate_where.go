package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// errNotCondition is why a `where:` is refused.
var errNotCondition = errors.New("it must be one condition over the file's own columns, without subqueries")

// validateWhere has DuckDB parse the source's condition in an empty database, and accepts one expression without
// subqueries, so that a config can't reach for other tables or files.
func validateWhere(source Source) error {
	if source.Where == "" {
		return nil
	}
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		return invalid(source, "where", "where: %w", err)
	}
	err = checkCondition(ctx, db, source.Where)
	if err = errors.Join(err, db.Close()); err != nil {
		return invalid(source, "where", "where %q: %w", source.Where, err)
	}
	return nil
}

// parsedStatements is what json_serialize_sql tells of a text.
type parsedStatements struct {
	Failed     bool   `json:"error"`
	Message    string `json:"error_message"`
	Statements []struct {
		Node struct {
			Type       string            `json:"type"`
			Modifiers  []json.RawMessage `json:"modifiers"`
			SelectList []json.RawMessage `json:"select_list"`
			From       struct {
				Type string `json:"type"`
			} `json:"from_table"`
			Where  json.RawMessage `json:"where_clause"`
			Having json.RawMessage `json:"having"`
		} `json:"node"`
	} `json:"statements"`
}

func checkCondition(ctx context.Context, db *warehouse.DB, condition string) error {
	var text string
	err := db.QueryRowContext(ctx, "select json_serialize_sql(?::varchar)::varchar", "select (\n"+condition+"\n)").Scan(&text)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	var parsed parsedStatements
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	if parsed.Failed {
		return fmt.Errorf("%w: %s", errNotCondition, parsed.Message)
	}
	if len(parsed.Statements) != 1 {
		return errNotCondition
	}
	node := parsed.Statements[0].Node
	isPlain := node.Type == "SELECT_NODE" && len(node.SelectList) == 1 && len(node.Modifiers) == 0 &&
		node.From.Type == "EMPTY" && isNull(node.Where) && isNull(node.Having)
	if !isPlain {
		return errNotCondition
	}
	var expression any
	if err := json.Unmarshal(node.SelectList[0], &expression); err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	if hasClass(expression, "SUBQUERY") || hasClass(expression, "WINDOW") || hasClass(expression, "STAR") {
		return errNotCondition
	}
	return nil
}

func isNull(text json.RawMessage) bool { return len(text) == 0 || string(text) == "null" }

// hasClass reports whether an expression of a class stands anywhere in a serialised tree.
func hasClass(tree any, class string) bool {
	switch tree := tree.(type) {
	case map[string]any:
		if tree["class"] == class {
			return true
		}
		for _, branch := range tree {
			if hasClass(branch, class) {
				return true
			}
		}
	case []any:
		for _, branch := range tree {
			if hasClass(branch, class) {
				return true
			}
		}
	}
	return false
}
