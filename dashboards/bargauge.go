package dashboards

type barGaugeOptions struct {
	DisplayMode   string        `json:"displayMode"`
	MaxVizHeight  int           `json:"maxVizHeight"`
	MinVizHeight  int           `json:"minVizHeight"`
	MinVizWidth   int           `json:"minVizWidth"`
	NamePlacement string        `json:"namePlacement"`
	Orientation   string        `json:"orientation"`
	ReduceOptions reduceOptions `json:"reduceOptions"`
	ShowUnfilled  bool          `json:"showUnfilled"`
	Sizing        string        `json:"sizing"`
	ValueMode     string        `json:"valueMode"`
}

// barGauge is a short list of named bars, longest first when the query sorts it so.
type barGauge struct {
	title, description string
	width, height      int
	expr               string
	label              string // names each bar
	field              field
}

func (b barGauge) panel() panel {
	// A legend alone is hidden when there is a single bar, and then nobody knows whose it is.
	b.field.DisplayName = "${__field.labels." + b.label + "}"
	return panel{
		kind: "bargauge", title: b.title, description: b.description, width: b.width, height: b.height,
		body: map[string]any{
			"options": barGaugeOptions{
				DisplayMode: "basic", MaxVizHeight: 44, MinVizHeight: 30, MinVizWidth: 8, NamePlacement: "top",
				Orientation: "horizontal", ReduceOptions: lastValue(), ShowUnfilled: true, Sizing: "manual",
				ValueMode: "text",
			},
			"fieldConfig": fieldConfig{Defaults: b.field, Overrides: []override{}},
			"targets":     instant(b.expr, "{{"+b.label+"}}"),
		},
	}
}
