package metrics

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pageRefreshSeconds is how often a browser asks again; a wall screen has nobody to press a key.
const pageRefreshSeconds = 60

// staleAfter is how long after the end of the board's date its figures are called old: a night was missed, and the
// morning has passed.
const staleAfter = 36 * time.Hour

// pageView is what the template shows.
type pageView struct {
	Words          pageWords
	Style          template.CSS
	Script         template.JS
	Language       string
	RefreshSeconds int
	Month          string // that the board covers so far; "" without a board
	AsOf           string // "" without a board
	AsOfDate       string // ISO 8601
	Stale          string // how old the figures are; "" when they are not old
	Fault          string // what the latest run could not do; "" if nothing
	Message        string // instead of a board
	Team           string
	Teams          []pageLink
	Currencies     []pageLink
	Languages      []pageLink
	SortedBy       string
	IsSorted       bool // not by rank
	HasFew         bool // a number is marked
	Sections       []pageSection
	Collector      *collectorView // instead of the board; nil otherwise
	Board          string         // address of the board, from the page of a collector
	Lines          int            // rows of text to fit on the screen; 0 where they need not
}

// pageHandler serves the leaderboard and the pages of its collectors. Their rows were read with the snapshot. Laying out
// 500 of them takes longer than all else of an answer, so that a board is laid out once, until its snapshot is replaced,
// becomes old, or a run fails.
func (s *Server) pageHandler() http.Handler {
	assets := newPageAssets()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		choice := s.choice(r)
		body, status, err := assets.draw(*s.current(), choice, s.opts.Now())
		if err != nil {
			s.logger.Error("draw the page", "error", err)
			http.Error(w, "draw the page: "+err.Error(), http.StatusInternalServerError)
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Language", choice.language)
		header.Set("Vary", "Accept-Language")
		header.Set("Cache-Control", "no-cache")
		header.Set("Content-Security-Policy", assets.policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		w.WriteHeader(status)
		if _, err := w.Write(body); err != nil {
			s.logger.Debug("write the page", "error", err) // the client has gone
		}
	})
}

// draw returns the page and the HTTP status of it.
func (a pageAssets) draw(now state, choice pageChoice, at time.Time) ([]byte, int, error) {
	key := pageKey{choice: choice, hasFailed: now.hasFailed(), notLoaded: now.notLoaded(), staleDays: now.staleDays(at)}
	if now.snapshot != nil {
		if body, isKept := now.snapshot.boards.get(key); isKept {
			return body, http.StatusOK, nil
		}
	}
	view, status := viewOf(now, key)
	view.Style, view.Script = a.style, a.script
	var body bytes.Buffer
	if err := a.template.Execute(&body, view); err != nil {
		return nil, 0, err
	}
	// The page of one collector takes no time, and who asks for what is not there could ask for anything.
	if view.Sections != nil {
		now.snapshot.boards.put(key, body.Bytes())
	}
	return body.Bytes(), status, nil
}

// hasFailed says that what is served is not what the latest run should have left.
func (now state) hasFailed() bool {
	return now.loadErr != nil || (now.run != nil && now.run.LastRunStatus == RunFailed)
}

// notLoaded names the sources that have files in the inbox of which nothing was loaded, with commas.
func (now state) notLoaded() string {
	if now.run == nil {
		return ""
	}
	var names []string
	for name, files := range now.run.Sources {
		if files.Refused+files.Failed > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// staleDays is how many days old the figures are; 0 while they are not called old.
func (now state) staleDays(at time.Time) int {
	if now.snapshot == nil {
		return 0
	}
	sinceMidnight := at.Sub(now.snapshot.asOf)
	if sinceMidnight <= 24*time.Hour+staleAfter {
		return 0
	}
	return int(sinceMidnight / (24 * time.Hour))
}

// viewOf returns what to show and the HTTP status of it.
func viewOf(now state, key pageKey) (pageView, int) {
	choice := key.choice
	words := pageLanguages[choice.language]
	view := pageView{
		Words:          words,
		Language:       choice.language,
		RefreshSeconds: pageRefreshSeconds,
		Fault:          words.fault(key),
		Team:           choice.team,
		Languages:      languageLinks(choice),
	}
	if now.snapshot == nil {
		view.Fault = "" // the message says more
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
	if key.staleDays > 0 {
		view.Stale = fmt.Sprintf(words.Stale, words.date(board.date), key.staleDays)
	}
	if choice.collector != "" {
		view.Teams, view.Currencies = nil, nil
		to := choice
		to.collector = ""
		view.Board = to.address()
		if view.Collector = newCollectorView(board, choice); view.Collector == nil {
			view.Message = words.NoSuchCollector
			return view, http.StatusNotFound
		}
		view.HasFew = true // a channel or the promises judged mostly are
		return view, http.StatusOK
	}
	if len(board.rows) == 0 && !board.isPart() {
		view.Message = fmt.Sprintf(words.Nobody, words.date(board.date))
		return view, http.StatusOK
	}
	view.Sections = sectionsOf(board, choice)
	if len(view.Sections) == 0 {
		view.Message = words.NoSuchTeam
		return view, http.StatusNotFound
	}
	view.SortedBy, view.IsSorted = sortedBy(choice), choice.sort != (pageSort{})
	view.HasFew = slices.ContainsFunc(view.Sections, pageSection.hasFew)
	view.Lines = min(linesOf(view.Sections), mostLines)
	return view, http.StatusOK
}
