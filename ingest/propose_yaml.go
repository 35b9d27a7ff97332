package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// YAML writes the proposal as a commented config. A source that lacks something its entity needs is written as a
// comment, so that the config runs as it is.
func (p Proposal) YAML() []byte {
	w := &configWriter{}
	w.line("# Proposed by `recaudo init` from the files in %s. Read the comments, then try: recaudo run", p.Options.Root)
	w.line("")
	w.line("timezone: %-28s # the operation's own; times without an offset are read in it", scalar(p.Options.TimeZone))
	w.line("currency: %-28s # of amounts that state none", scalar(p.Options.Currency))
	w.line("root: %-32s # every path below lies under it", scalar(p.Options.Root))
	w.line("warehouse: data/warehouse.duckdb")
	w.line("published: data/published/warehouse.duckdb")
	w.line("")
	if !slices.ContainsFunc(p.Sources, ProposedSource.IsReady) {
		w.line("sources: [] # no file has all that an entity needs; complete one of those below")
	} else {
		w.line("sources:")
	}
	for i, source := range p.Sources {
		if i > 0 {
			w.line("")
		}
		w.source(source)
	}
	p.writeGaps(w)
	return []byte(w.text.String())
}

// writeGaps says which files are left out, and which of the main entities have no source.
func (p Proposal) writeGaps(w *configWriter) {
	for _, entity := range []string{"assignments", "interactions", "payments"} {
		if !slices.ContainsFunc(p.Sources, func(s ProposedSource) bool { return s.Source.Entity == entity && s.IsReady() }) {
			w.line("")
			w.line("# No source feeds %s, which the leaderboard is made of.", entity)
		}
	}
	if len(p.Skipped) == 0 {
		return
	}
	w.line("")
	w.line("# Left out:")
	for _, skipped := range p.Skipped {
		w.line("#   %s: %s", skipped.Path, strings.ReplaceAll(skipped.Why, "\n", " "))
	}
}

// configWriter writes lines; those of a source that is not ready become comments.
type configWriter struct {
	text   strings.Builder
	prefix string
}

func (w *configWriter) line(format string, args ...any) {
	line := strings.TrimRight(w.prefix+fmt.Sprintf(format, args...), " ")
	w.text.WriteString(line + "\n")
}

func (w *configWriter) source(s ProposedSource) {
	w.line("  # %s: %s", describeFiles(s.Files), s.Inspection.Why)
	if !s.IsReady() {
		w.line("  # Not ready: nothing feeds %s. Complete it, then take the # away.",
			strings.Join(s.Inspection.Missing, ", "))
		w.prefix = "  # "
		defer func() { w.prefix = "" }()
	}
	indent := "  "
	if w.prefix != "" {
		indent = ""
	}
	body := indent + "  "
	w.line("%s- name: %s", indent, scalar(s.Source.Name))
	w.line("%sentity: %s", body, s.Source.Entity)
	w.line("%spath: %s", body, scalar(s.Source.Path))
	if s.Source.Records != "" {
		w.line("%srecords: %s", body, scalar(s.Source.Records))
	}
	if s.Source.ExportedAt != "" {
		w.line("%sexported_at: %s # the date in the file's name is the version of its rows", body,
			scalar(s.Source.ExportedAt))
	}
	if s.Source.Where != "" {
		w.line("%swhere: %s # the other rows are not %s", body, scalar(s.Source.Where), s.Source.Entity)
	}
	w.dialect(body, s)
	w.columns(body, s)
	if len(s.Source.Defaults) > 0 {
		w.line("%sdefaults:", body)
		for _, column := range sortedKeys(s.Source.Defaults) {
			w.line("%s  %s: %s", body, column, scalar(s.Source.Defaults[column]))
		}
	}
	if s.Source.GroupEvents != nil {
		w.line("%sgroup_events: {by: %s} # several events of one message are one interaction", body,
			scalar(s.Source.GroupEvents.By))
	}
	w.words(body, s.Inspection.Words)
	w.others(body, s)
}

func describeFiles(files []string) string {
	if len(files) == 1 {
		return files[0]
	}
	return fmt.Sprintf("%d files, %s to %s", len(files), files[0], files[len(files)-1])
}

