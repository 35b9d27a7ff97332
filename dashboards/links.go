package dashboards

import (
	"strings"

	"github.com/grafana-tools/sdk"
)

// collectorUID is the board that the collectors' names lead to.
const collectorUID = "recaudo-collector"

// links lead to the other boards and to the same one in the other language, with the reader's selection and time.
func (d Dashboard) links() []sdk.Link {
	links := []sdk.Link{}
	for _, b := range boards() {
		if other := b.in(d.Language); other.Name != d.Name && !b.aside {
			links = append(links, boardLink(other.Title, other.UID, "dashboard"))
		}
	}
	if other, found := d.translation(); found {
		links = append(links, boardLink(other.Language.text("English", "Español"), other.UID, "doc"))
	}
	return links
}

func boardLink(title, uid, icon string) sdk.Link {
	url, yes, no, tooltip := "/d/"+uid, true, false, ""
	return sdk.Link{
		Title: title, Type: "link", Icon: &icon, URL: &url, IncludeVars: true, KeepTime: &yes, AsDropdown: &no,
		TargetBlank: &no, Tooltip: &tooltip,
	}
}

// dataLink leads from a value to another page; its URL may use the value's row and labels.
type dataLink struct {
	Title       string `json:"title"`
	URL         string `json:"url"`
	TargetBlank bool   `json:"targetBlank"`
}

// collectorLink leads to the board of the collector that from names: a macro for a cell of the row or a label of the
// series. number is the same for the collector's number, because two people may share a name. The rest of the selection
// goes along, but for the collector chosen before, which would stand in the address twice.
func collectorLink(l Language, from, number string) []dataLink {
	var kept []string
	for _, v := range variables(l) {
		if v.Name != "collector" && v.Name != "collector_id" {
			kept = append(kept, "${"+v.Name+":queryparam}")
		}
	}
	return []dataLink{{
		Title: l.text("This collector's board", "Tablero de este gestor"),
		URL: "/d/" + l.text(collectorUID, collectorUID+"-es") + "?var-collector=${" + from +
			":percentencode}&var-collector_id=${" + number + ":percentencode}&" +
			strings.Join(kept, "&") + "&${__url_time_range}",
	}}
}

// collectorOfLabel is collectorLink for panels of one series for each collector.
func collectorOfLabel(l Language) []dataLink {
	return collectorLink(l, "__field.labels.collector", "__field.labels.collector_id")
}

// collectorColumn names the collector of a table's row and leads to the collector's board.
func collectorColumn(l Language, width int) column {
	title := l.text("Collector", "Gestor")
	return column{
		title: title, width: width, label: "collector",
		field: field{Links: collectorLink(l, "__data.fields."+title, "__data.fields."+numberTitle(l))},
	}
}

// numberColumn tells people of one name apart. A table with a link to a collector has it, because the link takes the
// number from its row.
func numberColumn(l Language, width int) column {
	return column{title: numberTitle(l), width: width, label: "collector_id"}
}

// numberTitle has no full stop, which a link could not name.
func numberTitle(l Language) string {
	return l.text("Number", "Número")
}
