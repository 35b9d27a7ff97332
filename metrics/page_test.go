package metrics

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/message"
)

func TestPageGolden(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	for name, address := range map[string]string{
		"page.en.html":      "/",
		"page.es.html":      "/?lang=es",
		"page.team.es.html": "/?lang=es&team=Sur&currency=COP",
		"page.sorted.html":  "/?sort=-promises",
		"page.c1.html":      "/?collector=c1",
		"page.c3.es.html":   "/?collector=c3&lang=es&team=Sur",
	} {
		t.Run(name, func(t *testing.T) {
			code, body := get(t, f.Handler(), address)
			if code != http.StatusOK {
				t.Errorf("GET %s = %d, want 200", address, code)
			}
			body = withoutAssets(body)
			compareGolden(t, name, []byte(body))
			if strings.Contains(body, "<b>Eva") || strings.Contains(body, "ZgotmplZ") {
				t.Error("a name is not escaped")
			}
			if strings.Contains(body, "<script src") || strings.Contains(body, "http://") || strings.Contains(body, "https://") {
				t.Error("the page asks for something outside itself")
			}
		})
	}
}

// withoutAssets leaves the style and the script out of a page: they are files of their own.
func withoutAssets(page string) string {
	return strings.NewReplacer(pageStyle+scaleRules(), "…", pageScript, "…").Replace(page)
}

func TestPageStates(t *testing.T) {
	english := pageLanguages["en"]
	evening := time.Date(2026, 3, 7, 16, 0, 0, 0, time.UTC) // 35 h after 5 March ended in Bogotá
	tests := []struct {
		name    string
		now     time.Time
		run     *RunStatus
		address string
		code    int
		want    string
		wantNot string
	}{
		{name: "fresh", now: evening, address: "/", code: 200, want: "Data as of 5 March 2026", wantNot: "days ago"},
		{name: "old", now: evening.Add(2 * time.Hour), address: "/", code: 200,
			want: "These figures are of 5 March 2026, 2 days ago."},
		{name: "as of long ago", now: evening.AddDate(0, 0, 20), address: "/?lang=es", code: 200,
			want: "Estas cifras son del 5 de marzo de 2026, hace 22 días."},
		{name: "run failed", now: evening, run: &RunStatus{LastRunAt: evening, LastRunStatus: RunFailed, Error: "/secret/path"},
			address: "/", code: 200, want: english.Failed, wantNot: "/secret/path"},
		{name: "run succeeded", now: evening, run: &RunStatus{LastRunAt: evening, LastRunStatus: RunSucceeded},
			address: "/", code: 200, wantNot: english.Failed},
		{name: "files not loaded", now: evening, run: &RunStatus{LastRunAt: evening, LastRunStatus: RunSucceeded,
			Sources: map[string]SourceFiles{"pagos": {Seen: 3, Refused: 1}, "gestiones": {Seen: 2}, "cuentas": {Seen: 1, Failed: 1}}},
			address: "/", code: 200, want: "Not loaded: files of cuentas, pagos.", wantNot: english.Failed},
		{name: "unknown team", now: evening, address: "/?team=<xss>", code: 404, want: english.NoSuchTeam, wantNot: "<xss"},
		{name: "unknown collector", now: evening, address: "/?collector=<xss>&sort=<xss>", code: 404,
			want: english.NoSuchCollector, wantNot: "<xss"},
		{name: "unknown language", now: evening, address: "/?lang=xx", code: 200, want: english.Title},
	}
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.opts.Now = func() time.Time { return tt.now }
			now := *f.current()
			now.run = tt.run
			f.state.Store(&now)
			code, body := get(t, f.Handler(), tt.address)
			if code != tt.code || !strings.Contains(body, tt.want) {
				t.Errorf("GET %s = %d, want %d with %q in %s", tt.address, code, tt.code, tt.want, body)
			}
			if tt.wantNot != "" && strings.Contains(body, tt.wantNot) {
				t.Errorf("GET %s has %q", tt.address, tt.wantNot)
			}
		})
	}
}

// TestPageOfNobody wants a board without rows to say so, also where a team is chosen, instead of showing an empty page.
func TestPageOfNobody(t *testing.T) {
	f := newFixture(t, nil, "delete from marts.leaderboard")
	f.Refresh(t.Context())
	for address, want := range map[string]string{
		"/":                  "Nobody held an account or did anything in the month up to 5 March 2026.",
		"/?lang=es&team=Sur": "Nadie tuvo cuentas ni actividad en el mes hasta el 5 de marzo de 2026.",
	} {
		code, body := get(t, f.Handler(), address)
		if code != http.StatusOK || !strings.Contains(body, want) || !strings.Contains(body, "recaudo status") {
			t.Errorf("GET %s = %d, want 200 with %q and what to do in %s", address, code, want, body)
		}
	}
}

