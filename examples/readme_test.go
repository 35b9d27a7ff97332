package examples_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readme is a README cut at its commands and their outputs.
type readme struct {
	lines    []string
	commands []command
}

// command is a ```sh block with one command, and the ```text block that shows what it prints.
type command struct {
	line       int // of the ```sh fence, 1 is the first
	args       []string
	hasOutput  bool
	output     string
	start, end int // lines of the output, half-open, from 0
}

func parseReadme(text string) (readme, error) {
	parsed := readme{lines: strings.SplitAfter(text, "\n")}
	for i := 0; i < len(parsed.lines); i++ {
		fence := strings.TrimSpace(parsed.lines[i])
		if fence != "```sh" && fence != "```text" {
			continue
		}
		start := i + 1
		length := slices.IndexFunc(parsed.lines[start:], func(line string) bool { return strings.TrimSpace(line) == "```" })
		if length < 0 {
			return readme{}, fmt.Errorf("line %d: the block is not closed", i+1)
		}
		i = start + length
		block := strings.Join(parsed.lines[start:i], "")
		if fence == "```sh" {
			args, err := splitCommand(block)
			if err != nil {
				return readme{}, fmt.Errorf("line %d: %w", start, err)
			}
			parsed.commands = append(parsed.commands, command{line: start, args: args})
			continue
		}
		if len(parsed.commands) == 0 || parsed.commands[len(parsed.commands)-1].hasOutput {
			return readme{}, fmt.Errorf("line %d: an output without a command before it", start)
		}
		last := &parsed.commands[len(parsed.commands)-1]
		last.hasOutput, last.output, last.start, last.end = true, trimLines(block), start, i
	}
	return parsed, nil
}

// render writes the README with the outputs as they are in commands.
func (r readme) render() string {
	var text strings.Builder
	next := 0
	for _, command := range r.commands {
		if !command.hasOutput {
			continue
		}
		text.WriteString(strings.Join(r.lines[next:command.start], ""))
		text.WriteString(command.output)
		next = command.end
	}
	text.WriteString(strings.Join(r.lines[next:], ""))
	return text.String()
}

// splitCommand splits one `recaudo` command into its arguments as a shell does: at blanks and line ends outside of
// quotes. It knows no escapes and no variables.
func splitCommand(text string) ([]string, error) {
	var args []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, letter := range strings.TrimSpace(text) {
		switch {
		case quote != 0 && letter == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(letter)
		case letter == '"' || letter == '\'':
			quote, inWord = letter, true
		case letter == ' ' || letter == '\n':
			if inWord {
				args = append(args, word.String())
				word.Reset()
				inWord = false
			}
		case strings.ContainsRune("$\\;&|<>`", letter):
			return nil, fmt.Errorf("%q is more than one plain command", text)
		default:
			word.WriteRune(letter)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("%q has an open quote", text)
	}
	if inWord {
		args = append(args, word.String())
	}
	if len(args) < 2 || args[0] != "recaudo" {
		return nil, fmt.Errorf("%q is not a recaudo command", text)
	}
	return args[1:], nil
}

// trimLines cuts the blanks at the end of each line: a README is not to depend on them.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

func TestSplitCommand(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // nil: an error
	}{
		{"words", "recaudo run --as-of 2026-03-31\n", []string{"run", "--as-of", "2026-03-31"}},
		{"quotes", "recaudo query \"select 'a b'\n  as x\"", []string{"query", "select 'a b'\n  as x"}},
		{"empty word", "recaudo query ''", []string{"query", ""}},
		{"another program", "rm -r data", nil},
		{"two commands", "recaudo run; recaudo run", nil},
		{"open quote", "recaudo query \"select", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := splitCommand(test.text)
			if (err != nil) != (test.want == nil) || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestParseReadme(t *testing.T) {
	const text = "a\n```sh\nrecaudo run\n```\n\n```sh\nrecaudo leaderboard\n```\n```text\nold  \n```\nend\n"
	parsed, err := parseReadme(text)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(parsed.commands), 2; got != want {
		t.Fatalf("got %d commands, want %d", got, want)
	}
	if got, want := parsed.commands[1].output, "old\n"; got != want {
		t.Errorf("output: got %q, want %q", got, want)
	}
	parsed.commands[1].output = "new\n"
	if got, want := parsed.render(), strings.Replace(text, "old  ", "new", 1); got != want {
		t.Errorf("rendered: got %q, want %q", got, want)
	}
	for _, broken := range []string{"```sh\nrecaudo run\n", "```text\nout\n```\n"} {
		if _, err := parseReadme(broken); err == nil {
			t.Errorf("%q: got no error", broken)
		}
	}
}
