// Command checkpage opens the exporter's page in a real Chromium and checks what only a browser can tell: sorting, the
// choice of a team, the refresh, printing, a phone's width, the keyboard, contrast, and the page without JavaScript.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

func main() {
	address := flag.String("address", "http://127.0.0.1:9477/", "where the exporter listens, with a slash at its end")
	program := flag.String("chromium", "chromium", "the browser")
	pictures := flag.String("pictures", "", "folder for pictures; none without it")
	flag.Parse()
	if err := run(context.Background(), *program, *address, *pictures); err != nil {
		fmt.Fprintln(os.Stderr, "checkpage:", err)
		os.Exit(1)
	}
}

// check is what the checks share.
type check struct {
	*browser
	address  string
	pictures string
	person   string // query of a collector's page

	mutex  sync.Mutex
	faults []string // what the browser complained of
}

func run(ctx context.Context, program, address, pictures string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	browser, err := openBrowser(ctx, program)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, browser.close()) }()
	c := &check{browser: browser, address: address, pictures: pictures}
	c.on("Runtime.exceptionThrown", c.fault)
	c.on("Log.entryAdded", c.fault)
	for _, part := range []struct {
		name  string
		check func() (string, error)
	}{
		{"sorting and choices", c.sorting},
		{"refresh", c.refresh},
		{"keyboard", c.keyboard},
		{"widths", c.widths},
		{"contrast", c.contrast},
		{"print", c.print},
		{"without JavaScript", c.withoutScript},
	} {
		started := time.Now()
		said, err := part.check()
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		c.mutex.Lock()
		faults := c.faults
		c.mutex.Unlock()
		if len(faults) > 0 {
			return fmt.Errorf("%s: the browser complains: %s", part.name, strings.Join(faults, "; "))
		}
		fmt.Printf("%s: %s (%.1f s)\n", part.name, said, time.Since(started).Seconds())
	}
	return nil
}

// fault keeps what the page's script threw, and what the policy or the network refused.
func (c *check) fault(params json.RawMessage) {
	for _, own := range []string{"ERR_INTERNET_DISCONNECTED", "team=nobody"} {
		if strings.Contains(string(params), own) {
			return // what a check does on purpose
		}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.faults = append(c.faults, string(params))
}

// texts returns what the elements say.
func (c *check) texts(selector string) ([]string, error) {
	var texts []string
	err := c.evaluate(`[...document.querySelectorAll(`+quote(selector)+`)].map((element) => element.textContent.trim())`, &texts)
	return texts, err
}

// holds returns an error with what is expected unless the condition holds in the page.
func (c *check) holds(what, condition string) error {
	var holds bool
	if err := c.evaluate("Boolean("+condition+")", &holds); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if !holds {
		return fmt.Errorf("%s: does not hold: %s", what, condition)
	}
	return nil
}
