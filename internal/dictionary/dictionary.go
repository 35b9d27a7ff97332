// Package dictionary describes the warehouse and the metrics in words, for the pages under docs/ that `go generate`
// writes: docs/warehouse.md, docs/metrics.md and docs/examples.md. The program itself does not need it.
//
// What a column means is said in sql/glossary.md for all columns of its name, and where one differs, in its own file:
// by a line `-- column name: text` in a model's header, by the comment behind the column in a table contract. A text is
// "[unit] meaning; NULL: what it stands for"; a part that is left out is that of the glossary.
package dictionary

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
	"github.com/recaudo/recaudo/transform"
)

// glossaryFile says what columns of a name mean everywhere.
const glossaryFile = "glossary.md"

// Schemas of the warehouse, in the order of its layers.
var schemas = []string{"marts", "ops", "intermediate", "staging", "raw"}

// Dictionary describes every relation and every metric.
type Dictionary struct {
	Relations []Relation // by schema, then name
	Metrics   []Subject  // the exporter's own last
	Examples  []Example
}

// Relation is a table or view.
type Relation struct {
	transform.Relation
	File         string
	Description  string // with what a row is
	Grain        []string
	Materialized transform.Materialization // "" for tables that the program fills
	Columns      []Column
	Reads        []transform.Relation
	ReadBy       []string // relations and files, sorted
}

// Column is a column of a relation.
type Column struct {
	Name string
	Type string // as DuckDB writes it
	Text
}

// column returns the column of a name, false if there is none.
func (r Relation) column(name string) (Column, bool) {
	place := slices.IndexFunc(r.Columns, func(c Column) bool { return c.Name == name })
	if place < 0 {
		return Column{}, false
	}
	return r.Columns[place], true
}

// builder puts a dictionary together.
type builder struct {
	files     fs.FS
	db        *warehouse.DB // with every relation, all of them empty
	glossary  glossary
	used      map[string]bool // entries of the glossary
	readBy    map[transform.Relation][]string
	relations map[transform.Relation]*Relation
}

// Load describes the warehouse of files, the folder sql. It builds an empty one to learn its columns. Whatever lacks a
// text, and texts about nothing, are errors, all of them returned together.
func Load(ctx context.Context, files fs.FS) (dictionary *Dictionary, err error) {
	project, err := transform.Load(ctx, files)
	if err != nil {
		return nil, err
	}
	db, err := emptyWarehouse(ctx, files, project)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b := builder{
		files: files, db: db,
		used:      map[string]bool{},
		readBy:    map[transform.Relation][]string{},
		relations: map[transform.Relation]*Relation{},
	}
	content, err := fs.ReadFile(files, glossaryFile)
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	if b.glossary, err = parseGlossary(glossaryFile, string(content)); err != nil {
		return nil, err
	}
	dictionary = &Dictionary{}
	problems := []error{b.addContracts(ctx), b.addModels(ctx, project), b.addReaders(ctx, project)}
	for _, name := range slices.Sorted(maps.Keys(b.glossary)) {
		if !b.used[name] {
			problems = append(problems, fmt.Errorf("%s: no column is called %s; remove the line", glossaryFile, name))
		}
	}
	dictionary.Relations = b.sorted()
	subjects, err := b.subjects(ctx)
	dictionary.Metrics, problems = subjects, append(problems, err)
	examples, err := b.examples(ctx)
	dictionary.Examples, problems = examples, append(problems, err)
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return dictionary, nil
}

