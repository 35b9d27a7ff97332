package warehouse

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks one character may carry; no script needs more, and a heap of them covers the
// lines above and below.
const maxMarks = 8

// Printable returns text as one line that no terminal obeys and that reads in the order in which it is written. What
// has no picture of its own, like escapes, tabs, line ends, bidi controls and bytes that are no UTF-8, is written as in
// Go, \x1b or \u202e. Blanks, and the joiners that some scripts need, stay.
func Printable(text string) string { return printable(text, false) }

// PrintableLines is Printable for a text in which line ends and tabs stay.
func PrintableLines(text string) string { return printable(text, true) }

// IsPrintable reports whether Printable leaves text as it is.
func IsPrintable(text string) bool { return Printable(text) == text }

func printable(text string, hasLines bool) string {
	if isPlain(text, hasLines) {
		return text
	}
	var shown strings.Builder
	marks := 0
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		part := text[at : at+size]
		at += size
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > maxMarks {
			if marks == maxMarks+1 {
				shown.WriteRune(unicode.ReplacementChar)
			}
			continue
		}
		if r == utf8.RuneError && size == 1 || !hasPicture(r, hasLines) {
			quoted := strconv.QuoteToASCII(part)
			part = quoted[1 : len(quoted)-1]
		}
		shown.WriteString(part)
	}
	return shown.String()
}

// isPlain spares the many texts that are nothing but ASCII.
func isPlain(text string, hasLines bool) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || !hasPicture(rune(c), hasLines) {
			return false
		}
	}
	return true
}

// hasPicture reports whether a screen shows a character as it is meant.
func hasPicture(r rune, hasLines bool) bool {
	switch r {
	case '\t', '\n':
		return hasLines
	case '\u200c', '\u200d': // joiners
		return true
	}
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r)
}
