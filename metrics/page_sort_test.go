package metrics

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var rowNames = regexp.MustCompile(`<th scope="row" class="text" title="([^"]*)">`)

func namesOn(page string) []string {
	var names []string
	for _, match := range rowNames.FindAllStringSubmatch(page, -1) {
		names = append(names, match[1])
	}
	return names
}

// TestSort wants rows in the order that is asked for, those without a value last, and who has no rank below the ranked.
func TestSort(t *testing.T) {
	f := newFixture(t, nil,
		// Six in a team, of which one has too few accounts; Ángela sorts as an A, in Spanish and in English.
		`insert into marts.leaderboard (
			as_of, collector_id, collector_name, team, currency, assigned_accounts, effectiveness_by_amount,
			rank_by_amount, team_rank_by_amount, is_ranked, recovered_amount
		) values
			('2026-03-05', 'e1', 'Zoe', 'Este', 'COP', 90, 0.9, 1, 1, true, 10),
			('2026-03-05', 'e2', 'Ángela', 'Este', 'COP', 80, 0.8, 2, 2, true, 30),
			('2026-03-05', 'e3', 'Bea', 'Este', 'COP', 70, 0.7, 3, 3, true, null),
			('2026-03-05', 'e4', 'Ñusta', 'Este', 'COP', 60, 0.6, 4, 4, true, 20),
			('2026-03-05', 'e5', 'Nora', 'Este', 'COP', 50, 0.5, 5, 5, true, 20),
			('2026-03-05', 'e6', 'Abel', 'Este', 'COP', 3, 1.0, null, null, false, 99)`)
	f.Refresh(t.Context())
	tests := []struct{ sort, want string }{
		{"", "Zoe Ángela Bea Ñusta Nora Abel"},
		{"rank", "Zoe Ángela Bea Ñusta Nora Abel"},
		{"-rank", "Nora Ñusta Bea Ángela Zoe Abel"},
		{"collector", "Ángela Bea Nora Ñusta Zoe Abel"},
		{"-collector", "Zoe Ñusta Nora Bea Ángela Abel"},
		{"-recovered", "Ángela Ñusta Nora Zoe Bea Abel"},
		{"recovered", "Zoe Ñusta Nora Ángela Bea Abel"},
		{"by_amount", "Nora Ñusta Bea Ángela Zoe Abel"},
		{"-promises", "Zoe Ángela Bea Ñusta Nora Abel"}, // nobody has any: the order of ranks
		{"nonsense", "Zoe Ángela Bea Ñusta Nora Abel"},
	}
	for _, tt := range tests {
		code, body := get(t, f.Handler(), "/?lang=es&team=Este&sort="+tt.sort)
		if got := strings.Join(namesOn(body), " "); code != http.StatusOK || got != tt.want {
			t.Errorf("sort=%s: got %d %s, want %s", tt.sort, code, got, tt.want)
		}
		if !strings.Contains(body, "Va adelante: <strong title=\"Zoe\">") {
			t.Errorf("sort=%s: who leads depends on the order", tt.sort)
		}
	}
}

// TestSortLinks wants the head of each column to sort by it, best first, to turn the order around when it already does,
// and to keep team, currency and language.
func TestSortLinks(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	tests := []struct{ address, want, order string }{
		{"/", `href="?sort=by_amount"`, `aria-sort="descending"><a id="sort-0-by_amount"`},
		{"/?sort=by_amount", `href="?sort=-by_amount"`, `aria-sort="ascending"><a id="sort-0-by_amount"`},
		{"/?sort=-promises", `href="?sort=promises"`, `aria-sort="descending"><a id="sort-0-promises"`},
		{"/?sort=collector", `href="?sort=-collector"`, `aria-sort="ascending"><a id="sort-0-collector"`},
		{"/?sort=-value&team=Sur&currency=COP&lang=es", `href="?currency=COP&amp;lang=es&amp;sort=value&amp;team=Sur"`,
			`aria-sort="descending"><a id="sort-0-value"`},
	}
	for _, tt := range tests {
		_, body := get(t, f.Handler(), tt.address)
		if !strings.Contains(body, tt.want) || !strings.Contains(body, tt.order) {
			t.Errorf("GET %s lacks %s or %s in %s", tt.address, tt.want, tt.order, withoutAssets(body))
		}
		body = withoutAssets(body)
		currencies := strings.Count(body, "<table>")
		if got := strings.Count(body, "aria-sort="); got != currencies {
			t.Errorf("GET %s: %d columns say they order the rows of %d tables", tt.address, got, currencies)
		}
	}
	_, body := get(t, f.Handler(), "/?sort=-contact")
	for _, want := range []string{`href="?collector=c1&amp;sort=-contact"`, `href="?sort=-contact&amp;team=Sur"`, "Sorted by Contact, descending"} {
		if !strings.Contains(body, want) {
			t.Errorf("the sorted page lacks %s", want)
		}
	}
}

func TestLanguageOfTheBrowser(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	tests := []struct{ server, header, address, want string }{
		{"", "", "/", "en"},
		{"", "es-CO,es;q=0.9,en;q=0.8", "/", "es"},
		{"", "en-US,en;q=0.9,es;q=0.8", "/", "en"},
		{"", "de-DE, fr", "/", "en"},
		{"", "de, es;q=0.5", "/", "es"},
		{"", ";;;\x00", "/", "en"},
		{"", "es", "/?lang=en", "en"},
		{"es", "en", "/", "es"},
		{"es", "en", "/?lang=en", "en"},
		{"", "es", "/?lang=xx", "es"},
	}
	for _, tt := range tests {
		f.opts.Language = tt.server
		request := httptest.NewRequest(http.MethodGet, tt.address, nil)
		request.Header.Set("Accept-Language", tt.header)
		recorder := httptest.NewRecorder()
		f.Handler().ServeHTTP(recorder, request)
		if got := recorder.Header().Get("Content-Language"); got != tt.want {
			t.Errorf("GET %s with %q of a server in %q: got %s, want %s", tt.address, tt.header, tt.server, got, tt.want)
		}
		if got := recorder.Header().Values("Vary"); !slices.Contains(got, "Accept-Language") {
			t.Errorf("Vary = %q", got)
		}
	}
}
