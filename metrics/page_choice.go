package metrics

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/text/language"
)

// pageChoice is what an address asks for: /?collector=…&team=…&currency=…&sort=…&lang=….
type pageChoice struct {
	language        string
	askedLanguage   string   // in the address; "" is none, and then the language is the server's or the browser's
	team, currency  string   // "" is all
	collector       string   // collector_id; "" is the board
	sort            pageSort // of the board
	isTeamNecessary bool     // one team is served, so that it is the choice of every address
}

// pageLink is a choice to offer.
type pageLink struct {
	Text, Address string
	IsCurrent     bool
}

func (s *Server) choice(r *http.Request) pageChoice {
	query := r.URL.Query()
	choice := pageChoice{
		team: query.Get("team"), currency: query.Get("currency"), collector: query.Get("collector"),
		sort: parseSort(query.Get("sort")),
	}
	if _, known := pageLanguages[query.Get("lang")]; known {
		choice.askedLanguage = query.Get("lang")
	}
	choice.language = cmp.Or(choice.askedLanguage, s.opts.Language, languageOf(r.Header.Get("Accept-Language")))
	if len(s.opts.Teams) == 1 && choice.team == "" {
		choice.team, choice.isTeamNecessary = shownName(s.opts.Teams[0]), true
	}
	return choice
}

// languageOf returns the language of the page that an Accept-Language header asks for.
func languageOf(header string) string {
	asked, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return DefaultLanguage
	}
	codes := languageCodes()
	codes = slices.Insert(slices.DeleteFunc(codes, func(code string) bool { return code == DefaultLanguage }), 0, DefaultLanguage)
	var tags []language.Tag
	for _, code := range codes {
		tags = append(tags, pageLanguages[code].Tag)
	}
	_, place, _ := language.NewMatcher(tags).Match(asked...) // the first when nothing matches
	return codes[place]
}

func languageCodes() []string { return slices.Sorted(maps.Keys(pageLanguages)) }

// address returns the page of this choice, relative to itself, so that a proxy may put it anywhere.
func (c pageChoice) address() string {
	query := url.Values{}
	if c.isTeamNecessary {
		c.team = ""
	}
	for key, value := range map[string]string{
		"lang": c.askedLanguage, "collector": c.collector, "team": c.team, "currency": c.currency, "sort": c.sort.String(),
	} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return "?" + query.Encode()
}

func languageLinks(choice pageChoice) []pageLink {
	var links []pageLink
	for _, code := range languageCodes() {
		to := choice
		to.askedLanguage = code
		links = append(links, pageLink{pageLanguages[code].Name, to.address(), code == choice.language})
	}
	return links
}

// teamLinks offers all teams and each; nothing where there is no choice.
func teamLinks(b board, choice pageChoice) []pageLink {
	teams := b.teamNames()
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
