package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const names = "tbody th.text a"

// sorting wants a click to order the rows in place, and to choose a team; the way back leads back.
func (c *check) sorting() (string, error) {
	err := errors.Join(c.size(1366, 768, "light", "screen"), c.open(c.address), c.evaluate("window.isSame = true", nil))
	if err != nil {
		return "", err
	}
	byRank, err := c.texts(names)
	if err != nil || len(byRank) < 4 {
		return "", errors.Join(err, fmt.Errorf("%d rows", len(byRank)))
	}
	if err := c.evaluate("document.querySelector('"+names+"').getAttribute('href')", &c.person); err != nil {
		return "", err
	}
	sorted := func(column, order string) error {
		if err := errors.Join(c.click("#sort-0-"+column), c.await(
			"document.querySelector('#sort-0-"+column+"').parentElement.ariaSort === '"+order+"'")); err != nil {
			return err
		}
		return errors.Join(
			c.holds("in place, without a reload", "window.isSame"),
			c.holds("one column orders the rows", "document.querySelectorAll('[aria-sort]').length === 1"),
			c.holds("the focus stays", "document.activeElement.id === 'sort-0-"+column+"'"),
			c.holds("the address tells", "location.search.includes('sort=')"),
		)
	}
	if err := sorted("accounts", "descending"); err != nil {
		return "", err
	}
	if err := c.inOrder("accounts", -1); err != nil {
		return "", err
	}
	if err := sorted("accounts", "ascending"); err != nil {
		return "", err
	}
	if err := c.inOrder("accounts", 1); err != nil {
		return "", err
	}
	if err := c.await("document.querySelector('#status').textContent === 'Sorted by Accounts, ascending'"); err != nil {
		return "", err
	}
	if err := sorted("collector", "ascending"); err != nil {
		return "", err
	}
	byName, err := c.texts(names)
	if err != nil || slices.Equal(byName, byRank) || len(byName) != len(byRank) {
		return "", errors.Join(err, fmt.Errorf("by name: %q", byName))
	}
	// A team keeps the order, and all of its rows are its own.
	err = errors.Join(c.click("nav[aria-label=Teams] a:nth-child(2)"), c.await("!document.querySelector('td.team')"),
		c.holds("the order stays", "document.querySelector('#sort-0-collector').parentElement.ariaSort === 'ascending'"),
		c.holds("in place", "window.isSame"))
	if err != nil {
		return "", err
	}
	ofTeam, err := c.texts(names)
	if err != nil || len(ofTeam) == 0 || len(ofTeam) >= len(byName) {
		return "", errors.Join(err, fmt.Errorf("%d of %d are in the team", len(ofTeam), len(byName)))
	}
	// To a person, back to the team, back to all.
	err = errors.Join(c.click(names), c.await("document.querySelector('.ranks')"),
		c.holds("the heading is focused", "document.activeElement.tagName === 'H1'"),
		c.evaluate("history.back()", nil), c.await("document.querySelectorAll('"+names+"').length === "+strconv.Itoa(len(ofTeam))),
		c.evaluate("history.back()", nil), c.await("document.querySelectorAll('"+names+"').length === "+strconv.Itoa(len(byName))),
		c.holds("still the same document", "window.isSame"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d rows by accounts and by name, %d of a team, a collector and back, all in place", len(byRank), len(ofTeam)), nil
}

// inOrder wants the numbers of a column to rise, or to fall with a sign of -1.
func (c *check) inOrder(column string, sign int) error {
	var place int
	err := c.evaluate("[...document.querySelectorAll('thead a')].findIndex((a) => a.id === 'sort-0-"+column+"')", &place)
	if err != nil {
		return err
	}
	texts, err := c.texts(fmt.Sprintf("tbody:first-of-type tr > :nth-child(%d)", place+1))
	if err != nil {
		return err
	}
	var before int
	for i, text := range texts {
		number, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			return err
		}
		if i > 0 && (number-before)*sign < 0 {
			return fmt.Errorf("%s are not in order: %q", column, texts)
		}
		before = number
	}
	return nil
}

// faster makes the page's minutes last a second.
const faster = `{ const slow = setInterval; window.setInterval = (call, delay) => slow(call, delay / 60); }`

// refresh wants new figures to come by themselves while order, focus, scrolling and what is open stay, and a server that
// does not answer to be told of.
func (c *check) refresh() (string, error) {
	var script struct{ Identifier string }
	if err := c.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": faster}, &script); err != nil {
		return "", err
	}
	const changed = "Renamed Somebody"
	var before string
	err := errors.Join(
		c.size(390, 500, "light", "screen"),
		c.open(c.address+c.person+"&sort=-contact"),
		c.evaluate("window.isSame = true; document.querySelector('details').open = true; window.scrollTo(0, 700);"+
			"document.querySelector('summary').focus({ preventScroll: true })", nil),
		c.evaluate("document.querySelector('h1 b').textContent", &before),
		c.answerWith(before, changed),
		c.await("document.querySelector('h1 b').textContent === "+quote(changed)),
		c.holds("no reload", "window.isSame"),
		c.holds("what is open stays open", "document.querySelector('details').open"),
		c.holds("the place stays", "Math.abs(window.scrollY - 700) < 2"),
		c.call("Fetch.disable", nil, nil),
		c.size(1366, 768, "light", "screen"),
		c.open(c.address+"?sort=-contact"),
		c.evaluate("window.isSame = true; document.querySelectorAll('"+names+"')[3].focus()", nil),
		c.answerWith(before, changed),
		c.await("document.body.textContent.includes("+quote(changed)+")"),
		c.holds("the order stays", "document.querySelector('#sort-0-contact').parentElement.ariaSort === 'descending'"),
		c.holds("the focus stays", "document.activeElement === document.querySelectorAll('"+names+"')[3]"),
		c.holds("no reload", "window.isSame"),
		c.call("Fetch.disable", nil, nil),
		c.offline(true),
		c.await("!document.querySelector('#offline').hidden"),
		c.holds("the figures stay", "document.querySelectorAll('"+names+"').length > 3"),
		c.holds("they make room", "document.documentElement.scrollHeight <= innerHeight"),
		c.picture(c.pictures, "page-offline", false),
		c.offline(false),
		c.await("document.querySelector('#offline').hidden"),
		c.call("Page.removeScriptToEvaluateOnNewDocument", map[string]any{"identifier": script.Identifier}, nil),
	)
	return "order, focus, place and open parts stay; a server that is away is told of", err
}

