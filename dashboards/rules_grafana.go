package dashboards

import (
	"strings"
	"time"
)

// alertFolder is the folder of the alert rules. Grafana's file goes by the title; that of the boards' folder would give
// two folders of one name.
const alertFolder = "Recaudo alerts"

// grafanaAlertFile is an alerting file of Grafana's provisioning.
type grafanaAlertFile struct {
	APIVersion int                 `yaml:"apiVersion"`
	Groups     []grafanaAlertGroup `yaml:"groups"`
}

type grafanaAlertGroup struct {
	OrgID    int            `yaml:"orgId"`
	Name     string         `yaml:"name"`
	Folder   string         `yaml:"folder"`
	Interval string         `yaml:"interval"`
	Rules    []grafanaAlert `yaml:"rules"`
}

type grafanaAlert struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"` // refId of the step that decides
	Data         []grafanaStep     `yaml:"data"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	For          string            `yaml:"for"`
	Annotations  map[string]string `yaml:"annotations"`
	Labels       map[string]string `yaml:"labels"`
	IsPaused     bool              `yaml:"isPaused"`
}

type grafanaStep struct {
	RefID             string         `yaml:"refId"`
	RelativeTimeRange timeRange      `yaml:"relativeTimeRange"`
	DatasourceUID     string         `yaml:"datasourceUid"`
	Model             map[string]any `yaml:"model"`
}

// timeRange is in seconds before now.
type timeRange struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// expressionSource is Grafana's name for its own arithmetic.
const expressionSource = "__expr__"

// grafanaAlerts is the provisioning file of the alerts for Grafana's own alerting, on the provisioned data source.
func grafanaAlerts(goals Goals) ([]byte, error) {
	group := grafanaAlertGroup{OrgID: 1, Name: "recaudo", Folder: alertFolder, Interval: duration(time.Minute)}
	for _, a := range alerts(goals) {
		group.Rules = append(group.Rules, a.inGrafana())
	}
	return generatedYAML(grafanaAlertFile{APIVersion: 1, Groups: []grafanaAlertGroup{group}})
}

func (a alert) inGrafana() grafanaAlert {
	evaluator := "gt"
	if a.below {
		evaluator = "lt"
	}
	// One alert is enough when Prometheus itself does not answer.
	whenBroken := "KeepLast"
	if a.name == "RecaudoDown" {
		whenBroken = "Error"
	}
	return grafanaAlert{
		UID: "recaudo-" + strings.TrimPrefix(a.anchor(), "recaudo"), Title: a.name, Condition: "B",
		Data: []grafanaStep{
			{
				RefID: "A", RelativeTimeRange: timeRange{From: 600}, DatasourceUID: sourceUID,
				Model: map[string]any{
					"refId": "A", "expr": a.value, "instant": true, "range": false, "intervalMs": 60000, "maxDataPoints": 100,
				},
			},
			{
				RefID: "B", DatasourceUID: expressionSource,
				Model: map[string]any{
					"refId": "B", "type": "threshold", "expression": "A",
					"datasource": map[string]string{"type": expressionSource, "uid": expressionSource},
					"conditions": []any{map[string]any{
						"type": "query", "evaluator": map[string]any{"type": evaluator, "params": []float64{a.limit}},
					}},
				},
			},
		},
		// No series is the quiet state of most; that there is no exporter is RecaudoDown's to say.
		NoDataState: "OK", ExecErrState: whenBroken, For: duration(a.wait),
		Annotations: a.annotations(".Values.A.Value"), Labels: a.labels(),
	}
}
