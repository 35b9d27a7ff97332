package dictionary

import (
	"fmt"
	"slices"
	"strings"
)

// Text is what the dictionary says about a column or a metric.
type Text struct {
	Unit    string // one of units; "" for what is no quantity
	Meaning string
	Null    string // what NULL stands for, never where there is none
}

// never says that a column holds no NULL.
const never = "never"

// units are the words in brackets, with what the pages say about them.
var units = map[string]string{
	"0 or 1":        "1 is yes",
	"accounts":      "",
	"actions":       "",
	"attempts":      "",
	"bytes":         "",
	"cells":         "",
	"collectors":    "",
	"constant":      "",
	"contacts":      "",
	"days":          "",
	"files":         "",
	"id":            "a number that names something; do not add it up",
	"interactions":  "",
	"local time":    "wall clock of the business, or of the debtor where the text says so",
	"money":         "in the row's currency; never add it across currencies",
	"number":        "without a unit",
	"payments":      "",
	"points":        "",
	"promises":      "",
	"rank":          "1 is best",
	"ratio":         "1 is 100 %",
	"rows":          "",
	"seconds":       "",
	"Unix time":     "seconds since 1970",
	"UTC":           "an instant, as a timestamp in UTC",
	"position":      "1 is first",
	"days past due": "",
}

// parseText reads "[unit] meaning; NULL: what it stands for". Each part may be missing, but not all of them.
func parseText(text string) (Text, error) {
	var parsed Text
	rest := strings.TrimSpace(text)
	if inBrackets, isOpen := strings.CutPrefix(rest, "["); isOpen {
		unit, after, isClosed := strings.Cut(inBrackets, "]")
		if _, known := units[unit]; !isClosed || !known {
			return Text{}, fmt.Errorf("%q: unit %q is none of %s", text, unit, strings.Join(unitNames(), ", "))
		}
		parsed.Unit, rest = unit, strings.TrimSpace(after)
	}
	if meaning, null, hasNull := strings.Cut(rest, "NULL: "); hasNull {
		meaning = strings.TrimSpace(meaning)
		if meaning != "" && !strings.HasSuffix(meaning, ";") {
			return Text{}, fmt.Errorf("%q: put a semicolon before NULL", text)
		}
		parsed.Null, rest = strings.TrimSpace(null), strings.TrimSuffix(meaning, ";")
	}
	parsed.Meaning = rest
	switch {
	case strings.Contains(parsed.Meaning+parsed.Null, "NULL"):
		return Text{}, fmt.Errorf("%q: say what NULL stands for at the end, as \"; NULL: …\"", text)
	case parsed == Text{}:
		return Text{}, fmt.Errorf("%q says nothing", text)
	}
	return parsed, nil
}

func unitNames() []string {
	var names []string
	for name := range units {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// over returns t with its missing parts taken from below.
func (t Text) over(below Text) Text {
	if t.Unit == "" {
		t.Unit = below.Unit
	}
	if t.Meaning == "" {
		t.Meaning = below.Meaning
	}
	if t.Null == "" {
		t.Null = below.Null
	}
	return t
}

// MayBeNull reports whether the column is said to hold NULL at times.
func (t Text) MayBeNull() bool { return t.Null != never }

// glossary holds what columns of a name mean wherever nothing else is said.
type glossary map[string]Text

// parseGlossary reads the lines `- name: text` of a Markdown page, which may go on in lines indented by two spaces.
// Names stand there once.
func parseGlossary(file, content string) (glossary, error) {
	entries := glossary{}
	lines := strings.Split(content, "\n")
	for i := 0; i < len(lines); i++ {
		item, isItem := strings.CutPrefix(lines[i], "- ")
		if !isItem {
			continue
		}
		line := i + 1
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  ") {
			i++
			item += " " + strings.TrimSpace(lines[i])
		}
		name, text, hasText := strings.Cut(item, ": ")
		if !hasText || !columnName.MatchString(name) {
			return nil, fmt.Errorf("%s:%d: want `- column: text`, got %q", file, line, item)
		}
		if _, twice := entries[name]; twice {
			return nil, fmt.Errorf("%s:%d: %s is there twice", file, line, name)
		}
		parsed, err := parseText(text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", file, line, name, err)
		}
		entries[name] = parsed
	}
	return entries, nil
}
