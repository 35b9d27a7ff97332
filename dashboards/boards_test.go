package dashboards

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// generated is what the tests read of a board's JSON.
type generated struct {
	UID         string `json:"uid"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Templating  struct {
		List []struct {
			Name       string `json:"name"`
			Multi      bool   `json:"multi"`
			IncludeAll bool   `json:"includeAll"`
			Hide       int    `json:"hide"`
		} `json:"list"`
	} `json:"templating"`
	Panels []generatedPanel `json:"panels"`
}

type generatedPanel struct {
	ID              int    `json:"id"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	Description     string `json:"description"`
	GridPos         struct{ X, Y, W, H int }
	Datasource      source      `json:"datasource"`
	FieldConfig     fieldConfig `json:"fieldConfig"`
	Targets         []target    `json:"targets"`
	Transformations []struct {
		ID      string          `json:"id"`
		Options json.RawMessage `json:"options"`
	} `json:"transformations"`
}

func read(t *testing.T, d Dashboard) generated {
	t.Helper()
	content, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var board generated
	if err := json.Unmarshal(content, &board); err != nil {
		t.Fatal(err)
	}
	return board
}

// eachBoard runs a test on every board in every language.
func eachBoard(t *testing.T, check func(t *testing.T, d Dashboard, board generated)) {
	t.Helper()
	for _, d := range All() {
		t.Run(d.UID, func(t *testing.T) { check(t, d, read(t, d)) })
	}
}

// TestUIDs holds the uids still: links, bookmarks and provisioning go by them.
func TestUIDs(t *testing.T) {
	var got []string
	for _, d := range All() {
		got = append(got, d.Name+" "+string(d.Language)+" "+d.UID)
	}
	want := []string{
		"leaderboard en recaudo-leaderboard",
		"leaderboard es recaudo-leaderboard-es",
		"collector en recaudo-collector",
		"collector es recaudo-collector-es",
		"channels en recaudo-channels",
		"channels es recaudo-channels-es",
		"portfolio en recaudo-portfolio",
		"portfolio es recaudo-portfolio-es",
		"limits en recaudo-limits",
		"limits es recaudo-limits-es",
		"pipeline en recaudo-pipeline",
		"pipeline es recaudo-pipeline-es",
		"wall en recaudo-wall",
		"wall es recaudo-wall-es",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBoardIsComplete(t *testing.T) {
	eachBoard(t, func(t *testing.T, d Dashboard, board generated) {
		if board.UID != d.UID || board.Title != d.Title || board.Description == "" {
			t.Errorf("got uid %q, title %q, description %q", board.UID, board.Title, board.Description)
		}
		var names []string
		for _, v := range board.Templating.List {
			names = append(names, v.Name)
			if (v.Name == "currency" || v.Name == "collector") && (v.Multi || v.IncludeAll) {
				t.Errorf("%s takes several values: amounts of different currencies or people would be added", v.Name)
			}
		}
		if want := []string{"datasource", "team", "collector", "collector_id", "portfolio", "currency", "period", "goal"}; !reflect.DeepEqual(names, want) {
			t.Errorf("got variables %q, want %q", names, want)
		}
	})
}

func TestPanelsAreComplete(t *testing.T) {
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		ids := map[int]bool{}
		for _, p := range board.Panels {
			if p.ID == 0 || ids[p.ID] {
				t.Errorf("panel %q: id %d is taken or zero", p.Title, p.ID)
			}
			ids[p.ID] = true
			if p.Title == "" {
				t.Errorf("panel %d has no title", p.ID)
			}
			if p.Type == "row" {
				continue
			}
			if p.Description == "" {
				t.Errorf("panel %q has no description", p.Title)
			}
			if p.FieldConfig.Defaults.Unit == "" {
				t.Errorf("panel %q has no unit", p.Title)
			}
			if p.Datasource != chosenSource() {
				t.Errorf("panel %q: data source is %v, not the variable", p.Title, p.Datasource)
			}
			if len(p.Targets) == 0 {
				t.Errorf("panel %q has no query", p.Title)
			}
			for _, q := range p.Targets {
				if q.Datasource != chosenSource() {
					t.Errorf("panel %q, query %s: data source is %v, not the variable", p.Title, q.RefID, q.Datasource)
				}
			}
		}
	})
}

