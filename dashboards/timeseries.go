package dashboards

// timeSeries draws how a figure went over the chosen time. Its x axis is when a value could be seen: a night's figures
// stand there until the next one's.
type timeSeries struct {
	title, description string
	width, height      int
	targets            []target
	stacked            bool
	field              field
	overrides          []override
}

// graphStyle is how the lines are drawn.
type graphStyle struct {
	AxisSoftMin *float64 `json:"axisSoftMin,omitempty"`
	DrawStyle   string   `json:"drawStyle"`
	FillOpacity int      `json:"fillOpacity"`
	// Interpolation holds a value until the next one: a figure that changes once a night does not glide.
	Interpolation string        `json:"lineInterpolation"`
	LineStyle     *lineStyle    `json:"lineStyle,omitempty"`
	LineWidth     int           `json:"lineWidth"`
	ShowPoints    string        `json:"showPoints"`
	SpanNulls     bool          `json:"spanNulls"`
	Stacking      graphStacking `json:"stacking"`
}

type lineStyle struct {
	Fill string `json:"fill"`
	Dash []int  `json:"dash"`
}

type graphStacking struct {
	Group string `json:"group"`
	Mode  string `json:"mode"`
}

type graphOptions struct {
	Legend  graphLegend  `json:"legend"`
	Tooltip graphTooltip `json:"tooltip"`
}

type graphLegend struct {
	Calcs       []string `json:"calcs"`
	DisplayMode string   `json:"displayMode"`
	Placement   string   `json:"placement"`
	ShowLegend  bool     `json:"showLegend"`
}

type graphTooltip struct {
	Mode string `json:"mode"`
	Sort string `json:"sort"`
}

func (s timeSeries) panel() panel {
	style := graphStyle{
		AxisSoftMin: bound(0), DrawStyle: "line", FillOpacity: 8, Interpolation: "stepAfter", LineWidth: 2,
		ShowPoints: "never", Stacking: graphStacking{Group: "A", Mode: "none"},
	}
	if s.stacked {
		style.FillOpacity, style.LineWidth, style.Stacking.Mode = 60, 1, "normal"
	}
	defaults := s.field
	defaults.Custom = style
	overrides := s.overrides
	if overrides == nil {
		overrides = []override{}
	}
	return panel{
		kind: "timeseries", title: s.title, description: s.description, width: s.width, height: s.height,
		body: map[string]any{
			"options": graphOptions{
				Legend:  graphLegend{Calcs: []string{}, DisplayMode: "list", Placement: "bottom", ShowLegend: true},
				Tooltip: graphTooltip{Mode: "multi", Sort: "desc"},
			},
			"fieldConfig": fieldConfig{Defaults: defaults, Overrides: overrides},
			"targets":     s.targets,
		},
	}
}

// overTime is a query for the values of the chosen time, the i-th of its panel. legend names each series.
func overTime(i int, expr, legend string) target {
	return target{
		Datasource: chosenSource(), EditorMode: "code", Expr: acrossDays(expr), Format: "time_series", Range: true,
		LegendFormat: legend, RefID: refID(i),
	}
}

// dashed sets a series apart that is no measurement, a goal for example.
func dashed(series, color string) override {
	return byName(series,
		property{ID: "color", Value: fixedColor(color)},
		property{ID: "custom.lineStyle", Value: lineStyle{Fill: "dash", Dash: []int{10, 8}}},
		property{ID: "custom.fillOpacity", Value: 0},
	)
}

// named calls a series otherwise than its label does.
func named(series, title string) override {
	return byName(series, property{ID: "displayName", Value: title})
}
