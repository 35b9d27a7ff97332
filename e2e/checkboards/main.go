// Command checkboards runs every query of generated Grafana dashboards against a Prometheus, with the dashboards'
// variables at the values they start with, and fails when one returns nothing. It reads the JSON as Grafana does, so
// that it tests what is shipped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "checkboards:", err)
		os.Exit(1)
	}
}

// settings are values of variables given on the command line as name=value.
type settings map[string]string

func (s settings) String() string { return "" }

func (s settings) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if !found {
		return errors.New("want name=value")
	}
	s[name] = value
	return nil
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	set := settings{}
	flags := flag.NewFlagSet("checkboards", flag.ContinueOnError)
	address := flags.String("prometheus", "http://127.0.0.1:9090", "URL of the Prometheus")
	flags.Var(set, "set", "name=value: a variable's value other than the one the board starts with; may be repeated")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: checkboards [-prometheus URL] [-set name=value] BOARD.json...")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("no board is named: give the paths of dashboard JSON files")
	}
	server := prometheus{address: *address, now: time.Now()}

	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	var empty []string
	for _, path := range flags.Args() {
		b, err := readBoard(path)
		if err != nil {
			return err
		}
		values, err := b.values(ctx, server, set)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		fmt.Fprintf(table, "%s\t\t\t\n", b.Title)
		for _, p := range b.Panels {
			for _, q := range p.Targets {
				series, err := server.count(ctx, values.Replace(q.Expr), q.Range)
				if err != nil {
					return fmt.Errorf("%s: panel %q, query %s: %w", path, p.Title, q.RefID, err)
				}
				fmt.Fprintf(table, "  %s\t%s\t%d\t%s\n", values.Replace(p.Title), q.RefID, series, oneLine(values.Replace(q.Expr)))
				if series == 0 {
					empty = append(empty, fmt.Sprintf("%s: panel %q, query %s", path, p.Title, q.RefID))
				}
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(empty) > 0 {
		return fmt.Errorf("%d queries return nothing:\n  %s", len(empty), strings.Join(empty, "\n  "))
	}
	return nil
}

// oneLine shortens an expression to what fits beside its panel.
func oneLine(expr string) string {
	const most = 110
	runes := []rune(strings.Join(strings.Fields(expr), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}
