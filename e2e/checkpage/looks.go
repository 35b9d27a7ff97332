package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// widths wants nothing to be cut off or to overlap on a wall, a desk and a phone.
func (c *check) widths() (string, error) {
	var said []string
	for _, screen := range []struct {
		name          string
		width, height int
	}{{"1920x1080", 1920, 1080}, {"1366x768", 1366, 768}, {"phone", 390, 844}, {"small-phone", 320, 640}} {
		for _, page := range []struct{ name, query string }{
			{"board", "?lang=en"}, {"board-es", "?lang=es&sort=-recovered"}, {"collector", c.person + "&lang=en"}, {"collector-es", c.person + "&lang=es"},
		} {
			theme := "light"
			if strings.HasSuffix(page.name, "-es") {
				theme = "dark"
			}
			err := errors.Join(c.size(screen.width, screen.height, theme, "screen"), c.open(c.address+page.query),
				c.picture(c.pictures, "page-"+page.name+"-"+screen.name, true),
				c.holds("the page is no wider than the screen", "document.documentElement.scrollWidth <= innerWidth"))
			if err != nil {
				return "", fmt.Errorf("%s, %s: %w", page.name, screen.name, err)
			}
			var cut []string
			if err := c.evaluate(cutOff, &cut); err != nil {
				return "", err
			}
			if len(cut) > 0 {
				return "", fmt.Errorf("%s, %s: cut off or overlapping: %q", page.name, screen.name, cut)
			}
			if screen.height >= 768 && screen.width > 600 && strings.HasPrefix(page.name, "board") {
				if err := c.holds("the board fits the screen", "document.documentElement.scrollHeight <= innerHeight"); err != nil {
					return "", fmt.Errorf("%s, %s: %w", page.name, screen.name, err)
				}
			}
		}
		said = append(said, screen.name)
	}
	return "nothing cut off on " + strings.Join(said, ", "), nil
}

// cutOff lists tables that are wider than their room, and texts that reach into the next cell or bar.
const cutOff = `(() => {
	const found = [];
	for (const room of document.querySelectorAll('.scroll')) {
		if (room.scrollWidth > room.clientWidth + 1) found.push('table: ' + room.textContent.trim().slice(0, 40));
	}
	const width = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect(); };
	for (const span of document.querySelectorAll('.bar span')) {
		const next = span.nextElementSibling.getBoundingClientRect();
		if (next.width > 0 && width(span).right > next.left + .5) found.push('bar: ' + span.textContent);
	}
	for (const cell of document.querySelectorAll('td, th')) {
		const box = cell.getBoundingClientRect();
		if (box.width > 0 && getComputedStyle(cell).overflow === 'visible' && width(cell).right > box.right + 1) found.push('cell: ' + cell.textContent);
	}
	return found;
})()`

// contrast measures each text against what is drawn behind it, as WCAG 2.2 does, in both themes.
func (c *check) contrast() (string, error) {
	lowest := 100.0
	for _, theme := range []string{"light", "dark"} {
		for _, query := range []string{"?lang=en", "?lang=es&team=nobody", c.person} {
			var found []struct {
				Text          string
				Ratio, Wanted float64
			}
			err := errors.Join(c.size(1366, 768, theme, "screen"), c.open(c.address+query),
				c.evaluate("document.querySelector('#offline').hidden = false", nil), c.evaluate(contrasts, &found))
			if err != nil {
				return "", err
			}
			if len(found) < 5 {
				return "", fmt.Errorf("%s, %s: %d texts", theme, query, len(found))
			}
			for _, text := range found {
				if text.Ratio < text.Wanted {
					return "", fmt.Errorf("%s, %s: %q has a contrast of %.2f, want %.1f", theme, query, text.Text, text.Ratio, text.Wanted)
				}
				lowest = min(lowest, text.Ratio)
			}
		}
	}
	return fmt.Sprintf("AA in both themes, the lowest is %.2f", lowest), nil
}