// TestMovesOfATeam wants the page of one team to show the moves within it, as it shows the ranks within it.
func TestMovesOfATeam(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	for address, want := range map[string]string{"/": "▼1", "/?team=Sur": "▲2"} {
		if _, body := get(t, f.Handler(), address); !strings.Contains(body, want) {
			t.Errorf("GET %s has no move %q in %s", address, want, body)
		}
	}
}

// TestUnrankedOrder wants those without a rank by effectiveness by amount, then by name, and those without any last.
func TestUnrankedOrder(t *testing.T) {
	f := newFixture(t, nil,
		"update marts.leaderboard set is_ranked = false, rank_by_amount = null where currency = 'COP'",
		"update marts.leaderboard set effectiveness_by_amount = 0.12 where currency = 'COP' and collector_id in ('c1', 'c2')")
	f.Refresh(t.Context())
	var got []string
	for _, row := range f.current().snapshot.board.rows {
		if row.currency == "COP" {
			got = append(got, row.collector)
		}
	}
	want := []string{"<b>Eva</b> & Cía", "Ana Gómez", `Luis "El Rayo" Peña`, "c4"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLeader(t *testing.T) {
	first, second := sql.NullInt64{Int64: 1, Valid: true}, sql.NullInt64{Int64: 2, Valid: true}
	ratio := sql.NullFloat64{Float64: 0.153, Valid: true}
	leading := func(name string) boardRow {
		return boardRow{collector: name, rank: first, work: work{effectivenessAmount: ratio}}
	}
	tests := []struct {
		name string
		rows []boardRow
		want string // "" is nobody
	}{
		{"nobody ranked", []boardRow{{collector: "Ana"}}, ""},
		{"one", []boardRow{leading("Ana"), {collector: "Luis", rank: second}}, "Leads: Ana, 15.3% by amount"},
		{"a tie", []boardRow{leading("Ana"), leading("Luis")}, "Lead: Ana, Luis, 15.3% by amount"},
		{"a tie of many", []boardRow{leading("A"), leading("B"), leading("C"), leading("D"), leading("E")},
			"Lead: A, B, C, and 2 more, 15.3% by amount"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if leader := newRowLayout(pageLanguages["en"], tt.rows, false).leader(tt.rows); leader != nil {
				got = leader.Label + " " + leader.Names + ", " + leader.Figure
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPageWithoutLeaderboard(t *testing.T) {
	f := newFixture(t, nil, "drop table marts.leaderboard")
	f.Refresh(t.Context())
	code, body := get(t, f.Handler(), "/")
	if code != http.StatusServiceUnavailable || !strings.Contains(body, pageLanguages["en"].NoBoard) {
		t.Errorf("GET / = %d %s, want 503 and what to do", code, body)
	}
	if code, _ := get(t, f.Handler(), "/-/ready"); code != http.StatusOK {
		t.Errorf("GET /-/ready = %d, want 200: the metrics are there", code)
	}
}

func TestNumbers(t *testing.T) {
	amount := sql.NullFloat64{Float64: 1234567.891, Valid: true}
	ratio := sql.NullFloat64{Float64: 0.12345, Valid: true}
	tests := []struct {
		language, money, bigMoney, percent string
	}{
		{"en", "1,234,567.89", "1,234,568", "12.3%"},
		{"es", "1.234.567,89", "1.234.568", "12,3\u00a0%"},
	}
	for _, tt := range tests {
		t.Run(tt.language, func(t *testing.T) {
			words := pageLanguages[tt.language]
			layout := rowLayout{words: words, printer: message.NewPrinter(words.Tag), moneyDecimals: 2}
			if got := layout.money(amount); got != tt.money {
				t.Errorf("money = %q, want %q", got, tt.money)
			}
			layout.moneyDecimals = 0
			if got := layout.money(amount); got != tt.bigMoney {
				t.Errorf("money without decimals = %q, want %q", got, tt.bigMoney)
			}
			if got := layout.percent(ratio, 1); got != tt.percent {
				t.Errorf("percent = %q, want %q", got, tt.percent)
			}
			if got := layout.money(sql.NullFloat64{}); got != dash {
				t.Errorf("money of NULL = %q, want %q", got, dash)
			}
		})
	}
}