// TestTableColumns wants a width and, for measures, a unit for each column, and the widths to fit a screen of 1600.
func TestTableColumns(t *testing.T) {
	const usablePixels = 1600 - 48 // what the page and the panel leave to the columns
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		for _, p := range board.Panels {
			if p.Type != "table" {
				continue
			}
			last := p.Transformations[len(p.Transformations)-1]
			var organize organizeOptions
			if err := json.Unmarshal(last.Options, &organize); err != nil || last.ID != "organize" {
				t.Fatalf("panel %q: last transformation is %s (%v), want organize", p.Title, last.ID, err)
			}
			total := 0.0
			for from, title := range organize.RenameByName {
				properties := propertiesOf(p.FieldConfig, title)
				width, _ := properties["custom.width"].(float64)
				if width == 0 {
					t.Errorf("panel %q, column %q has no width", p.Title, title)
				}
				if isMeasure := strings.Contains(from, "#") || from == "Value"; isMeasure && properties["unit"] == nil {
					t.Errorf("panel %q, column %q has no unit", p.Title, title)
				}
				total += width
			}
			if available := float64(usablePixels * p.GridPos.W / gridColumns); total > available {
				t.Errorf("panel %q: columns take %v pixels, the panel has %v", p.Title, total, available)
			}
		}
	})
}

func propertiesOf(config fieldConfig, column string) map[string]any {
	properties := map[string]any{}
	for _, o := range config.Overrides {
		if o.Matcher.ID == "byName" && o.Matcher.Options == column {
			for _, p := range o.Properties {
				properties[p.ID] = p.Value
			}
		}
	}
	return properties
}

func TestPanelsDoNotOverlap(t *testing.T) {
	eachBoard(t, func(t *testing.T, _ Dashboard, board generated) {
		taken := map[[2]int]string{}
		for _, p := range board.Panels {
			for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
				for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
					if other := taken[[2]int{x, y}]; other != "" || x >= gridColumns {
						t.Fatalf("panel %q at %d,%d overlaps %q or leaves the grid", p.Title, x, y, other)
					}
					taken[[2]int{x, y}] = p.Title
				}
			}
		}
	})
}

// TestNoKeyTwice reads the board as the SDK writes it: later steps would hide a key that stands twice in an object.
func TestNoKeyTwice(t *testing.T) {
	for _, d := range All() {
		raw, err := json.Marshal(d.board())
		if err != nil {
			t.Fatal(err)
		}
		if err := findKeyTwice(json.NewDecoder(bytes.NewReader(raw))); err != nil {
			t.Errorf("%s: %v", d.UID, err)
		}
	}
	if err := findKeyTwice(json.NewDecoder(strings.NewReader(`[{"a": {"b": 1, "b": 2}}]`))); err == nil {
		t.Error("a key that stands twice was not found")
	}
}

// findKeyTwice reads one JSON value.
func findKeyTwice(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	opening, isOpening := token.(json.Delim)
	if !isOpening {
		return nil
	}
	seen := map[any]bool{}
	for decoder.More() {
		if opening == '{' {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			if seen[key] {
				return fmt.Errorf("key %q stands twice in an object", key)
			}
			seen[key] = true
		}
		if err := findKeyTwice(decoder); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

// TestLanguagesHaveTheSameStructure compares the boards of a name with every text blanked out.
func TestLanguagesHaveTheSameStructure(t *testing.T) {
	for _, d := range All() {
		other, found := d.translation()
		if !found {
			t.Errorf("%s is in one language only", d.UID)
			continue
		}
		got, want := shape(read(t, d)), shape(read(t, other))
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s and %s differ:\n%v\n%v", d.UID, other.UID, got, want)
		}
	}
}

// shape is what is the same in every language: each panel's kind, place, and the metrics and columns it shows.
func shape(board generated) []string {
	var lines []string
	for _, p := range board.Panels {
		line := fmt.Sprint(p.ID, p.Type, p.GridPos, len(p.FieldConfig.Overrides), len(p.Transformations))
		for _, q := range p.Targets {
			line += fmt.Sprint(q.RefID, q.Format, metricNames(q.Expr))
		}
		lines = append(lines, line)
	}
	return lines
}
