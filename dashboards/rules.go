package dashboards

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
)

// recording is one rule that keeps a figure under a name of its own.
type recording struct {
	name string // level:metric:operation, as Prometheus' own guide wants it
	expr string
}

// recordings are figures of the boards under short names, kept for trends and for panels of one's own. Those of teams
// are of the month and over all portfolios, and come from the teams' series as on the boards: a sum over collectors would
// count an account twice that changed hands inside a team. The boards do not need them: a Prometheus without these rules
// shows every panel.
func recordings() []recording {
	return []recording{
		{"job:recaudo_data_age_seconds:max", `time() - min without (instance) (recaudo_data_as_of_timestamp_seconds)`},
		{"team_currency:recaudo_team_assigned_amount:sum", `sum by (job, team, currency) (max without (instance) (recaudo_team_assigned_amount{period="month"}))`},
		{"team_currency:recaudo_team_recovered_assigned_amount:sum", `sum by (job, team, currency) (max without (instance) (recaudo_team_recovered_assigned_amount{period="month"}))`},
		{"team_currency:recaudo_team_effectiveness_by_amount:ratio", `team_currency:recaudo_team_recovered_assigned_amount:sum
/ (team_currency:recaudo_team_assigned_amount:sum > 0)`},
		{"channel:recaudo_channel_actions:sum", `sum by (job, channel) (max without (instance) (recaudo_channel_actions{period="month"}))`},
		{"channel:recaudo_channel_debtor_contact_actions:sum", `sum by (job, channel) (max without (instance) (recaudo_channel_debtor_contact_actions{period="month"}))`},
		{"channel:recaudo_channel_reaction:ratio", `channel:recaudo_channel_debtor_contact_actions:sum / (channel:recaudo_channel_actions:sum > 0)`},
		{"source:recaudo_pipeline_source_rejected_rows:ratio", `max without (instance) (recaudo_pipeline_source_rejected_rows)
/ max without (instance) (recaudo_pipeline_source_read_rows > 0)`},
		{"portfolio_currency:recaudo_credit_unattributed_amount:ratio", `max without (instance) (recaudo_credit_unattributed_amount{period="month"})
/ max without (instance) (recaudo_credit_settled_amount{period="month"} > 0)`},
	}
}

// ruleFile is a rule file of Prometheus.
type ruleFile struct {
	Groups []ruleGroup `yaml:"groups"`
}

type ruleGroup struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

const generatedNote = "# Written by `recaudo dashboards export`, which replaces it; docs/operations.md explains each alert.\n"

// prometheusRules is the rule file for Prometheus: what the boards repeat, and every alert.
func prometheusRules(goals Goals) ([]byte, error) {
	recorded := ruleGroup{Name: "recaudo", Interval: duration(5 * time.Minute)}
	for _, r := range recordings() {
		recorded.Rules = append(recorded.Rules, rule{Record: r.name, Expr: r.expr})
	}
	alerting := ruleGroup{Name: "recaudo-alerts", Interval: duration(time.Minute)}
	for _, a := range alerts(goals) {
		alerting.Rules = append(alerting.Rules, rule{
			Alert: a.name, Expr: a.condition(), For: duration(a.wait), Labels: a.labels(), Annotations: a.annotations(".Value"),
		})
	}
	return generatedYAML(ruleFile{Groups: []ruleGroup{recorded, alerting}})
}

// labels are those that alerts are routed by.
func (a alert) labels() map[string]string {
	return map[string]string{"severity": a.severity, "service": "recaudo"}
}

// annotations are the texts of the alert; value is what the number is called in the templates.
func (a alert) annotations(value string) map[string]string {
	return map[string]string{
		"summary":     a.text(a.summary, value),
		"description": a.text(a.description, value),
		"runbook_url": runbooks + "#" + a.anchor(),
	}
}

// duration is a time in whole minutes, as both engines read it.
func duration(d time.Duration) string {
	return fmt.Sprintf("%dm", int(d.Minutes()))
}

func generatedYAML(content any) ([]byte, error) {
	text, err := yaml.MarshalWithOptions(content, yaml.UseLiteralStyleIfMultiline(true), yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("write rules: %w", err)
	}
	return append([]byte(generatedNote), text...), nil
}
