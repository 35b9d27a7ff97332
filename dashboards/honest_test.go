package dashboards

import (
	"slices"
	"strings"
	"testing"
)

// TestBoardsBeginWithTheStateOfTheData wants the header at the top of every board, and on the wall, where there is no
// room for all of it, the age.
func TestBoardsBeginWithTheStateOfTheData(t *testing.T) {
	for _, b := range boards() {
		var got, want []string
		for _, p := range b.build(English)[0].panels {
			got = append(got, p.title)
		}
		for _, p := range header(English) {
			want = append(want, p.title)
		}
		begins := len(got) >= len(want) && slices.Equal(got[:len(want)], want)
		if !begins && !(b.name == "wall" && slices.Contains(got, dataAge(English).title)) {
			t.Errorf("%s: the first row holds %q, want it to begin with %q", b.name, got, want)
		}
	}
}

// TestPanelsSayWhatToDo wants a text for when there is no data, one that is not the dash of an empty cell.
func TestPanelsSayWhatToDo(t *testing.T) {
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		for _, p := range board.Panels {
			if text := p.FieldConfig.Defaults.NoValue; p.Type != "row" && (text == "" || text == "–") {
				t.Errorf("panel %q says %q when there is no data", p.Title, text)
			}
			for _, o := range p.FieldConfig.Overrides {
				if p.Type == "table" && propertiesOf(p.FieldConfig, o.Matcher.Options.(string))["noValue"] == nil {
					t.Errorf("panel %q, column %q would show the text for no data in each empty cell", p.Title, o.Matcher.Options)
				}
			}
		}
	})
}

// TestTablesAreSorted finds a table that is to be sorted by a column it does not have.
func TestTablesAreSorted(t *testing.T) {
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		for _, p := range board.Panels {
			for _, step := range p.Transformations {
				if step.ID == "sortBy" && strings.Contains(string(step.Options), `"field": ""`) {
					t.Errorf("panel %q is sorted by a column that is not there", p.Title)
				}
			}
		}
	})
}

func TestFewAreMarked(t *testing.T) {
	texts, isExact := fewMarked()[0].Options.(exactly)
	if !isExact || texts["4"].Text != "⚠ 4" || texts["29"].Color == "" {
		t.Errorf("four and 29 are not marked: %v", texts)
	}
	if marked, found := texts["30"]; found {
		t.Errorf("30 is marked: %v", marked)
	}
}

// TestVariablesInSight names the boards' variables that can be seen. All are there on each board, so that a link keeps
// the whole selection.
func TestVariablesInSight(t *testing.T) {
	want := map[string]string{
		"leaderboard": "datasource team portfolio currency period",
		"collector":   "datasource team collector collector_id portfolio currency period",
		"channels":    "datasource team portfolio period",
		"portfolio":   "datasource team portfolio currency goal",
		"limits":      "datasource team portfolio",
		"pipeline":    "datasource",
		"wall":        "datasource team currency",
	}
	eachBoard(t, func(t *testing.T, d Dashboard, board generated) {
		var seen []string
		for _, v := range board.Templating.List {
			if v.Hide == 0 {
				seen = append(seen, v.Name)
			}
		}
		if got := strings.Join(seen, " "); got != want[d.Name] {
			t.Errorf("got variables in sight %q, want %q", got, want[d.Name])
		}
	})
}

// TestLinks wants a link from each board to each other of its language, with the selection and the time.
func TestLinks(t *testing.T) {
	for _, d := range All() {
		linked := map[string]bool{}
		for _, link := range d.board().Links {
			if !link.IncludeVars || link.KeepTime == nil || !*link.KeepTime {
				t.Errorf("%s: the link %q loses the selection or the time", d.UID, link.Title)
			}
			linked[strings.TrimPrefix(*link.URL, "/d/")] = true
		}
		for _, b := range boards() {
			if other := b.in(d.Language).UID; other != d.UID && !b.aside && !linked[other] {
				t.Errorf("%s has no link to %s", d.UID, other)
			}
		}
		if other, _ := d.translation(); !linked[other.UID] {
			t.Errorf("%s has no link to the other language", d.UID)
		}
	}
}

func TestCollectorLinkKeepsTheSelection(t *testing.T) {
	for _, l := range []Language{English, Spanish} {
		url := collectorLink(l, "__field.labels.collector", "__field.labels.collector_id")[0].URL
		for _, v := range variables(l) {
			if !strings.Contains(url, "var-"+v.Name+"=") && !strings.Contains(url, "${"+v.Name+":queryparam}") {
				t.Errorf("the link loses %s: %s", v.Name, url)
			}
		}
		if !strings.HasPrefix(url, "/d/"+l.text("recaudo-collector", "recaudo-collector-es")+"?") {
			t.Errorf("the link leads elsewhere: %s", url)
		}
	}
}
