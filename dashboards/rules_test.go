package dashboards

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/prometheus/promql/parser"
)

// someGoals show both kinds in the golden files.
var someGoals = Goals{Default: 0.05, Portfolios: map[string]float64{"Retail": 0.03}}

// TestRuleFiles holds the rule files against golden ones. promtool checks and tests those in e2e/rules.sh.
func TestRuleFiles(t *testing.T) {
	for name, write := range map[string]func(Goals) ([]byte, error){
		"recaudo-rules.yml": prometheusRules, "grafana-alerts.yaml": grafanaAlerts,
	} {
		got, err := write(someGoals)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run go test ./dashboards -update", err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go test ./dashboards -update and review the diff", path)
		}
	}
}

func eachAlert(t *testing.T, test func(*testing.T, alert)) {
	for _, a := range alerts(someGoals) {
		t.Run(a.name, func(t *testing.T) { test(t, a) })
	}
}

// TestAlertExpressions wants alerts to parse and to stand on the exporter alone: Grafana has them without the recording
// rules.
func TestAlertExpressions(t *testing.T) {
	exported := exportedMetrics(t)
	eachAlert(t, func(t *testing.T, a alert) {
		for _, expr := range []string{a.value, a.condition()} {
			if _, err := parser.NewParser(parser.Options{}).ParseExpr(expr); err != nil {
				t.Errorf("%v in %s", err, expr)
			}
		}
		for _, name := range metricNames(a.value) {
			if !exported[name] {
				t.Errorf("reads %s, which is not exported", name)
			}
		}
	})
}

// TestRecordings wants them to parse, to be named level:metric:operation, and to read what is exported or recorded.
func TestRecordings(t *testing.T) {
	known := exportedMetrics(t)
	for _, r := range recordings() {
		names := metricNames(r.expr)
		if len(names) == 0 {
			t.Errorf("%s does not parse: %s", r.name, r.expr)
		}
		for _, name := range names {
			if !known[name] {
				t.Errorf("%s reads %s, which is neither exported nor recorded above", r.name, name)
			}
		}
		if known[r.name] || !regexp.MustCompile(`^[a-z_]+:recaudo_[a-z_]+:(sum|max|ratio)$`).MatchString(r.name) {
			t.Errorf("%s is no new name of the form level:metric:operation", r.name)
		}
		known[r.name] = true
	}
}

// TestAlertTexts fills the templates in as both engines do; one that fails would be sent as an error's text.
func TestAlertTexts(t *testing.T) {
	functions := template.FuncMap{}
	for _, name := range []string{"humanize", "humanizeDuration", "humanizePercentage"} {
		functions[name] = func(float64) string { return "NUMBER" }
	}
	type number struct{ Value float64 }
	labels := map[string]string{}
	for _, label := range []string{"instance", "metric", "source", "portfolio", "currency", "channel", "rule", "jurisdiction"} {
		labels[label] = "LABEL"
	}
	eachAlert(t, func(t *testing.T, a alert) {
		for value, data := range map[string]any{
			".Value":          map[string]any{"Labels": labels, "Value": 2.5},
			".Values.A.Value": map[string]any{"Labels": labels, "Values": map[string]number{"A": {2.5}}},
		} {
			for name, text := range a.annotations(value) {
				parsed, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				var filled bytes.Buffer
				if err := parsed.Execute(&filled, data); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if filled.Len() < 15 || strings.Contains(text, "$") {
					t.Errorf("%s is too short, or has a $ that Grafana would replace: %s", name, text)
				}
			}
		}
		if !slices.Contains([]string{critical, warning, info}, a.severity) || a.wait < time.Minute {
			t.Errorf("got severity %q after %v", a.severity, a.wait)
		}
	})
}

// TestRunbooks wants a heading for every alert in docs/operations.md, which its link goes to, and none for others.
func TestRunbooks(t *testing.T) {
	page, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	eachAlert(t, func(t *testing.T, a alert) {
		want[a.name] = true
		if !strings.Contains(string(page), "\n### "+a.name+"\n") {
			t.Errorf("docs/operations.md has no heading ### %s", a.name)
		}
	})
	for _, heading := range regexp.MustCompile(`(?m)^### (Recaudo\w+)$`).FindAllStringSubmatch(string(page), -1) {
		if !want[heading[1]] {
			t.Errorf("docs/operations.md explains %s, which is no alert", heading[1])
		}
	}
}

// TestEveryAlertHasTests wants a firing and a quiet moment of every alert in the files that promtool runs.
func TestEveryAlertHasTests(t *testing.T) {
	type testFile struct {
		Tests []struct {
			Cases []struct {
				Alert string           `yaml:"alertname"`
				Fires []map[string]any `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		}
	}
	paths, err := filepath.Glob("testdata/rules*_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	fires, quiet := map[string]bool{}, map[string]bool{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file testFile
		if err := yaml.Unmarshal(content, &file); err != nil {
			t.Fatal(err)
		}
		for _, test := range file.Tests {
			for _, c := range test.Cases {
				fires[c.Alert] = fires[c.Alert] || len(c.Fires) > 0
				quiet[c.Alert] = quiet[c.Alert] || len(c.Fires) == 0
			}
		}
	}
	eachAlert(t, func(t *testing.T, a alert) {
		if !fires[a.name] || !quiet[a.name] {
			t.Errorf("got a firing case: %v, a quiet one: %v, want both", fires[a.name], quiet[a.name])
		}
	})
}

// TestGrafanaAlerts reads the provisioning file as Grafana does.
func TestGrafanaAlerts(t *testing.T) {
	content, err := grafanaAlerts(Goals{})
	if err != nil {
		t.Fatal(err)
	}
	var file grafanaAlertFile
	if err := yaml.UnmarshalWithOptions(content, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if file.APIVersion != 1 || len(file.Groups) != 1 || file.Groups[0].Folder == "Recaudo" {
		t.Fatalf("got version %d and %d groups, want one in a folder of its own", file.APIVersion, len(file.Groups))
	}
	uids := map[string]bool{}
	for _, rule := range file.Groups[0].Rules {
		if uids[rule.UID] || len(rule.UID) > 40 || !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(rule.UID) {
			t.Errorf("%s: uid %q is taken, too long or has other characters", rule.Title, rule.UID)
		}
		uids[rule.UID] = true
		if len(rule.Data) != 2 || rule.Data[0].DatasourceUID != sourceUID || rule.Data[0].RelativeTimeRange.From <= 0 ||
			rule.Condition != rule.Data[1].RefID {
			t.Errorf("%s: got steps %+v, want a query of the provisioned source, and its threshold", rule.Title, rule.Data)
		}
	}
	if got, want := len(uids), len(alerts(Goals{})); got != want {
		t.Errorf("got %d rules, want %d", got, want)
	}
}
