package dictionary

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:generate go test . -run ^TestGenerated$ -update

// canonSections are the sections of docs/canon.md, as links go to them.
var canonSections = []string{
	"1-common-rules", "2-the-leaderboard", "3-credit", "4-action-and-reaction", "5-promises", "6-portfolio",
	"7-the-working-day",
}

var canonReference = regexp.MustCompile(`canon ([1-7])\b`)

// linked makes links of references to the canon and the decision on how it is read.
func linked(text string) string {
	text = strings.ReplaceAll(text, "decision 7", "[decision 7](decisions/0007-readings-of-the-canon.md)")
	return canonReference.ReplaceAllStringFunc(text, func(reference string) string {
		section := canonSections[reference[len(reference)-1]-'1']
		return fmt.Sprintf("[%s](canon.md#%s)", reference, section)
	})
}

// cell is text as it may stand in a table.
func cell(text string) string { return strings.ReplaceAll(linked(text), "|", `\|`) }

// anchor is the fragment of a heading, as GitHub makes it.
func anchor(heading string) string {
	var fragment strings.Builder
	for _, letter := range strings.ToLower(heading) {
		switch {
		case letter == ' ':
			fragment.WriteByte('-')
		case letter == '-' || letter == '_' || 'a' <= letter && letter <= 'z' || '0' <= letter && letter <= '9':
			fragment.WriteRune(letter)
		}
	}
	return fragment.String()
}

func code(text string) string { return "`" + text + "`" }

func codes(texts []string) string {
	var all []string
	for _, text := range texts {
		all = append(all, code(text))
	}
	return strings.Join(all, ", ")
}

// sentence begins with a capital letter and ends with a point.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// unitNotes explains those of the used units that need it.
func unitNotes(used map[string]bool) string {
	var notes []string
	for _, name := range unitNames() {
		if note := units[name]; note != "" && used[name] {
			notes = append(notes, fmt.Sprintf("*%s*: %s", name, note))
		}
	}
	return strings.Join(notes, "; ")
}

// schemaNotes says what a schema is.
var schemaNotes = map[string]string{
	"marts":        "what people and boards read; the names are promises",
	"ops":          "loads, quarantine, runs and the settings behind the figures; the program fills them",
	"intermediate": "the logic between rows and figures; names may change",
	"staging":      "the exports' rows, renamed and cast; names may change",
	"raw":          "the exports' rows in force; `recaudo ingest` fills them",
}

// WarehousePage is docs/warehouse.md.
func (d *Dictionary) WarehousePage() string {
	var page strings.Builder
	used := map[string]bool{}
	for _, relation := range d.Relations {
		for _, column := range relation.Columns {
			used[column.Unit] = true
		}
	}
	page.WriteString("<!-- Generated from sql/ by `go generate ./internal/dictionary`; change the files there. -->\n" +
		"# The warehouse\n\nEvery relation and every column of the published snapshot. " +
		"What the figures mean exactly is in [canon.md](canon.md);\nquestions to start from are in [examples.md](examples.md).\n\n" +
		"*NULL* says what a missing value stands for; in other columns there is none. Units: " + unitNotes(used) + ".\n")
	for _, schema := range schemas {
		fmt.Fprintf(&page, "\n**%s**: %s.\n\n| relation | what |\n|---|---|\n", schema, schemaNotes[schema])
		for _, relation := range d.Relations {
			if relation.Schema == schema {
				fmt.Fprintf(&page, "| [%s](#%s) | %s |\n", relation.Relation, anchor(relation.String()), cell(relation.Description))
			}
		}
	}
	for _, schema := range schemas {
		fmt.Fprintf(&page, "\n## %s\n", schema)
		for _, relation := range d.Relations {
			if relation.Schema == schema {
				relation.write(&page)
			}
		}
	}
	return page.String()
}

func (r Relation) write(page *strings.Builder) {
	fmt.Fprintf(page, "\n### %s\n\n%s\n\n", r.Relation, linked(sentence(r.Description)))
	facts := []string{"[" + r.File + "](../sql/" + r.File + ")"}
	if r.Materialized != "" {
		facts = append(facts, string(r.Materialized))
	}
	if len(r.Grain) > 0 {
		facts = append(facts, "grain "+codes(r.Grain))
	}
	page.WriteString(strings.Join(facts, " · ") + "\n")
	if len(r.Reads) > 0 {
		var reads []string
		for _, read := range r.Reads {
			reads = append(reads, fmt.Sprintf("[%s](#%s)", read, anchor(read.String())))
		}
		page.WriteString("\nReads " + strings.Join(reads, ", ") + ".\n")
	}
	if len(r.ReadBy) > 0 {
		page.WriteString("\nRead by " + strings.Join(readers(r.ReadBy), ", ") + ".\n")
	}
	hasUnit := slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Unit != "" })
	hasNull := slices.ContainsFunc(r.Columns, func(c Column) bool { return c.MayBeNull() })
	head, rule := "| column | type | meaning |", "|---|---|---|"
	if hasUnit {
		head, rule = head+" unit |", rule+"---|"
	}
	if hasNull {
		head, rule = head+" NULL |", rule+"---|"
	}
	page.WriteString("\n" + head + "\n" + rule + "\n")
	for _, c := range r.Columns {
		fmt.Fprintf(page, "| `%s` | %s | %s |", c.Name, strings.ToLower(c.Type), cell(c.Meaning))
		if hasUnit {
			page.WriteString(" " + c.Unit + " |")
		}
		if hasNull {
			null := ""
			if c.MayBeNull() {
				null = cell(c.Null)
			}
			page.WriteString(" " + null + " |")
		}
		page.WriteString("\n")
	}
}

// readers links relations to their sections and files to themselves.
func readers(names []string) []string {
	var links []string
	for _, name := range names {
		if strings.Contains(name, "/") {
			links = append(links, fmt.Sprintf("[%s](../sql/%s.sql)", name, name))
		} else {
			links = append(links, fmt.Sprintf("[%s](#%s)", name, anchor(name)))
		}
	}
	return links
}
