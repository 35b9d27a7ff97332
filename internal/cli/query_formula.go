package cli

import "strings"

// formulaStarts are the characters with which a spreadsheet lets a formula begin, or skips on the way to one.
const formulaStarts = "=+-@\t\r\n"

// cell is a text as CSV holds it. Exports hold what others typed, and a spreadsheet computes a text that looks like a
// formula: with an apostrophe in front it shows it.
func (opts queryOptions) cell(text string) string {
	if opts.isRaw || text == "" || !strings.ContainsRune(formulaStarts, rune(text[0])) {
		return text
	}
	return "'" + text
}
