package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// board is what the check reads of a Grafana dashboard.
type board struct {
	Title      string `json:"title"`
	Templating struct {
		List []variable `json:"list"`
	} `json:"templating"`
	Panels []struct {
		Title   string `json:"title"`
		Targets []struct {
			Expr  string `json:"expr"`
			RefID string `json:"refId"`
			Range bool   `json:"range"`
		} `json:"targets"`
	} `json:"panels"`
}

type variable struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Definition string `json:"definition"`
	IncludeAll bool   `json:"includeAll"`
	AllValue   string `json:"allValue"`
	Current    struct {
		Value any `json:"value"`
	} `json:"current"`
}

func readBoard(path string) (board, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return board{}, fmt.Errorf("read board: %w", err)
	}
	var b board
	if err := json.Unmarshal(content, &b); err != nil {
		return board{}, fmt.Errorf("read board %s: %w", path, err)
	}
	return b, nil
}

var labelValues = regexp.MustCompile(`^label_values\((\w+(?:\{.*\})?), (\w+)\)$`)

// values puts each variable's value in the place of $name, ${name} and ${name:format}. A variable may ask for those
// before it.
func (b board) values(ctx context.Context, server prometheus, set settings) (*strings.Replacer, error) {
	var pairs []string
	for _, v := range b.Templating.List {
		value, isSet := set[v.Name]
		if !isSet {
			var err error
			v.Definition = strings.NewReplacer(pairs...).Replace(v.Definition)
			if value, err = v.start(ctx, server); err != nil {
				return nil, fmt.Errorf("variable %s: %w", v.Name, err)
			}
		}
		pairs = append(pairs, "${"+v.Name+"}", value, "${"+v.Name+":text}", value,
			"${"+v.Name+":doublequote}", strconv.Quote(value), "$"+v.Name, value)
	}
	return strings.NewReplacer(pairs...), nil
}

// start is the value a variable has when the board is opened for the first time. One that asks for a label's values
// must find at least one, or its list in Grafana stays empty.
func (v variable) start(ctx context.Context, server prometheus) (string, error) {
	if v.Type != "query" {
		text, _ := v.Current.Value.(string)
		return text, nil
	}
	call := labelValues.FindStringSubmatch(v.Definition)
	if call == nil {
		return "", fmt.Errorf("query %q is not of the form label_values(metric, label)", v.Definition)
	}
	found, err := server.labelValues(ctx, call[1], call[2])
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("%s finds nothing", v.Definition)
	}
	if v.IncludeAll {
		return v.AllValue, nil
	}
	return found[0], nil
}