// answerWith lets the server's next answers hold another word, as if a new snapshot had come.
func (c *check) answerWith(from, to string) error {
	c.on("Fetch.requestPaused", func(params json.RawMessage) {
		go c.replace(params, from, to) // a handler must not wait
	})
	return c.call("Fetch.enable", map[string]any{
		"patterns": []map[string]string{{"urlPattern": c.address + "*", "requestStage": "Response"}},
	}, nil)
}

func (c *check) replace(params json.RawMessage, from, to string) {
	var paused struct {
		RequestID       string
		ResponseHeaders json.RawMessage
	}
	var answer struct {
		Body          string
		Base64Encoded bool
	}
	err := json.Unmarshal(params, &paused)
	if err == nil {
		err = c.call("Fetch.getResponseBody", map[string]any{"requestId": paused.RequestID}, &answer)
	}
	body := []byte(answer.Body)
	if err == nil && answer.Base64Encoded {
		body, err = base64.StdEncoding.DecodeString(answer.Body)
	}
	if err == nil {
		err = c.call("Fetch.fulfillRequest", map[string]any{
			"requestId": paused.RequestID, "responseCode": 200,
			"responseHeaders": []map[string]string{{"name": "Content-Type", "value": "text/html; charset=utf-8"}},
			"body":            base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(string(body), from, to))),
		}, nil)
	}
	if err != nil {
		fmt.Println("replace an answer:", err) // the check that waits for it fails
	}
}

func (c *check) offline(is bool) error {
	return c.call("Network.emulateNetworkConditions", map[string]any{
		"offline": is, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
	}, nil)
}

// keyboard walks through the page by Tab alone.
func (c *check) keyboard() (string, error) {
	err := errors.Join(c.size(1366, 768, "light", "screen"), c.open(c.address+"?lang=en"), c.press("Tab", 9),
		c.holds("the first stop is the way past the choices", "document.activeElement.matches('.skip')"),
		c.holds("it is seen when it has the focus", "document.activeElement.getBoundingClientRect().width > 50"),
		c.press("Enter", 13), c.await("document.activeElement.id === 'figures'"), c.press("Tab", 9),
		c.holds("what follows is the first head", "document.activeElement.id === 'sort-0-rank'"))
	if err != nil {
		return "", err
	}
	stops := 1
	for ; stops < 200; stops++ {
		var seen struct {
			Marked, Ordered, Last bool
			Text                  string
		}
		err := c.evaluate(`(() => {
			const now = document.activeElement;
			const style = getComputedStyle(now);
			const ordered = !window.before || Boolean(window.before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
			window.before = now;
			return {
				marked: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
				ordered, last: now.matches('footer a:last-child'), text: now.textContent,
			};
		})()`, &seen)
		if err != nil {
			return "", err
		}
		if !seen.Marked || !seen.Ordered {
			return "", fmt.Errorf("stop %d, %q: outline seen: %t, in the order of the page: %t", stops, seen.Text, seen.Marked, seen.Ordered)
		}
		if seen.Last {
			break
		}
		if err := c.press("Tab", 9); err != nil {
			return "", err
		}
	}
	err = errors.Join(c.evaluate("document.querySelector('#sort-0-promises').focus()", nil), c.press("Enter", 13),
		c.await("document.querySelector('#sort-0-promises').parentElement.ariaSort === 'descending'"),
		c.holds("the focus stays", "document.activeElement.id === 'sort-0-promises'"),
		c.press("Enter", 13), c.await("document.querySelector('#sort-0-promises').parentElement.ariaSort === 'ascending'"))
	return fmt.Sprintf("%d stops, each marked and in order; Enter sorts", stops), err
}
