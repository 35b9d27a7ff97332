// Package dashboards generates Recaudo's Grafana dashboards, writes them with their provisioning files, and publishes
// them to a running Grafana.
//
// A board is one Go function that lists its rows from top to bottom. The SDK supplies the board, its variables, links
// and HTTP client. Its own panels do not draw on a current Grafana, so panels are structs of this package that travel
// in the SDK's custom panel.
package dashboards

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/grafana-tools/sdk"
)

//go:generate go test . -run ^(TestGenerated|TestRuleFiles)$ -update

// Dashboard is one board in one language.
type Dashboard struct {
	Name     string   // the same in every language, for example "leaderboard"
	Language Language // of every text on the board
	UID      string   // stable: links, provisioning and updates go by it
	Title    string   // as Grafana lists it
	// Description says what the board answers; Grafana shows it in the board's settings and in search.
	Description string
	Build       func(Language) []row
	Refresh     string // how often Grafana asks again, as in "5m"
}

// FileName is the name under which the board is generated and exported.
func (d Dashboard) FileName() string {
	return d.UID + ".json"
}

// JSON is the board as Grafana reads it: indented, keys sorted, the same bytes on every call.
func (d Dashboard) JSON() ([]byte, error) {
	raw, err := json.Marshal(d.board())
	if err != nil {
		return nil, fmt.Errorf("generate dashboard %s: %w", d.UID, err)
	}
	content, err := d.complete(raw)
	if err != nil {
		return nil, fmt.Errorf("generate dashboard %s: %w", d.UID, err)
	}
	return content, nil
}

// complete adds what the SDK's board has no field for and drops what only a Grafana of its time understood.
func (d Dashboard) complete(raw []byte) ([]byte, error) {
	var board map[string]any
	if err := json.Unmarshal(raw, &board); err != nil {
		return nil, err
	}
	dropKeys(board, "hideControls", "originalTitle", "rows", "sharedCrosshair", "slug", "style")
	panels, _ := board["panels"].([]any)
	for _, item := range panels {
		panel, _ := item.(map[string]any)
		dropKeys(panel, "editable", "error", "isNew", "span")
	}
	board["description"] = d.Description
	board["weekStart"] = "monday"
	board["liveNow"] = false
	links, _ := board["links"].([]any)
	for _, item := range links {
		link, _ := item.(map[string]any)
		link["tags"] = []string{} // the SDK leaves out an empty list, which Grafana's own type demands
	}
	completeVariables(board)
	hideUnused(board)

	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false) // ">" in a query stays readable
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(board); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}

func dropKeys(object map[string]any, keys ...string) {
	for _, key := range keys {
		delete(object, key)
	}
}

// translation is the same board in the other language; false when there is none.
func (d Dashboard) translation() (Dashboard, bool) {
	for _, other := range All() {
		if other.Name == d.Name && other.Language != d.Language {
			return other, true
		}
	}
	return Dashboard{}, false
}

// schemaVersion is that of Grafana 12.3. A Grafana that is newer migrates the board by itself.
const schemaVersion = 42

// board assembles the SDK's board. The SDK's constructor is left aside: it invents a numeric id, with which an
// overwrite would answer 404 or hit another board.
func (d Dashboard) board() *sdk.Board {
	board := &sdk.Board{
		UID:           d.UID,
		Title:         d.Title,
		Tags:          []string{"recaudo", string(d.Language)},
		Timezone:      "browser",
		Editable:      true,
		SchemaVersion: schemaVersion,
		Refresh:       &sdk.BoolString{Value: d.Refresh},
		Time:          sdk.Time{From: "now-30d", To: "now"},
		Timepicker:    sdk.Timepicker{RefreshIntervals: []string{"1m", "5m", "15m", "1h"}, TimeOptions: []string{}},
		Templating:    sdk.Templating{List: variables(d.Language)},
		Links:         d.links(),
		Panels:        layOut(sayWhatToDo(d.Language, d.Build(d.Language))),
	}
	board.Annotations.List = []sdk.Annotation{}
	return board
}
