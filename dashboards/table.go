package dashboards

import "cmp"

// table is a panel with one row for each combination of labels, one instant query for each measure.
type table struct {
	title, description string
	width, height      int // width 0 is the whole grid
	columns            []column
	sortedBy           string // title of a column
	descending         bool
	hiddenLabels       []string // labels the queries group by that are not shown
	noData             string   // shown when there is no row; default is the board's text
}

// column shows a label, a measure or a trend, as one of label, expr and trend is set.
type column struct {
	title string
	width int    // pixels; default widths push the last columns off the screen
	label string // name of a label
	expr  string // instant query grouped by the table's labels
	trend string // range query grouped by the table's labels, drawn as a sparkline
	field field
	cell  cell // how the cell is drawn; plain when empty
	align string
}

// cell is Grafana's way of drawing a table cell.
type cell struct {
	Type             string `json:"type"`
	Mode             string `json:"mode,omitempty"`
	ValueDisplayMode string `json:"valueDisplayMode,omitempty"`
	HideValue        *bool  `json:"hideValue,omitempty"`
	FillOpacity      int    `json:"fillOpacity,omitempty"`
	LineWidth        int    `json:"lineWidth,omitempty"`
	DrawStyle        string `json:"drawStyle,omitempty"`
}

func gaugeCell() cell {
	return cell{Type: "gauge", Mode: "basic", ValueDisplayMode: "text"}
}

func colorTextCell() cell {
	return cell{Type: "color-text"}
}

func sparklineCell() cell {
	hide := true // the value is the column beside it
	return cell{Type: "sparkline", HideValue: &hide, FillOpacity: 10, LineWidth: 2, DrawStyle: "line"}
}

type tableOptions struct {
	CellHeight string `json:"cellHeight"`
	ShowHeader bool   `json:"showHeader"`
}

func (t table) panel() panel {
	return panel{
		kind: "table", title: t.title, description: t.description,
		width: cmp.Or(t.width, gridColumns), height: t.height,
		body: map[string]any{
			"options":         tableOptions{CellHeight: "sm", ShowHeader: true},
			"fieldConfig":     fieldConfig{Defaults: field{Unit: unitText, NoValue: t.noData}, Overrides: t.overrides()},
			"targets":         t.targets(),
			"transformations": t.transformations(),
		},
	}
}

// refID names the query of column i: A for the first column.
func refID(i int) string {
	return string(rune('A' + i))
}

// source is the column's name when it comes out of the queries and before it gets its title.
func (c column) source(i int) string {
	switch {
	case c.label != "":
		return c.label
	case c.trend != "":
		return "Trend #" + refID(i)
	}
	return "Value #" + refID(i)
}

// source is the i-th column's name when it comes out of the queries. The value of a table's only query has no letter.
func (t table) source(i int) string {
	measures := 0
	for _, c := range t.columns {
		if c.expr != "" {
			measures++
		}
	}
	if measures == 1 && t.columns[i].expr != "" {
		return "Value"
	}
	return t.columns[i].source(i)
}

func (t table) targets() []target {
	var targets []target
	for i, c := range t.columns {
		query := target{
			Datasource: chosenSource(), EditorMode: "code", RefID: refID(i), LegendFormat: "__auto",
			Expr: c.expr, Format: "table", Instant: true,
		}
		if c.trend != "" {
			query.Expr, query.Format, query.Instant, query.Range = acrossDays(c.trend), "time_series", false, true
		}
		if query.Expr != "" {
			targets = append(targets, query)
		}
	}
	return targets
}

// transformations stand in the one order that works: trends become a table before the tables are merged, and columns
// are sorted by the names of the queries before they are renamed.
func (t table) transformations() []transformation {
	organize := organizeOptions{
		ExcludeByName: map[string]bool{"Time": true},
		IndexByName:   map[string]int{},
		RenameByName:  map[string]string{},
	}
	for _, label := range t.hiddenLabels {
		organize.ExcludeByName[label] = true
	}
	var steps []transformation
	sorted := ""
	for i, c := range t.columns {
		name := t.source(i)
		organize.IndexByName[name] = i
		organize.RenameByName[name] = c.title
		if c.trend != "" {
			steps = append(steps, trendTable(refID(i)))
		}
		if c.title == t.sortedBy {
			sorted = name
		}
	}
	return append(steps, merge(), sortBy(sorted, t.descending), transformation{ID: "organize", Options: organize})
}

// overrides go by the columns' titles, which is what they are called once the transformations are through.
func (t table) overrides() []override {
	var overrides []override
	for _, c := range t.columns {
		properties := []property{{ID: "custom.width", Value: c.width}}
		c.field.NoValue = cmp.Or(c.field.NoValue, "–") // of an empty cell
		if c.align != "" {
			properties = append(properties, property{ID: "custom.align", Value: c.align})
		}
		if c.cell.Type != "" {
			properties = append(properties, property{ID: "custom.cellOptions", Value: c.cell})
		}
		if c.cell.Type == "gauge" {
			// A bar's length is its share of the column's largest value, not of the largest amount in the table.
			properties = append(properties, property{ID: "fieldMinMax", Value: true})
		}
		overrides = append(overrides, byName(c.title, append(properties, c.field.properties()...)...))
	}
	return overrides
}

// properties are the options of the field that are set, as an override lists them.
func (f field) properties() []property {
	var set []property
	add := func(id string, value any, isSet bool) {
		if isSet {
			set = append(set, property{ID: id, Value: value})
		}
	}
	add("unit", f.Unit, f.Unit != "")
	add("decimals", f.Decimals, f.Decimals != nil)
	add("min", f.Min, f.Min != nil)
	add("max", f.Max, f.Max != nil)
	add("noValue", f.NoValue, f.NoValue != "")
	add("color", f.Color, f.Color != nil)
	add("thresholds", f.Thresholds, f.Thresholds != nil)
	add("mappings", f.Mappings, f.Mappings != nil)
	add("links", f.Links, f.Links != nil)
	return set
}
