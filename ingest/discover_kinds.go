package ingest

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"unicode"
)

// kindError says that something with an export's name is no file. It is nil for a folder that a glob only happens to
// name: `*` names everything.
func kindError(source Source, name string, mode fs.FileMode) error {
	kind := ""
	switch {
	case mode.IsDir():
		if _, ok := formatOf(Source{}, name); !ok && strings.ContainsAny(source.Path, "*?[{") {
			return nil
		}
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	default:
		kind = "a device"
	}
	return fmt.Errorf("open %s: it is %s, not a file; remove %s, or narrow `path:` of source %s", name, kind,
		path.Base(name), source.Name)
}

// isUnprintable reports whether a character would break a line, a screen or the order of what is read on it.
func isUnprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
}

// printable writes what no screen shows as escapes: a message may quote a file.
func printable(text string) string {
	if !strings.ContainsFunc(text, isUnprintable) {
		return text
	}
	var shown strings.Builder
	for _, r := range text {
		if isUnprintable(r) {
			quoted := strconv.QuoteToASCII(string(r))
			shown.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		shown.WriteRune(r)
	}
	return shown.String()
}
