package dictionary

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/transform"
)

// TestDescriptions wants the description of a mart to end with what a row is.
func TestDescriptions(t *testing.T) {
	for _, relation := range loaded(t).Relations {
		_, row, hasRow := strings.Cut(relation.Description, "; one row")
		if !hasRow || strings.Contains(row, ";") {
			t.Errorf("%s: description %q does not end with \"; one row per …\"", relation.File, relation.Description)
		}
		if relation.Schema == "marts" && (!strings.HasPrefix(row, " per ") || len(relation.Grain) == 0) {
			t.Errorf("%s: a mart has a grain and a description that ends \"; one row per …\"", relation.File)
		}
	}
}

// TestFormulasNameTheirSource wants every business figure to say where it is defined.
func TestFormulasNameTheirSource(t *testing.T) {
	isFromOps := regexp.MustCompile(`^ops\.[a-z_.]+(, ops\.[a-z_.]+)*$`)
	for _, subject := range loaded(t).Metrics {
		for _, metric := range subject.Metrics {
			isDefined := strings.Contains(metric.Meaning, "canon ") || strings.Contains(metric.Meaning, "decision 7")
			if subject.Name != "" && !isDefined && !isFromOps.MatchString(metric.Source) {
				t.Errorf("%s: the formula of %s (%q) names no section of the canon", subject.File, metric.Name, metric.Meaning)
			}
		}
	}
}

// TestExampleQueries wants every example query to parse and to read the metric it stands beside.
func TestExampleQueries(t *testing.T) {
	for _, subject := range loaded(t).Metrics {
		for _, metric := range subject.Metrics {
			parsed, err := parser.NewParser(parser.Options{}).ParseExpr(metric.Example)
			if err != nil {
				t.Errorf("%s: %v", metric.Name, err)
				continue
			}
			var names []string
			parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
				if selector, isSelector := node.(*parser.VectorSelector); isSelector {
					names = append(names, selector.Name)
				}
				return nil
			})
			if !slices.Equal(names, []string{metric.Name}) {
				t.Errorf("%s: the example %s reads %v", metric.Name, metric.Example, names)
			}
		}
	}
}

// TestCanonSections wants the links into the canon to find a heading.
func TestCanonSections(t *testing.T) {
	content, err := os.ReadFile("../../docs/canon.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Split(string(content), "\n") {
		if heading, is := strings.CutPrefix(line, "## "); is {
			got = append(got, anchor(heading))
		}
	}
	if !slices.Equal(got, canonSections) {
		t.Errorf("sections of docs/canon.md: got %q, want %q", got, canonSections)
	}
}

func TestOrigin(t *testing.T) {
	b := builder{db: emptyDB(t)}
	tests := []struct{ name, query, want string }{
		{"column", "select a.x from marts.a", "marts.a.x"},
		{"renamed", "select b.y as x from marts.a as b", "marts.a.y"},
		{"unqualified", "select x from marts.a", "marts.a.x"},
		{"of two tables", "select x from marts.a cross join marts.b", ""},
		{"of the second table", "select b.x from marts.a cross join marts.b", "marts.b.x"},
		{"scaled", "select a.y * 86400 as x from marts.a", "marts.a.y"},
		{"scaled by a column", "select a.y * a.z as x from marts.a", ""},
		{"filled and cast", "select coalesce(a.y::bigint, 0) as x from marts.a", "marts.a.y"},
		{"summed", "select sum(a.y) as x from marts.a", ""},
		{"through a CTE", "with b as (select a.y as z from marts.a) select b.z as x from b", "marts.a.y"},
		{"through a star", "with b as (select a.* from marts.a cross join marts.c) select b.x from b", "marts.a.x"},
		{"other column", "select a.y from marts.a", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			origin, ok, err := b.origin(t.Context(), test.query, "x")
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if ok {
				got = origin.relation.String() + "." + origin.column
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTextOfColumn(t *testing.T) {
	raw := transform.Relation{Schema: "raw", Name: "a"}
	b := builder{
		glossary: glossary{"x": {Unit: "money", Meaning: "everywhere", Null: "not stated"}},
		used:     map[string]bool{},
		relations: map[transform.Relation]*Relation{
			raw: {Relation: raw, Columns: []Column{{Name: "x", Text: Text{Meaning: "raw"}}}},
		},
	}
	mart := Relation{Relation: transform.Relation{Schema: "marts", Name: "a"}, Reads: []transform.Relation{raw}}
	staging := Relation{Relation: transform.Relation{Schema: "staging", Name: "a"}, Reads: []transform.Relation{raw}}
	keyed := Relation{Relation: mart.Relation, Grain: []string{"x"}}
	tests := []struct {
		name     string
		relation Relation
		own      Text
		want     Text
	}{
		{"glossary", mart, Text{}, Text{"money", "everywhere", "not stated"}},
		{"own part", mart, Text{Null: "here"}, Text{"money", "everywhere", "here"}},
		{"staging as raw", staging, Text{}, Text{"money", "raw", "not stated"}},
		{"grain", keyed, Text{}, Text{"money", "everywhere", never}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := b.text(test.relation, "x", test.own); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestOptionalColumnsMayBeNull holds the NULLs of raw against what exports need not state.
func TestOptionalColumnsMayBeNull(t *testing.T) {
	for _, name := range ingest.EntityNames() {
		entity, _ := ingest.LookupEntity(name)
		place := slices.IndexFunc(loaded(t).Relations, func(r Relation) bool { return r.String() == "raw."+name })
		if place < 0 {
			t.Errorf("raw.%s is not described", name)
			continue
		}
		relation := loaded(t).Relations[place]
		for _, stated := range entity.Columns {
			column, ok := relation.column(stated.Name)
			if ok && !stated.Required && !column.MayBeNull() {
				t.Errorf("%s: %s is optional in exports; say what NULL stands for", relation.File, stated.Name)
			}
		}
	}
}
