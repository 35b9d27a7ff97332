package ingest

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldGap is what separates words in an export: spaces, no-break spaces, underscores and hyphens, as a set that Go's
// strings functions read.
const foldGap = " \t\n\f\r\u00a0_-"

// foldValue brings the spellings of one word together: lower case, no accents, words one space apart. Accents and
// letters are what DuckDB takes for them, for every valid UTF-8 text.
func foldValue(s string) string {
	words := strings.FieldsFunc(strings.ToLower(stripAccents(s)), func(r rune) bool {
		return strings.ContainsRune(foldGap, r)
	})
	return strings.Join(words, " ")
}

// stripAccents decomposes, drops marks and composes again, as DuckDB's strip_accents does.
func stripAccents(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return s
	}
	stripped := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
	return norm.NFC.String(stripped)
}

// builtinValues returns folded text -> canonical value for the kinds that have a closed list: Channel, Status,
// Direction and Reaction (of outcomes). It is nil for other kinds. Words that mean different things in different
// operations are left out on purpose: they belong in the config's `values`.
func builtinValues(kind Kind) map[string]string {
	switch kind {
	case Channel:
		return invert(channelWords())
	case Status:
		return invert(statusWords())
	case Direction:
		return invert(directionWords())
	case Reaction:
		return invert(reactionWords())
	default:
		return nil
	}
}

// invert turns canonical -> words into folded word -> canonical.
func invert(words map[string][]string) map[string]string {
	values := map[string]string{}
	for canonical, spellings := range words {
		values[foldValue(canonical)] = canonical
		for _, spelling := range spellings {
			values[foldValue(spelling)] = canonical
		}
	}
	return values
}
