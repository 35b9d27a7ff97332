package metrics

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"
)

//go:embed page.html
var pageSource string

// pageRefreshSeconds is how often a browser asks again; a wall screen has nobody to press a key.
const pageRefreshSeconds = 60

// staleAfter is how long after the end of the board's date its figures are called old: a night was missed, and the
// morning has passed.
const staleAfter = 36 * time.Hour

// pageChoice is what an address asks for: /?team=…&currency=…&lang=….
type pageChoice struct {
	language, team, currency string // "" for team and currency is all
}

// pageLink is a choice to offer.
type pageLink struct {
	Text, Address string
	IsCurrent     bool
}

// pageView is what the template shows.
type pageView struct {
	Words          pageWords
	Language       string
	RefreshSeconds int
	Month          string // that the board covers so far; "" without a board
	AsOf           string // "" without a board
	AsOfDate       string // ISO 8601
	Stale          string // how old the figures are; "" when they are not old
	HasFailed      bool
	Message        string // instead of a board
	Team           string
	Teams          []pageLink
	Currencies     []pageLink
	Languages      []pageLink
	Sections       []pageSection
	Lines          int // rows of text to fit on the screen
}

// pageHandler serves the leaderboard. The rows were read with the snapshot; laying out a few hundred of them takes
// about a millisecond, and whether they are old, or the last run failed, is only known now.
func (s *Server) pageHandler() http.Handler {
	page := template.Must(template.New("page").Parse(pageSource))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		choice := s.choice(r.URL.Query())
		view, status := viewOf(*s.current(), choice, s.opts.Now())
		var body bytes.Buffer
		if err := page.Execute(&body, view); err != nil {
			s.logger.Error("draw the page", "error", err)
			http.Error(w, "draw the page: "+err.Error(), http.StatusInternalServerError)
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Language", choice.language)
		header.Set("Cache-Control", "no-cache")
		header.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		w.WriteHeader(status)
		if _, err := w.Write(body.Bytes()); err != nil {
			s.logger.Debug("write the page", "error", err) // the client has gone
		}
	})
}

func (s *Server) choice(query url.Values) pageChoice {
	choice := pageChoice{language: query.Get("lang"), team: query.Get("team"), currency: query.Get("currency")}
	for _, code := range []string{choice.language, s.opts.Language, DefaultLanguage} {
		if _, known := pageLanguages[code]; known {
			choice.language = code
			break
		}
	}
	return choice
}

// address returns the page of this choice, relative to itself, so that a proxy may put it anywhere.
func (c pageChoice) address() string {
	query := url.Values{"lang": {c.language}}
	if c.team != "" {
		query.Set("team", c.team)
	}
	if c.currency != "" {
		query.Set("currency", c.currency)
	}
	return "?" + query.Encode()
}

// viewOf returns what to show and the HTTP status of it.
func viewOf(now state, choice pageChoice, at time.Time) (pageView, int) {
	words := pageLanguages[choice.language]
	view := pageView{
		Words:          words,
		Language:       choice.language,
		RefreshSeconds: pageRefreshSeconds,
		HasFailed:      now.loadErr != nil || (now.run != nil && now.run.LastRunStatus == RunFailed),
		Team:           choice.team,
		Languages:      languageLinks(choice),
	}
	if now.snapshot == nil {
		view.HasFailed = false // the message says more
		view.Message = words.NothingYet
		return view, http.StatusServiceUnavailable
	}
	board := now.snapshot.board
	if board.err != nil {
		view.Message = words.NoBoard
		return view, http.StatusServiceUnavailable
	}
	view.Month = words.monthToDate(board.date)
	view.AsOf = fmt.Sprintf(words.AsOf, words.date(board.date))
	view.AsOfDate = board.date.Format(time.DateOnly)
	view.Teams = teamLinks(board, choice)
	view.Currencies = currencyLinks(board, choice)
	if sinceMidnight := at.Sub(now.snapshot.asOf); sinceMidnight > 24*time.Hour+staleAfter {
		view.Stale = fmt.Sprintf(words.Stale, words.date(board.date), int(sinceMidnight/(24*time.Hour)))
	}
	if len(board.rows) == 0 {
		view.Message = fmt.Sprintf(words.Nobody, words.date(board.date))
		return view, http.StatusOK
	}
	view.Sections = sectionsOf(board, choice)
	if len(view.Sections) == 0 {
		view.Message = words.NoSuchTeam
		return view, http.StatusNotFound
	}
	view.Lines = linesOf(view.Sections)
	return view, http.StatusOK
}

func languageLinks(choice pageChoice) []pageLink {
	var links []pageLink
	for _, code := range slices.SortedFunc(maps.Keys(pageLanguages), cmp.Compare[string]) {
		to := choice
		to.language = code
		links = append(links, pageLink{pageLanguages[code].Name, to.address(), code == choice.language})
	}
	return links
}

// teamLinks offers all teams and each; nothing where there is no choice.
func teamLinks(b board, choice pageChoice) []pageLink {
	teams := b.teams()
	if len(teams) < 2 {
		return nil
	}
	to := choice
	to.team = ""
	links := []pageLink{{pageLanguages[choice.language].AllTeams, to.address(), choice.team == ""}}
	for _, team := range teams {
		to.team = team
		links = append(links, pageLink{team, to.address(), choice.team == team})
	}
	return links
}

// currencyLinks offers all currencies and each; nothing where there is no choice.
func currencyLinks(b board, choice pageChoice) []pageLink {
	currencies := b.currencies()
	if len(currencies) < 2 {
		return nil
	}
	to := choice
	to.currency = ""
	links := []pageLink{{pageLanguages[choice.language].AllCurrencies, to.address(), choice.currency == ""}}
	for _, currency := range currencies {
		to.currency = currency
		links = append(links, pageLink{currency, to.address(), choice.currency == currency})
	}
	return links
}
