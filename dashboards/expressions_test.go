package dashboards

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/recaudo/recaudo/metrics"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// substituted puts values in the place of Grafana's variables, as Grafana does before it asks Prometheus.
func substituted(expr string) string {
	return strings.NewReplacer("${collector:doublequote}", `"Ana"`, "${collector_id}", ".*", "$team", ".*", "$portfolio", ".*", "$currency", "COP", "$period", "month", "$goal", "0.04").Replace(expr)
}

// metricNames lists the metrics an expression reads, sorted; nil when it does not parse.
func metricNames(expr string) []string {
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(substituted(expr))
	if err != nil {
		return nil
	}
	var names []string
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if selector, isSelector := node.(*parser.VectorSelector); isSelector {
			names = append(names, selector.Name)
		}
		return nil
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// TestExpressions wants every query to parse with Prometheus' own parser and to read only what the exporter exposes.
func TestExpressions(t *testing.T) {
	exported := exportedMetrics(t)
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		for _, p := range board.Panels {
			for _, q := range p.Targets {
				expr := substituted(q.Expr)
				if variableLeft.MatchString(expr) {
					t.Errorf("panel %q, query %s uses a variable the board does not have: %s", p.Title, q.RefID, q.Expr)
				}
				if _, err := parser.NewParser(parser.Options{}).ParseExpr(expr); err != nil {
					t.Errorf("panel %q, query %s: %v", p.Title, q.RefID, err)
				}
				for _, name := range metricNames(q.Expr) {
					if !exported[name] {
						t.Errorf("panel %q, query %s reads %s, which is not exported", p.Title, q.RefID, name)
					}
				}
			}
		}
	})
}

// TestReckonedQueriesAreOfBoards wants the queries that promtool reckons (e2e/rules.sh) to be those of the boards.
func TestReckonedQueriesAreOfBoards(t *testing.T) {
	content, err := os.ReadFile("testdata/boards_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tests []struct {
			Cases []struct {
				Expr string
			} `yaml:"promql_expr_test"`
		}
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	words := func(expr string) string { return strings.Join(strings.Fields(expr), " ") }
	asked := map[string]bool{}
	eachBoard(t, func(_ *testing.T, _ Dashboard, board generated) {
		for _, p := range board.Panels {
			for _, q := range p.Targets {
				asked[words(substituted(q.Expr))] = true
			}
		}
	})
	if len(file.Tests) == 0 {
		t.Error("got no queries")
	}
	for _, test := range file.Tests {
		for _, c := range test.Cases {
			if !asked[words(c.Expr)] {
				t.Errorf("no board asks for %s: put the query of the board there", words(c.Expr))
			}
		}
	}
}

// variableLeft finds a variable of Grafana's; $1 of a label_replace is none.
var variableLeft = regexp.MustCompile(`\$\{?[a-z_]`)

// exportedMetrics are the names in sql/metrics, those the exporter adds by itself, and what Prometheus and the client
// library say about every exporter.
func exportedMetrics(t *testing.T) map[string]bool {
	t.Helper()
	definitions, err := metrics.LoadDefinitions(sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := metrics.OwnMetrics()
	for _, d := range definitions {
		all = append(all, d.Metrics...)
	}
	names := map[string]bool{
		"up": true, "scrape_duration_seconds": true, "scrape_samples_scraped": true,
		"process_resident_memory_bytes": true,
	}
	for _, m := range all {
		names[m.Name] = true
	}
	return names
}
