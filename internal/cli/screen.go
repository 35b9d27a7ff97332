package cli

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// What exports hold reaches a terminal through this file: sayf, showf and data write nothing that steers one, and cell
// makes of a text what a table can hold.

// maxNameColumns is how wide a name may be on a board, and maxCellColumns any cell of a table. One long text would make
// every line of the table as long.
const (
	maxNameColumns = 48
	maxCellColumns = 500
)

// printable is a text as one line of a screen.
func printable(content string) string { return warehouse.Printable(content) }

// cell is a text as a cell of a table: one line, of so many columns at most.
func cell(content string, columns int) string {
	return text.Snip(warehouse.Printable(content), columns, "…")
}

// data is where a command writes what it was asked for: as it is, but for a terminal.
func (a *app) data() io.Writer {
	if isTerminal(a.stdout) {
		return &screen{out: a.stdout}
	}
	return a.stdout
}

// screen makes what is written to it printable.
type screen struct {
	out  io.Writer
	held []byte // the beginning of a character whose rest comes with the next write
}

func (s *screen) Write(content []byte) (int, error) {
	content, size := append(s.held, content...), len(content)
	whole := len(content)
	for back := 1; back < utf8.UTFMax && back <= len(content); back++ {
		if start := len(content) - back; utf8.RuneStart(content[start]) {
			if !utf8.FullRune(content[start:]) {
				whole = start
			}
			break
		}
	}
	s.held = bytes.Clone(content[whole:])
	if _, err := io.WriteString(s.out, warehouse.PrintableLines(string(content[:whole]))); err != nil {
		return 0, err
	}
	return size, nil
}
