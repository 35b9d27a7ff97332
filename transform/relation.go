package transform

import (
	"path"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// Relation names a table or view: the directory and the stem of its file.
type Relation struct {
	Schema string
	Name   string
}

// String returns schema.name, as models write it.
func (r Relation) String() string { return r.Schema + "." + r.Name }

// ParseRelation reads schema.name; ok is false for anything else.
func ParseRelation(text string) (relation Relation, ok bool) {
	schema, name, found := strings.Cut(text, ".")
	if !found || schema == "" || name == "" || strings.Contains(name, ".") {
		return Relation{}, false
	}
	return Relation{Schema: schema, Name: name}, true
}

// relationOf returns the relation that a file describes.
func relationOf(file string) Relation {
	return Relation{Schema: path.Dir(file), Name: strings.TrimSuffix(path.Base(file), ".sql")}
}

func (r Relation) quoted() string {
	return warehouse.QuoteIdent(r.Schema) + "." + warehouse.QuoteIdent(r.Name)
}

func compareRelations(a, b Relation) int {
	return strings.Compare(a.String(), b.String())
}
