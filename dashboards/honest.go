package dashboards

import "strconv"

// fewerThan is how many accounts, actions or promises a ratio needs before it is shown without a mark: with fewer, one
// payment more or less moves it by more than three points.
const fewerThan = 30

// fewMarked writes small numbers with a sign and in another colour, so that nobody celebrates three out of four.
// Grafana has no number format for it, so each small number has its text.
func fewMarked() []mapping {
	few := exactly{}
	for n := range fewerThan {
		few[strconv.Itoa(n)] = mappedText{Text: "⚠ " + strconv.Itoa(n), Color: "orange", Index: n}
	}
	return []mapping{{Type: "value", Options: few}}
}

// sampleField shows the number of accounts, actions or promises that ratios are of.
func sampleField() field {
	return field{
		Unit: unitCount, Decimals: decimals(0), Mappings: fewMarked(), Thresholds: absolute("text"),
		Color: colorByThreshold(),
	}
}

// sampleColumn stands beside the ratios of a table's row and says of how many they are.
func sampleColumn(title string, width int, expr string) column {
	return column{title: title, width: width, align: "right", cell: colorTextCell(), expr: expr, field: sampleField()}
}

// fewNote ends the description of a panel with sampleField.
func fewNote(l Language) string {
	return l.text(" ⚠ marks fewer than 30: one more or less would change a ratio by points, so do not judge by it.",
		" ⚠ marca menos de 30: uno más o menos cambiaría la proporción en varios puntos; no juzgue por ella.")
}

// sayWhatToDo gives a text to every panel that has none of its own for when there is no data.
func sayWhatToDo(l Language, rows []row) []row {
	for _, r := range rows {
		for _, p := range r.panels {
			config, hasConfig := p.body["fieldConfig"].(fieldConfig)
			if hasConfig && config.Defaults.NoValue == "" {
				config.Defaults.NoValue = p.noData(l)
				p.body["fieldConfig"] = config
			}
		}
	}
	return rows
}

// noData fits the panel: a figure takes a word or two, Grafana shrinks or cuts off what is longer.
func (p panel) noData(l Language) string {
	isFigure := p.kind == "stat" || p.kind == "gauge" || p.kind == "bargauge"
	switch {
	case isFigure && p.width < 8:
		return l.text("no data", "sin datos")
	case isFigure:
		return l.text("no data: recaudo run", "sin datos: recaudo run")
	}
	return l.text("Nothing for this selection. If the whole board is empty: recaudo run, then let Prometheus scrape "+
		"recaudo serve.",
		"Nada con esta selección. Si todo el tablero está vacío: recaudo run, y luego que Prometheus lea recaudo serve.")
}
