package dictionary

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/recaudo/recaudo/transform"
)

// columnOrigin is a column of a relation.
type columnOrigin struct {
	relation transform.Relation
	column   string
}

// node is a piece of a statement as DuckDB's parser writes it.
type node = map[string]any

// origin finds the column of a relation that an output column of a SELECT passes on: as it is, cast, scaled by a
// constant, or with a constant in the place of NULL. ok is false if it is anything more.
func (b *builder) origin(ctx context.Context, query, output string) (origin columnOrigin, ok bool, err error) {
	var text string
	if err := b.db.QueryRowContext(ctx, "select json_serialize_sql(?::varchar)::varchar", query).Scan(&text); err != nil {
		return columnOrigin{}, false, fmt.Errorf("parse SELECT: %w", err)
	}
	var parsed struct {
		Statements []struct {
			Node node `json:"node"`
		} `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return columnOrigin{}, false, fmt.Errorf("read parsed SELECT: %w", err)
	}
	if len(parsed.Statements) != 1 {
		return columnOrigin{}, false, fmt.Errorf("want one SELECT, got %d", len(parsed.Statements))
	}
	origin, ok = passedOn(parsed.Statements[0].Node, output, map[string]node{})
	return origin, ok, nil
}

// passedOn follows an output column of a SELECT; outer holds the CTEs around it.
func passedOn(selected node, output string, outer map[string]node) (columnOrigin, bool) {
	ctes := map[string]node{}
	for name, cte := range outer {
		ctes[name] = cte
	}
	for _, entry := range list(child(selected, "cte_map")["map"]) {
		ctes[word(entry, "key")] = child(child(child(entry, "value"), "query"), "node")
	}
	for _, item := range list(selected["select_list"]) {
		table, column, ok := reference(item)
		name := word(item, "alias")
		if name == "" {
			name = column
		}
		if !ok || name != output {
			continue
		}
		return follow(selected, table, column, ctes)
	}
	for _, item := range list(selected["select_list"]) {
		if word(item, "class") == "STAR" {
			return follow(selected, word(item, "relation_name"), output, ctes)
		}
	}
	return columnOrigin{}, false
}

// follow finds where a column of one of a SELECT's tables comes from; table is "" where only one can be meant.
func follow(selected node, table, column string, ctes map[string]node) (columnOrigin, bool) {
	tables := baseTables(child(selected, "from_table"))
	if table == "" && len(tables) != 1 {
		return columnOrigin{}, false
	}
	for _, base := range tables {
		name := word(base, "alias")
		if name == "" {
			name = word(base, "table_name")
		}
		if table != "" && name != table {
			continue
		}
		if schema := word(base, "schema_name"); schema != "" {
			return columnOrigin{transform.Relation{Schema: schema, Name: word(base, "table_name")}, column}, true
		}
		return passedOn(ctes[word(base, "table_name")], column, ctes)
	}
	return columnOrigin{}, false
}

// baseTables lists the tables of a FROM clause.
func baseTables(from node) []node {
	switch word(from, "type") {
	case "BASE_TABLE":
		return []node{from}
	case "JOIN":
		return append(baseTables(child(from, "left")), baseTables(child(from, "right"))...)
	}
	return nil
}

// reference returns the only column that an expression passes on.
func reference(expression node) (table, column string, ok bool) {
	switch word(expression, "class") {
	case "COLUMN_REF":
		switch names, _ := expression["column_names"].([]any); len(names) {
		case 1:
			column, ok = names[0].(string)
			return "", column, ok
		case 2:
			table, _ = names[0].(string)
			column, ok = names[1].(string)
			return table, column, ok
		}
	case "CAST":
		return reference(child(expression, "child"))
	case "FUNCTION", "OPERATOR":
		children := list(expression["children"])
		isScaled := word(expression, "function_name") == "*"
		isFilled := word(expression, "type") == "OPERATOR_COALESCE"
		if (isScaled || isFilled) && len(children) == 2 && word(children[1], "class") == "CONSTANT" {
			return reference(children[0])
		}
	}
	return "", "", false
}

func child(of node, key string) node {
	found, _ := of[key].(map[string]any)
	return found
}

func list(value any) []node {
	items, _ := value.([]any)
	var nodes []node
	for _, item := range items {
		if found, ok := item.(map[string]any); ok {
			nodes = append(nodes, found)
		}
	}
	return nodes
}

// word returns a string of a node, names in lower case as DuckDB compares them.
func word(of node, key string) string {
	text, _ := of[key].(string)
	if key == "type" || key == "class" {
		return text
	}
	return strings.ToLower(text)
}