const contrasts = `(() => {
	const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
	const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
		.map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
	const behind = (element) => {
		for (; element; element = element.parentElement) {
			const colour = parse(getComputedStyle(element).backgroundColor);
			if (colour.length === 3 || colour[3] === 1) return colour;
		}
		return [255, 255, 255];
	};
	const found = [];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const element = texts.currentNode.parentElement;
		const box = element.getBoundingClientRect();
		if (!texts.currentNode.textContent.trim() || box.width < 2 || element.closest('script, style')) continue;
		const style = getComputedStyle(element);
		const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
		const size = parseFloat(style.fontSize);
		const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		found.push({ text: texts.currentNode.textContent.trim(), ratio: (Math.max(a, b) + .05) / (Math.min(a, b) + .05), wanted: isLarge ? 3 : 4.5 });
	}
	return found;
})()`

var (
	pdfPage  = regexp.MustCompile(`/Type\s*/Page\b`)
	mediaBox = regexp.MustCompile(`/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]`)
)

// print wants paper to hold all columns, no choices, and the board on one landscape page of A4.
func (c *check) print() (string, error) {
	var said []string
	for _, page := range []struct {
		name, query string
		most        int
	}{{"board", "?lang=en", 1}, {"collector", c.person + "&lang=es", 2}} {
		// As wide as A4 across within its margins.
		err := errors.Join(c.size(1032, 717, "dark", "print"), c.open(c.address+page.query),
			c.picture(c.pictures, "page-"+page.name+"-print", true),
			c.holds("nothing is wider than paper", "document.documentElement.scrollWidth <= innerWidth"),
			c.holds("paper is white", "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'"),
			c.holds("no choices", "[...document.querySelectorAll('nav, .skip')].every((e) => getComputedStyle(e).display === 'none')"),
			c.holds("all columns", "[...document.querySelectorAll('thead th')].every((e) => e.closest('details') || e.getBoundingClientRect().width > 0)"))
		if err != nil {
			return "", fmt.Errorf("%s: %w", page.name, err)
		}
		var answer struct{ Data string }
		if err := c.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true, "printBackground": false}, &answer); err != nil {
			return "", err
		}
		pdf, err := base64.StdEncoding.DecodeString(answer.Data)
		if err != nil {
			return "", err
		}
		if c.pictures != "" {
			if err := os.WriteFile(filepath.Join(c.pictures, "page-"+page.name+".pdf"), pdf, 0o644); err != nil {
				return "", err
			}
		}
		pages := len(pdfPage.FindAll(pdf, -1))
		if pages < 1 || pages > page.most {
			return "", fmt.Errorf("%s: %d pages, want at most %d", page.name, pages, page.most)
		}
		if box := mediaBox.FindSubmatch(pdf); box == nil || !bytes.HasPrefix(box[1], []byte("84")) {
			return "", fmt.Errorf("%s: not A4 across: %q", page.name, box)
		}
		said = append(said, fmt.Sprintf("%s on %d", page.name, pages))
	}
	return strings.Join(said, ", ") + " of A4 across", nil
}

// withoutScript wants the page to be read, sorted and left without JavaScript.
func (c *check) withoutScript() (string, error) {
	err := errors.Join(
		c.size(1366, 768, "light", "screen"),
		c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil),
		c.open(c.address+"?lang=en"),
		c.holds("the page asks for itself again", "document.querySelector('meta[http-equiv=refresh]').content === '60'"),
		c.evaluate("window.isSame = true", nil),
		c.click("#sort-0-promises"), c.await("document.readyState === 'complete' && location.search.includes('sort=-promises')"),
		c.holds("by a reload", "!window.isSame"),
		c.holds("sorted", "document.querySelector('#sort-0-promises').parentElement.ariaSort === 'descending'"),
		c.click("nav[aria-label=Teams] a:nth-child(2)"), c.await("document.readyState === 'complete' && location.search.includes('team=')"),
		c.holds("the order stays", "document.querySelector('#sort-0-promises').parentElement.ariaSort === 'descending'"),
		c.click(names), c.await("document.readyState === 'complete' && document.querySelector('.ranks')"),
		c.click("summary"), c.holds("details open", "document.querySelector('details').open"),
		c.click(".back a"), c.await("document.querySelectorAll('"+names+"').length > 1"),
		c.holds("back to the team", "location.search.includes('team=') && location.search.includes('sort=-promises')"),
		c.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil),
	)
	return "sorted, a team, a collector and back by links", err
}
