package dashboards

// fieldConfig says how values are shown: defaults for all, overrides for some.
type fieldConfig struct {
	Defaults  field      `json:"defaults"`
	Overrides []override `json:"overrides"`
}

// field holds Grafana's standard field options. Empty ones are left to Grafana.
type field struct {
	Unit     string   `json:"unit"`
	Decimals *int     `json:"decimals,omitempty"`
	Min      *float64 `json:"min,omitempty"`
	Max      *float64 `json:"max,omitempty"`
	NoValue  string   `json:"noValue,omitempty"` // shown where there is no value
	// DisplayName names each series; it may use labels, as in ${__field.labels.collector}.
	DisplayName string      `json:"displayName,omitempty"`
	Color       *color      `json:"color,omitempty"`
	Thresholds  *thresholds `json:"thresholds,omitempty"`
	Mappings    []mapping   `json:"mappings,omitempty"`
	Links       []dataLink  `json:"links,omitempty"`
	Custom      any         `json:"custom,omitempty"` // what only the panel's kind has
}

type color struct {
	Mode  string `json:"mode"`
	Fixed string `json:"fixedColor,omitempty"`
}

func fixedColor(name string) *color {
	return &color{Mode: "fixed", Fixed: name}
}

func colorByThreshold() *color {
	return &color{Mode: "thresholds"}
}

type thresholds struct {
	Mode  string `json:"mode"`
	Steps []step `json:"steps"`
}

// step colours the values from Value upwards; the first one, with nil, the values below all others.
type step struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

func absolute(base string, steps ...step) *thresholds {
	return &thresholds{Mode: "absolute", Steps: append([]step{{Color: base}}, steps...)}
}

func from(value float64, color string) step {
	return step{Color: color, Value: &value}
}

// mapping replaces values by texts: Type "value" by exact value, "range" between two bounds, "special" for null.
type mapping struct {
	Type    string `json:"type"`
	Options any    `json:"options"`
}

// mappedText without a text leaves the number as it is and sets its colour only.
type mappedText struct {
	Text  string `json:"text,omitempty"`
	Color string `json:"color,omitempty"`
	Index int    `json:"index"`
}

// exactly maps one value, written as Grafana writes it, to a text.
type exactly map[string]mappedText

type between struct {
	From   *float64   `json:"from"`
	To     *float64   `json:"to"`
	Result mappedText `json:"result"`
}

type special struct {
	Match  string     `json:"match"`
	Result mappedText `json:"result"`
}

// emptyCell writes a dash where there is no value: thresholds alone would give it the colour of their lowest step.
func emptyCell() mapping {
	return mapping{Type: "special", Options: special{Match: "null+nan", Result: mappedText{Text: "–", Color: "text"}}}
}

// override sets options of the fields that a matcher picks.
type override struct {
	Matcher    matcher    `json:"matcher"`
	Properties []property `json:"properties"`
}

type matcher struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

type property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

func byName(name string, properties ...property) override {
	return override{Matcher: matcher{ID: "byName", Options: name}, Properties: properties}
}

// Units by Grafana's ids. An amount is written in full with the reader's own separators: short forms make 9,693 and
// 9,627 look the same. Its currency stands in the title, because Grafana takes no variable in a unit.
const (
	unitAmount = "locale"
	unitCount  = "locale"
	unitRatio  = "percentunit"
	unitPoints = "suffix: pp" // percentage points, in both languages
	unitHours  = "suffix:h"
	unitText   = "string"
)
