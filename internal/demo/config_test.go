package demo

import (
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/recaudo/recaudo/ingest"
)

// demoConfig is the config as far as these tests look at it; what the other keys mean is checked where they are read.
type demoConfig struct {
	Timezone    string          `yaml:"timezone"`
	Currency    string          `yaml:"currency"`
	Root        string          `yaml:"root"`
	Warehouse   any             `yaml:"warehouse"`
	Published   any             `yaml:"published"`
	Attribution any             `yaml:"attribution"`
	Leaderboard any             `yaml:"leaderboard"`
	Promises    any             `yaml:"promises"`
	Limits      any             `yaml:"contact_limits"`
	Sources     []ingest.Source `yaml:"sources"`
}

func readConfig(t *testing.T) demoConfig {
	t.Helper()
	var read demoConfig
	if err := yaml.UnmarshalWithOptions(config, &read, yaml.Strict()); err != nil {
		t.Fatal(yaml.FormatError(err, false, true))
	}
	return read
}

func TestConfigFitsTheExports(t *testing.T) {
	read := readConfig(t)
	if read.Timezone != bogota.String() || read.Currency != "COP" || read.Root != inboxName {
		t.Errorf("got time zone %s, currency %s, root %s", read.Timezone, read.Currency, read.Root)
	}
	dir := write(t, small)
	loaded := map[string]bool{}
	for _, source := range read.Sources {
		entity, ok := ingest.LookupEntity(source.Entity)
		if !ok {
			t.Errorf("source %s: no entity %s", source.Name, source.Entity)
		}
		names := matching(t, dir, source.Path)
		if len(names) == 0 {
			t.Errorf("source %s: no file matches %s", source.Name, source.Path)
		}
		for column := range source.Columns {
			if _, ok := entity.Column(column); !ok {
				t.Errorf("source %s: %s has no column %s", source.Name, source.Entity, column)
			}
		}
		for _, column := range entity.Columns {
			if _, ok := source.Columns[column.Name]; column.Required && !ok {
				t.Errorf("source %s: required column %s is not mapped", source.Name, column.Name)
			}
		}
		for _, name := range names {
			loaded[name] = true
			header := readExport(t, dir, name).header
			for column, headers := range source.Columns {
				for _, each := range headers {
					if !slices.Contains(header, each) {
						t.Errorf("source %s: %s is %s, which %s does not have", source.Name, column, each, name)
					}
				}
			}
		}
	}
	for _, name := range matching(t, dir, "*") {
		if !loaded[name] {
			t.Errorf("no source loads %s", name)
		}
	}
}

func TestConfigLeavesDebtorsAlone(t *testing.T) {
	dir := write(t, small)
	found := false
	for _, source := range readConfig(t).Sources {
		for column, headers := range source.Columns {
			for _, each := range headers {
				if each == "nombre_cliente" || each == "telefono" {
					t.Errorf("source %s loads %s as %s", source.Name, each, column)
				}
			}
		}
		if source.Entity == "assignments" {
			header := readExport(t, dir, matching(t, dir, source.Path)[0]).header
			found = slices.Contains(header, "nombre_cliente") && slices.Contains(header, "telefono")
		}
	}
	if !found {
		t.Error("the assignment lists hold no names and telephone numbers, so leaving them alone shows nothing")
	}
}

func TestConfigTranslatesEveryWord(t *testing.T) {
	values := map[string]map[string]*string{}
	for _, source := range readConfig(t).Sources {
		for column, words := range source.Values {
			values[column] = words
		}
	}
	check := func(column, word string) {
		if _, ok := values[column][word]; !ok {
			t.Errorf("%s: %q has no translation", column, word)
		}
	}
	for _, by := range channels {
		check("channel", by.word)
		for _, end := range by.outcomes {
			check("reaction", end.word)
		}
	}
	for _, word := range []string{applied, pending, rejected, reversed} {
		check("status", word)
	}
	for _, word := range []string{"Saliente", "Entrante"} {
		check("direction", word)
	}
	check("collector_id", robotAgent)
	if got := values["collector_id"][robotAgent]; got != nil {
		t.Errorf("the robot is %q, want nobody", *got)
	}
	if got := values["reaction"]["No contesta"]; got == nil || *got != "none" {
		t.Errorf("no answer is %v, want none", got)
	}
}

func TestMoneyIsWrittenAsTheConfigSays(t *testing.T) {
	cases := []struct {
		amount         centavos
		plain, grouped string
	}{
		{0, "0,00", "0,00"},
		{5, "0,05", "0,05"},
		{100_000, "1000,00", "1.000,00"},
		{99_999_999, "999999,99", "999.999,99"},
		{-123_456_789, "-1234567,89", "-1.234.567,89"},
	}
	for _, tc := range cases {
		if got := tc.amount.plain(); got != tc.plain {
			t.Errorf("plain %d: got %s, want %s", tc.amount, got, tc.plain)
		}
		if got := tc.amount.grouped(); got != tc.grouped {
			t.Errorf("grouped %d: got %s, want %s", tc.amount, got, tc.grouped)
		}
	}
}
