// Package transform computes the relations of a warehouse from SQL files: it reads their headers, orders them by what
// they read, materialises them, and checks the result. It knows models, not any particular warehouse.
package transform

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// checksDir holds the checks of a project.
const checksDir = "checks"

// contractDirs hold tables that models read but that no model computes.
var contractDirs = []string{"raw", "ops"}

// otherDirs hold SQL that is none of this package's business.
var otherDirs = []string{"metrics", "lineage", "examples", "testdata"}

// Project is a set of models and the checks on them.
type Project struct {
	Models []Model // each after all that it reads
	Checks []Check // by name
	// Hash changes with every change of a model or table contract, after which only a full refresh gives right rows.
	Hash string

	described map[Relation]bool // all models, also when Models is a part of them
	schemas   []string          // that belong to the project alone
}

// Load reads the project in files: a directory is a schema, a file stem is a relation. The directories raw and ops
// describe tables that others fill; checks holds checks; metrics, lineage, examples and testdata are left alone; every other directory
// holds models. The errors of all files are returned together, each naming its file.
func Load(ctx context.Context, files fs.FS) (project *Project, err error) {
	// The parser is all that is wanted of this database.
	parser, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		return nil, fmt.Errorf("open parser: %w", err)
	}
	defer func() { err = errors.Join(err, parser.Close()) }()
	names, err := fs.Glob(files, "*/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	slices.Sort(names)

	project = &Project{described: map[Relation]bool{}}
	contracts := map[Relation]bool{}
	hash := sha256.New()
	var problems []error
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read model: %w", err)
		}
		dir := path.Dir(name)
		switch {
		case slices.Contains(otherDirs, dir):
		case dir == checksDir:
			check, err := loadCheck(ctx, parser, name, string(content))
			project.Checks = append(project.Checks, check)
			problems = append(problems, err)
		case slices.Contains(contractDirs, dir):
			contracts[relationOf(name)] = true
			fmt.Fprintf(hash, "%s %q\n", name, withoutTexts(string(content)))
		default:
			model, err := loadModel(ctx, parser, name, string(content))
			project.add(model)
			problems = append(problems, err)
			fmt.Fprintf(hash, "%s %q\n", name, withoutTexts(string(content)))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if err := project.checkRelations(contracts); err != nil {
		return nil, err
	}
	if project.Models, err = inOrder(project.Models); err != nil {
		return nil, err
	}
	project.Hash = hex.EncodeToString(hash.Sum(nil))
	return project, nil
}

func (p *Project) add(model Model) {
	p.Models = append(p.Models, model)
	p.described[model.Relation] = true
	if !slices.Contains(p.schemas, model.Schema) {
		p.schemas = append(p.schemas, model.Schema)
	}
}

func loadModel(ctx context.Context, parser *warehouse.DB, file, content string) (Model, error) {
	doc, err := parseDocument(file, content, modelKeys)
	if err != nil {
		return Model{}, err
	}
	model, err := parseModel(doc)
	if err != nil {
		return Model{}, err
	}
	parsed, err := parseQuery(ctx, parser, doc)
	if err != nil {
		return Model{}, err
	}
	model.Dependencies = parsed.relations
	for _, relation := range []Relation{model.Touched, model.Lookahead.Table} {
		if relation != (Relation{}) && !slices.Contains(model.Dependencies, relation) {
			model.Dependencies = append(model.Dependencies, relation)
		}
	}
	slices.SortFunc(model.Dependencies, compareRelations)
	var want []string
	if model.Window != "" {
		want = []string{"end", "start"}
	}
	switch {
	case slices.Equal(parsed.parameters, want):
		return model, model.checkSources(parsed.mentions)
	case want != nil:
		return Model{}, fmt.Errorf("%s: a model with a window reads $start and $end and no other parameter, this one has %s",
			file, listParameters(parsed.parameters))
	}
	return Model{}, fmt.Errorf("%s: a %s has no parameters, this one has %s; only models with a window see $start and $end",
		file, model.Materialized, listParameters(parsed.parameters))
}

func listParameters(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return "$" + strings.Join(names, ", $")
}

// checkRelations returns an error for every relation that a file reads and no file describes.
func (p *Project) checkRelations(contracts map[Relation]bool) error {
	reads := map[string][]Relation{}
	for _, model := range p.Models {
		reads[model.File] = model.Dependencies
	}
	for _, check := range p.Checks {
		reads[check.File] = check.dependencies
	}
	var unknown []error
	for _, file := range slices.Sorted(maps.Keys(reads)) {
		for _, relation := range reads[file] {
			if !p.described[relation] && !contracts[relation] {
				unknown = append(unknown, fmt.Errorf("%s: unknown relation %s: there is no file %s/%s.sql",
					file, relation, relation.Schema, relation.Name))
			}
		}
	}
	return errors.Join(unknown...)
}

// UpTo returns the part of the project that computes target: the model and all that it reads, without checks.
func (p *Project) UpTo(target Relation) (*Project, error) {
	if !p.described[target] {
		return nil, fmt.Errorf("unknown model %s", target)
	}
	needed := map[Relation]bool{target: true}
	part := &Project{Hash: p.Hash, described: p.described, schemas: p.schemas}
	for _, model := range slices.Backward(p.Models) {
		if !needed[model.Relation] {
			continue
		}
		part.Models = append(part.Models, model)
		for _, dependency := range model.Dependencies {
			needed[dependency] = true
		}
	}
	slices.Reverse(part.Models)
	return part, nil
}

// textLine is a header line that changes no row.
var textLine = regexp.MustCompile(`(?m)^-- (description|column [a-z0-9_]+):.*\n`)

// withoutTexts returns content without the lines that only describe it: a better wording calls for no full refresh.
func withoutTexts(content string) string { return textLine.ReplaceAllString(content, "") }
