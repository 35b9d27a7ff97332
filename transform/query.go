package transform

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// query is what DuckDB's parser says about a SELECT.
type query struct {
	relations  []Relation       // read, sorted, lower case, each once
	mentions   map[Relation]int // how often each is read
	parameters []string         // names of $parameters, sorted
}

// serialized is the answer of json_serialize_sql.
type serialized struct {
	Error        bool   `json:"error"`
	ErrorMessage string `json:"error_message"`
	Position     string `json:"position"` // of a syntax error: bytes before it; else ""
	Statements   []any  `json:"statements"`
}

// Reads returns the relations that a SELECT reads, sorted. The file is named in errors; they are those of a model's
// SELECT: not exactly one statement, or a relation that is neither a CTE in scope nor written as schema.relation.
func Reads(ctx context.Context, db *warehouse.DB, file, statement string) ([]Relation, error) {
	parsed, err := parseQuery(ctx, db, document{file: file, sql: trimStatement(statement), line: 1})
	return parsed.relations, err
}

// parseQuery asks DuckDB which relations and parameters the SELECT of doc reads. It returns an error naming the file
// if that is not exactly one SELECT, or reads a relation that is neither a CTE in scope nor written as
// schema.relation.
func parseQuery(ctx context.Context, db *warehouse.DB, doc document) (query, error) {
	file := doc.file
	var text string
	if err := db.QueryRowContext(ctx, "select json_serialize_sql(?::varchar)::varchar", doc.sql).Scan(&text); err != nil {
		return query{}, fmt.Errorf("%s: parse SELECT: %w", file, err)
	}
	var answer serialized
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return query{}, fmt.Errorf("%s: read parsed SELECT: %w", file, err)
	}
	if answer.Error {
		line := doc.line
		if offset, err := strconv.Atoi(answer.Position); err == nil && offset <= len(doc.sql) {
			line += strings.Count(doc.sql[:offset], "\n")
		}
		return query{}, fmt.Errorf("%s:%d: not a SELECT that DuckDB can parse: %s", file, line, answer.ErrorMessage)
	}
	if len(answer.Statements) != 1 {
		return query{}, fmt.Errorf("%s: holds %d statements; a file holds exactly one SELECT", file, len(answer.Statements))
	}
	walk := walker{relations: map[Relation]int{}, parameters: map[string]bool{}}
	if err := walk.visit(answer.Statements[0], nil); err != nil {
		return query{}, fmt.Errorf("%s: %w", file, err)
	}
	return query{
		relations:  slices.SortedFunc(maps.Keys(walk.relations), compareRelations),
		mentions:   walk.relations,
		parameters: slices.Sorted(maps.Keys(walk.parameters)),
	}, nil
}

// walker collects relations and parameters from the syntax tree, which is plain JSON objects and arrays.
type walker struct {
	relations  map[Relation]int
	parameters map[string]bool
}

// visit walks node; ctes are the names of the CTEs in scope.
func (w walker) visit(node any, ctes []string) error {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			if err := w.visit(child, ctes); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := w.read(node, ctes); err != nil {
			return err
		}
		// A sibling's CTE is out of scope here, so that append must not share its array.
		inner := append(slices.Clone(ctes), cteNames(node)...)
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if err := w.visit(node[key], inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// read records node itself, if it is a relation or a parameter.
func (w walker) read(node map[string]any, ctes []string) error {
	if text(node, "class") == "PARAMETER" {
		w.parameters[text(node, "identifier")] = true
		return nil
	}
	if text(node, "type") != "BASE_TABLE" {
		return nil
	}
	relation := Relation{Schema: text(node, "schema_name"), Name: text(node, "table_name")}
	switch {
	case text(node, "catalog_name") != "":
		return fmt.Errorf("relation %s.%s names a database; write schema.relation", text(node, "catalog_name"), relation)
	case relation.Schema != "":
		w.relations[relation]++
	case !slices.Contains(ctes, relation.Name):
		return fmt.Errorf("relation %q is neither a CTE nor written as schema.relation", relation.Name)
	}
	return nil
}

// cteNames lists the CTEs that a SELECT node defines.
func cteNames(node map[string]any) []string {
	cteMap, _ := node["cte_map"].(map[string]any)
	entries, _ := cteMap["map"].([]any)
	var names []string
	for _, entry := range entries {
		if entry, ok := entry.(map[string]any); ok {
			names = append(names, text(entry, "key"))
		}
	}
	return names
}

// text returns a string of node in lower case as DuckDB compares names, or "" if it has none. Types and classes, which
// DuckDB writes in capitals, stay as they are.
func text(node map[string]any, key string) string {
	value, _ := node[key].(string)
	if key == "type" || key == "class" {
		return value
	}
	return strings.ToLower(value)
}