// emptyWarehouse returns a warehouse in memory with every relation of the project.
func emptyWarehouse(ctx context.Context, files fs.FS, project *transform.Project) (*warehouse.DB, error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	if err := db.Prepare(ctx, files); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	_, err = project.Run(ctx, db, transform.RunOptions{
		RunID:  1,
		Window: transform.Window{Start: time.Unix(0, 0).UTC(), End: time.Unix(0, 0).UTC().AddDate(0, 0, 1)},
		Full:   true,
		Logger: slog.New(slog.DiscardHandler),
		Now:    time.Now,
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// addContracts adds the tables of raw and ops.
func (b *builder) addContracts(ctx context.Context) error {
	var problems []error
	for _, pattern := range []string{"raw/*.sql", "ops/*.sql"} {
		names, err := fs.Glob(b.files, pattern)
		if err != nil {
			return fmt.Errorf("list table contracts: %w", err)
		}
		for _, name := range names {
			content, err := fs.ReadFile(b.files, name)
			if err != nil {
				return fmt.Errorf("read table contract: %w", err)
			}
			parsed, err := parseContract(name, string(content))
			if err != nil {
				problems = append(problems, err)
				continue
			}
			relation := transform.Relation{Schema: path.Dir(name), Name: strings.TrimSuffix(path.Base(name), ".sql")}
			problems = append(problems, b.add(ctx, Relation{
				Relation: relation, File: name, Description: parsed.description,
			}, parsed.columns))
		}
	}
	return errors.Join(problems...)
}

// addModels adds what the models compute.
func (b *builder) addModels(ctx context.Context, project *transform.Project) error {
	var problems []error
	for _, model := range project.Models {
		texts := map[string]Text{}
		for name, text := range model.Columns {
			parsed, err := parseText(text)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: column %s: %w", model.File, name, err))
			}
			texts[name] = parsed
		}
		problems = append(problems, b.add(ctx, Relation{
			Relation: model.Relation, File: model.File, Description: model.Description, Grain: model.Grain,
			Materialized: model.Materialized, Reads: model.Dependencies,
		}, texts))
		for _, read := range model.Dependencies {
			b.readBy[read] = append(b.readBy[read], model.String())
		}
	}
	return errors.Join(problems...)
}

// add adds a relation with the columns that it really has.
func (b *builder) add(ctx context.Context, relation Relation, texts map[string]Text) error {
	rows, err := b.db.QueryContext(ctx, `
		select column_name, data_type
		from duckdb_columns()
		where schema_name = ? and table_name = ?
		order by column_index`, relation.Schema, relation.Name)
	if err != nil {
		return fmt.Errorf("read columns of %s: %w", relation, err)
	}
	defer rows.Close()
	var problems []error
	for rows.Next() {
		var column Column
		if err := rows.Scan(&column.Name, &column.Type); err != nil {
			return fmt.Errorf("read columns of %s: %w", relation, err)
		}
		column.Text = b.text(relation, column.Name, texts[column.Name])
		if fault := column.fault(); fault != "" {
			problems = append(problems, fmt.Errorf("%s: column %s %s", relation.File, column.Name, fault))
		}
		relation.Columns = append(relation.Columns, column)
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if _, ok := relation.column(name); !ok {
			problems = append(problems, fmt.Errorf("%s: there is no column %s to describe", relation.File, name))
		}
	}
	b.relations[relation.Relation] = &relation
	return errors.Join(append(problems, rows.Err())...)
}

// text completes what a relation says about one of its columns.
func (b *builder) text(relation Relation, name string, own Text) Text {
	if own.Null == "" && slices.Contains(relation.Grain, name) {
		own.Null = never
	}
	if relation.Schema == "staging" {
		for _, read := range relation.Reads {
			if stated, known := b.relations[read]; known && read.Schema == "raw" {
				column, _ := stated.column(name)
				own = own.over(column.Text)
			}
		}
	}
	entry, known := b.glossary[name]
	if known {
		b.used[name] = true
	}
	if own = own.over(entry); own.Null == "" {
		own.Null = never
	}
	return own
}

// quantities are the types whose values mean nothing without a unit.
var quantities = []string{"INTEGER", "BIGINT", "HUGEINT", "UHUGEINT", "DOUBLE", "DECIMAL", "TIMESTAMP", "TIME"}

// fault says what the text of a column lacks, "" if nothing.
func (c Column) fault() string {
	kind, _, _ := strings.Cut(strings.TrimSuffix(c.Type, "[]"), "(")
	switch isQuantity := slices.Contains(quantities, kind); {
	case c.Meaning == "":
		return "has no text; add it to " + glossaryFile + ", or to this file if it means something else here"
	case isQuantity && c.Unit == "":
		return "(" + c.Type + ") has no unit; start its text with one in brackets"
	case !isQuantity && c.Unit != "":
		return "(" + c.Type + ") is no quantity and has a unit; leave it out"
	}
	return ""
}

// addReaders notes which checks and metrics read a relation.
func (b *builder) addReaders(ctx context.Context, project *transform.Project) error {
	var problems []error
	note := func(file, query string) {
		reads, err := transform.Reads(ctx, b.db, file, query)
		problems = append(problems, err)
		for _, relation := range reads {
			b.readBy[relation] = append(b.readBy[relation], strings.TrimSuffix(file, ".sql"))
		}
	}
	for _, check := range project.Checks {
		note(check.File, check.SQL)
	}
	definitions, err := metrics.LoadDefinitions(b.files)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		note(definition.File, definition.Query)
	}
	return errors.Join(problems...)
}

// sorted returns the relations layer by layer, each with its readers.
func (b *builder) sorted() []Relation {
	var relations []Relation
	for _, relation := range b.relations {
		relation.ReadBy = b.readBy[relation.Relation]
		slices.Sort(relation.ReadBy)
		relations = append(relations, *relation)
	}
	slices.SortFunc(relations, func(a, c Relation) int {
		if a.Schema != c.Schema {
			return slices.Index(schemas, a.Schema) - slices.Index(schemas, c.Schema)
		}
		return strings.Compare(a.Name, c.Name)
	})
	return relations
}