func (w *configWriter) dialect(body string, s ProposedSource) {
	d, i := s.Source.Dialect, s.Inspection
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if d.Delimiter != "" {
		add("delimiter: %s", scalar(d.Delimiter))
	}
	if d.Encoding != "" && d.Encoding != "utf-8" {
		add("encoding: %s", d.Encoding)
	}
	if d.SkipHeaderRows > 0 {
		add("skip_header_rows: %d", d.SkipHeaderRows)
	}
	note := ""
	if i.numbers.IsGuess {
		note = " # a guess: amounts such as 1.500 can be read in two ways"
	}
	if d.DecimalSeparator != "" {
		add("decimal_separator: %s%s", scalar(d.DecimalSeparator), note)
	}
	if d.ThousandsSeparator != "" {
		add("thousands_separator: %s%s", scalar(d.ThousandsSeparator), note)
	}
	if len(d.DateFormats) > 0 {
		note := ""
		if i.dates.IsGuess {
			note = fmt.Sprintf(" # a guess: no value tells; %s is the habit in the time zone above", i.dates.Order)
		}
		add("date_formats: [%s]%s", strings.Join(quotedScalars(d.DateFormats), ", "), note)
	}
	if len(lines) == 0 {
		return
	}
	w.line("%sdialect:", body)
	for _, line := range lines {
		w.line("%s  %s", body, line)
	}
}

func (w *configWriter) columns(body string, s ProposedSource) {
	entity, _ := LookupEntity(s.Source.Entity)
	if len(s.Source.Columns) > 0 {
		w.line("%scolumns:", body)
	}
	for _, column := range entity.Columns {
		switch headers := s.Source.Columns[column.Name]; len(headers) {
		case 0:
		case 1:
			w.line("%s  %s: %s", body, column.Name, scalar(headers[0]))
		default:
			w.line("%s  %s: [%s]", body, column.Name, strings.Join(quotedScalars(headers), ", "))
		}
	}
	var personal, unused []string
	for _, header := range s.Inspection.Unmapped {
		if personalKind(header) != "" {
			personal = append(personal, scalar(header))
		} else {
			unused = append(unused, scalar(header))
		}
	}
	if len(personal) > 0 {
		w.line("%s# left out on purpose (names, phones, addresses, notes): %s", body, strings.Join(personal, ", "))
	}
	if len(unused) > 0 {
		w.line("%s# not used: %s", body, strings.Join(unused, ", "))
	}
}

// words writes unknown words as a suggestion.
func (w *configWriter) words(body string, words map[string][]WordCount) {
	if len(words) == 0 {
		return
	}
	w.line("%s# These words are unknown. Say what they mean and take the # away:", body)
	w.line("%s# values:", body)
	for _, column := range sortedKeys(words) {
		w.line("%s#   %s: # %s", body, column, strings.Join(suggestedWords(column), ", "))
		for _, word := range words[column] {
			w.line("%s#     %s: %s # in %s", body, strconv.Quote(word.Word), fallbackWord(column), countRows(word.Rows))
		}
	}
}

func countRows(rows int) string {
	if rows == 1 {
		return "1 row"
	}
	return strconv.Itoa(rows) + " rows"
}

// others mentions what else the table could feed.
func (w *configWriter) others(body string, s ProposedSource) {
	for _, other := range s.Others {
		entity, _ := LookupEntity(other.Entity)
		var columns []string
		for _, column := range entity.Columns {
			if headers := other.Columns[column.Name]; len(headers) > 0 {
				columns = append(columns, column.Name+" from "+strings.Join(headers, " + "))
			}
		}
		w.line("%s# The same file could feed %s too, as another source: %s.", body, other.Entity, strings.Join(columns, ", "))
	}
}

// suggestedWords lists what a word of a column may mean.
func suggestedWords(column string) []string {
	switch column {
	case "channel":
		return []string{"call", "sms", "whatsapp", "email", "letter", "visit", "voicebot", "portal", "other"}
	case "status":
		return []string{"settled", "pending", "failed", "reversed"}
	case "direction":
		return []string{"outbound", "inbound"}
	default:
		return []string{"none", "delivered", "opened", "third_party_contact", "debtor_contact", "promise"}
	}
}

// fallbackWord is what an unknown word of a column is taken for, as long as nobody says otherwise.
func fallbackWord(column string) string {
	switch column {
	case "channel":
		return "other"
	case "status":
		return "pending"
	case "direction":
		return "outbound"
	default:
		return "none"
	}
}

// plainScalar is text that YAML reads as itself without quotes.
var plainScalar = regexp.MustCompile(`^[A-Za-z\p{L}/_.][\p{L}\p{N} /_.()-]*$`)

// scalar writes text so that YAML reads it back as text.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", ".", ".inf", ".nan":
		return strconv.Quote(text)
	}
	if plainScalar.MatchString(text) && strings.TrimSpace(text) == text {
		return text
	}
	return strconv.Quote(text)
}

func quotedScalars(texts []string) []string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = strconv.Quote(text)
	}
	return quoted
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
