package metrics

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// Names come from exports. Whatever they hold, nothing that is served steers a terminal or turns a line around, the
// text format stays valid, and no two collectors become one.
func TestNamesThatNobodyCanRead(t *testing.T) {
	f := newFixture(t, definitions(t),
		`update marts.leaderboard set collector_name = 'Ana ' || chr(27) || '[2J' || chr(155) || '"\' || chr(10) || 'x 1',
			team = chr(8238) || 'etroN<b>' || chr(0) where collector_id = 'c1'`,
		"update marts.leaderboard set collector_name = repeat('Zoë' || repeat(chr(769), 50), 100000) where collector_id = 'c2'")
	f.Refresh(t.Context())
	metrics := scrapeText(t, f.Server)
	_, page := get(t, f.Handler(), "/")
	for what, text := range map[string]string{"/metrics": metrics, "page": page} {
		for _, r := range text {
			if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%s: got %q", what, r)
				break
			}
		}
		if strings.Contains(text, "<b>\x00") || len(text) > 1<<20 {
			t.Errorf("%s: got %d bytes", what, len(text))
		}
	}
	if want := `collector="Ana \\x1b[2J\\u009b\"\\\\nx 1"`; !strings.Contains(metrics, want) {
		t.Errorf("/metrics lacks %s", want)
	}
	if want := `Ana \x1b[2J\u009b&#34;\\nx 1`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	if _, err := parser.TextToMetricFamilies(strings.NewReader(metrics)); err != nil {
		t.Errorf("/metrics is no text format: %v", err)
	}
	if code, _ := get(t, f.Handler(), `/?team=\u202eetroN%3Cb%3E\x00`); code != http.StatusOK {
		t.Errorf("the board of the team: got %d", code)
	}
}

// Teams that look alike are still two, and neither their escapes nor their length are served.
func TestNamesThatLookAlike(t *testing.T) {
	f := newFixture(t, []Definition{{
		Subject: "twins", File: "metrics/twins.sql", MaxSeries: 9, Labels: []string{"team"},
		Query: `select 'a' || chr(27) as team, 1 as value union all select 'a\x1b', 2
			union all select repeat('b', 300000) || 'c', 3 union all select repeat('b', 300000) || 'd', 4`,
		Metrics: []Metric{{Name: "recaudo_twins", Column: "value", Help: "Value.", Labels: []string{"team"}}},
	}})
	f.Refresh(t.Context())
	text := scrapeText(t, f.Server)
	book := strings.Repeat("b", 200)
	for _, want := range []string{`{team="a\\\\x1b #[0-9a-f]{8}"} 1`, `{team="a\\\\x1b"} 2`, `{team="` + book + `… #[0-9a-f]{8}"} 3`,
		`{team="` + book + `… #[0-9a-f]{8}"} 4`} {
		if !regexp.MustCompile(`(?m)^recaudo_twins` + want + `$`).MatchString(text) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, "\x1b") || len(text) > 1<<20 {
		t.Errorf("/metrics has an escape, or %d bytes", len(text))
	}
}
