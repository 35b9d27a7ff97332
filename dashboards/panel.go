package dashboards

import "github.com/grafana-tools/sdk"

// panel is one panel of a board, before it has an id and a place.
type panel struct {
	kind        string // Grafana's panel type
	title       string
	description string // for a supervisor who sees the board for the first time
	width       int    // of 24 grid columns
	height      int    // grid units of about 38 pixels
	below       bool   // under the panel listed before, which is as wide, and not beside it
	// body holds what belongs to the panel's kind: options, fieldConfig, targets, transformations. A key that every
	// panel has (id, type, title, gridPos, datasource, description) must not be in it, or the JSON holds it twice.
	body map[string]any
}

// source is the data source of a query; the board's variable chooses it.
type source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

func chosenSource() source {
	return source{Type: "prometheus", UID: "${datasource}"}
}

// target is one Prometheus query of a panel.
type target struct {
	Datasource   source `json:"datasource"`
	EditorMode   string `json:"editorMode"`
	Expr         string `json:"expr"`
	Format       string `json:"format"` // table or time_series
	Instant      bool   `json:"instant"`
	LegendFormat string `json:"legendFormat"`
	Range        bool   `json:"range"`
	RefID        string `json:"refId"`
}

// instant is a query for the value of now. legend names each series and may use its labels, as in {{collector}}.
func instant(expr, legend string) []target {
	return []target{{
		Datasource: chosenSource(), EditorMode: "code", Expr: expr, Format: "time_series", Instant: true,
		LegendFormat: legend, RefID: "A",
	}}
}

// build makes the SDK's panel. What its constructor presets for another panel type is left out.
func (p panel) build(id uint, x, y int) *sdk.Panel {
	built := &sdk.Panel{CommonPanel: sdk.CommonPanel{
		OfType: sdk.CustomType,
		ID:     id,
		Title:  p.title,
		Type:   p.kind,
	}}
	built.GridPos.X, built.GridPos.Y, built.GridPos.W, built.GridPos.H = &x, &y, &p.width, &p.height
	if p.kind != "row" {
		built.Description = &p.description
		built.Datasource = chosenSource()
	}
	body := sdk.CustomPanel(p.body)
	built.CustomPanel = &body
	return built
}
