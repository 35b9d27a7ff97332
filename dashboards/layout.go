package dashboards

import "github.com/grafana-tools/sdk"

// Grafana's grid has 24 columns; a unit of height is about 38 pixels.
const gridColumns = 24

// row is a section of a board, with a title or without. Its panels flow from left to right and wrap where they do not
// fit; one may stand below the one before it.
type row struct {
	title  string
	panels []panel
}

// layOut places the rows from top to bottom and numbers the panels from 1, in the order they are listed.
func layOut(rows []row) []*sdk.Panel {
	var panels []*sdk.Panel
	y := 0
	place := func(p panel, x, y int) {
		panels = append(panels, p.build(uint(len(panels)+1), x, y))
	}
	for _, r := range rows {
		if r.title != "" {
			place(rowTitle(r.title), 0, y)
			y++
		}
		x, tallest, bottom := 0, 0, 0
		for _, p := range r.panels {
			if p.below {
				place(p, x-p.width, y+bottom)
				bottom += p.height
				tallest = max(tallest, bottom)
				continue
			}
			if x+p.width > gridColumns {
				x, y, tallest = 0, y+tallest, 0
			}
			place(p, x, y)
			x += p.width
			bottom = p.height
			tallest = max(tallest, p.height)
		}
		y += tallest
	}
	return panels
}

func rowTitle(title string) panel {
	return panel{
		kind: "row", title: title, width: gridColumns, height: 1,
		body: map[string]any{"collapsed": false, "panels": []any{}},
	}
}
