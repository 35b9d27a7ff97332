package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const figurePage = "../docs/follow-a-figure.md"

// loadedAt is when a load ended, which is another moment in every run.
var loadedAt = regexp.MustCompile(`(?m)^(load .*, )\d{4}-\d\d-\d\d \d\d:\d\d$`)

// TestFollowAFigure runs the page that leads from a figure of the demo to the lines of its files.
func TestFollowAFigure(t *testing.T) {
	content, err := os.ReadFile(figurePage)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parseReadme(string(content))
	if err != nil {
		t.Fatalf("%s: %v", figurePage, err)
	}
	folder := filepath.Join(t.TempDir(), "try")
	for i := range parsed.commands {
		command := &parsed.commands[i]
		if command.args[0] == "demo" {
			command.args[1] = folder
		}
		got := loadedAt.ReplaceAllString(trimLines(recaudo(t, folder, command.args...)), "${1}2026-04-01 02:00")
		switch {
		case !command.hasOutput:
		case *update:
			command.output = got
		case got != command.output:
			t.Errorf("%s:%d: recaudo %s\ngot:\n%swant:\n%s(go test ./examples -update rewrites it)",
				figurePage, command.line, strings.Join(command.args, " "), got, command.output)
		}
	}
	if *update {
		if err := os.WriteFile(figurePage, []byte(parsed.render()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
