package dashboards

// reduceOptions pick what of a query result is shown; stat and bar gauge panels stay empty without them.
type reduceOptions struct {
	Calcs  []string `json:"calcs"`
	Fields string   `json:"fields"`
	Values bool     `json:"values"`
}

func lastValue() reduceOptions {
	return reduceOptions{Calcs: []string{"lastNotNull"}}
}

type statOptions struct {
	ColorMode         string        `json:"colorMode"`
	GraphMode         string        `json:"graphMode"`
	JustifyMode       string        `json:"justifyMode"`
	Orientation       string        `json:"orientation"`
	ReduceOptions     reduceOptions `json:"reduceOptions"`
	ShowPercentChange bool          `json:"showPercentChange"`
	Text              *textSize     `json:"text,omitempty"`
	TextMode          string        `json:"textMode"`
	WideLayout        bool          `json:"wideLayout"`
}

// textSize fixes the height of the figure, and of its name, in pixels.
type textSize struct {
	Title int `json:"titleSize,omitempty"`
	Value int `json:"valueSize"`
}

// stat is one big number. With a legend its series' name is shown above the value.
type stat struct {
	title, description string
	width, height      int
	expr               string
	legend             string
	nameOnly           bool // show the series' name and no value
	background         bool // colour the whole panel, not only the figure
	size               int  // pixels of a figure of many characters, which Grafana may cut off; default fills the panel
	field              field
}

func (s stat) panel() panel {
	options := statOptions{
		ColorMode: "value", GraphMode: "none", JustifyMode: "center", Orientation: "auto",
		ReduceOptions: lastValue(), TextMode: "value", WideLayout: true,
	}
	if s.legend != "" {
		options.TextMode = "value_and_name"
	}
	if s.nameOnly {
		options.TextMode = "name"
	}
	if s.background {
		options.ColorMode = "background_solid"
	}
	if s.size != 0 {
		options.Text = &textSize{Value: s.size}
	}
	return panel{
		kind: "stat", title: s.title, description: s.description, width: s.width, height: s.height,
		body: map[string]any{
			"options":     options,
			"fieldConfig": fieldConfig{Defaults: s.field, Overrides: []override{}},
			"targets":     instant(s.expr, s.legend),
		},
	}
}
