package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// Contract says what becomes of a file whose columns are not those that its source had.
type Contract string

// Contracts of a source. The zero value is Evolve.
const (
	Evolve     Contract = "evolve"      // the file is loaded, and the change told
	Freeze     Contract = "freeze"      // the file is refused
	DiscardRow Contract = "discard_row" // rows with a value in a new column are rejected
)

func validateSchema(source Source, _ Entity) error {
	if !slices.Contains([]Contract{"", Evolve, Freeze, DiscardRow}, source.Schema) {
		return invalid(source, "schema", "schema %q is none of %s, %s, %s", source.Schema, Evolve, Freeze, DiscardRow)
	}
	return nil
}

// SchemaChange is one way in which the columns of a file are not those that its source had.
type SchemaChange struct {
	Change string // new, missing, renamed, retyped
	Header string // of a renamed column the one it had
	Column string // canonical column that it feeds or fed; "" for none
	Was    string // of a retyped column, what its values were
	Became string // what they are now; of a renamed column its new header
	Remedy string
}

// Kinds of changes.
const (
	changeNew     = "new"
	changeMissing = "missing"
	changeRenamed = "renamed"
	changeRetyped = "retyped"
)

// String says in one line what changed and what to do.
func (c SchemaChange) String() string {
	text := fmt.Sprintf("column `%s` is new", c.Header)
	switch c.Change {
	case changeMissing:
		text = fmt.Sprintf("column `%s` is gone", c.Header)
	case changeRenamed:
		text = fmt.Sprintf("column `%s` is new and `%s` is gone", c.Became, c.Header)
	case changeRetyped:
		text = fmt.Sprintf("column `%s` held %s and holds %s", c.Header, c.Was, c.Became)
	}
	return text + ": " + c.Remedy
}

// fileNotes are what a try leaves in ops besides its rows and its line in the ledger.
type fileNotes struct {
	totals  []ControlTotal
	changes []SchemaChange
}

// sourceColumn is a column that the files of a source are known to have.
type sourceColumn struct {
	header       string
	column       string   // canonical column that it feeds; "" for none
	kinds        []string // of values, as valueKind has them
	mayBeMissing bool     // a later file without it was loaded
}

// drift compares a file with what is known of its source.
type drift struct {
	known      map[string]sourceColumn // by headerKey
	isFirst    bool                    // nothing is known: the file sets the expectation
	isAccepted bool                    // the operator takes the columns as they are
	missing    map[string]bool         // known headers that the file lacks, by headerKey
	added      []fileColumn            // columns that the source never had
}

// findDrift compares the headers of the file with those of the source's loaded files. isWhole says that the mapping is
// complete: it is not where a required column is missing.
func (st *stage) findDrift(ctx context.Context, isWhole bool) error {
	if st.notes == nil {
		return nil
	}
	known, err := st.sourceColumns(ctx)
	if err != nil {
		return err
	}
	st.drift = drift{known: known, isFirst: len(known) == 0, missing: map[string]bool{}}
	st.drift.isAccepted = slices.Contains(st.AcceptSchema, st.source.Name)
	present := map[string]bool{}
	for _, column := range toldApart(st.relation) {
		key := headerKey(column.Header)
		if _, ok := known[key]; !ok {
			st.drift.added = append(st.drift.added, column)
		}
		present[key] = true
	}
	st.notes.changes = nil
	if st.drift.isFirst || st.retryOf != 0 { // a content that is tried again was compared when it was new
		return nil
	}
	for key := range known {
		st.drift.missing[key] = !present[key]
	}
	renamed := map[string]bool{}
	st.noteMissing(isWhole, renamed)
	if isWhole { // what has no column of the source is another file, whose headers are none of ours to keep
		st.noteAdded(renamed)
	}
	return nil
}

// noteMissing notes the columns that something is read from, or under freeze all, that the file lacks.
func (st *stage) noteMissing(isWhole bool, renamed map[string]bool) {
	for _, key := range slices.Sorted(maps.Keys(st.drift.known)) {
		known := st.drift.known[key]
		if !st.drift.missing[key] || known.mayBeMissing {
			continue
		}
		if known.column == "" {
			if st.source.Schema == Freeze && !st.relation.isJSON {
				st.notes.changes = append(st.notes.changes, SchemaChange{Change: changeMissing, Header: known.header,
					Remedy: "nothing is read from it"})
			}
			continue
		}
		change := SchemaChange{Change: changeMissing, Header: known.header, Column: known.column}
		feeding := st.mapping[known.column]
		if heir, ok := st.heirOf(known, renamed); ok {
			renamed[headerKey(heir.Header)] = true
			change.Change, change.Became = changeRenamed, headerName(heir.Header)
			change.Remedy = st.renameRemedy(known, heir)
		} else if len(feeding) >= st.feedersOf(known.column) {
			continue // another of the source's columns feeds it
		} else if len(feeding) > 0 {
			change.Remedy = fmt.Sprintf("%s is read without it; name the header that took its place at `columns.%s`",
				known.column, known.column)
		} else {
			change.Remedy = fmt.Sprintf("%s is blank in all its rows; have the export state it again, or name the header that "+
				"does at `columns.%s`", known.column, known.column)
			if !isWhole {
				change.Remedy = fmt.Sprintf("name the header that states %s at `columns.%s`", known.column, known.column)
			}
		}
		st.notes.changes = append(st.notes.changes, change)
	}
}

// feedersOf counts the headers that files of the source always had for a canonical column.
func (st *stage) feedersOf(column string) int {
	count := 0
	for _, known := range st.drift.known {
		if known.column == column && !known.mayBeMissing {
			count++
		}
	}
	return max(count, 1)
}

// noteAdded notes the columns that the source never had.
func (st *stage) noteAdded(renamed map[string]bool) {
	for _, column := range st.drift.added {
		if renamed[headerKey(column.Header)] {
			continue
		}
		change := SchemaChange{Change: changeNew, Header: headerName(column.Header), Column: st.fedBy(column),
			Remedy: "nothing is read from it; name it at `columns` if it is wanted"}
		if column.IsRepeated {
			change.Remedy = "nothing is read from it; give it a header of its own in the export if it is wanted"
		}
		if change.Column != "" {
			change.Remedy = fmt.Sprintf("it is read as %s; name another header at `columns.%s` if that is wrong",
				change.Column, change.Column)
		}
		if st.isDiscarding() && !st.isNamed(column) {
			change.Remedy = fmt.Sprintf("rows with a value in it are rejected; --accept-schema %s takes it", st.source.Name)
		}
		st.notes.changes = append(st.notes.changes, change)
	}
}

// heirOf finds the new column that a lost one was renamed to: the one that feeds the same canonical column, or is known to
// state it, else the one whose name is nearest.
func (st *stage) heirOf(lost sourceColumn, taken map[string]bool) (fileColumn, bool) {
	var free []fileColumn
	var headers []string
	for _, column := range st.drift.added {
		feeds := st.fedBy(column)
		if taken[headerKey(column.Header)] || column.IsRepeated || feeds != "" && feeds != lost.column {
			continue
		}
		if feeds == lost.column {
			return column, true
		}
		free, headers = append(free, column), append(headers, column.Header)
	}
	if len(st.mapping[lost.column]) > 0 && !st.isTimed(lost.column) {
		return fileColumn{}, false
	}
	proposed := matchHeaders(st.entity, headers, nil)[lost.column]
	for _, column := range free {
		if len(proposed) > 0 && column.Header == proposed[0] {
			return column, true
		}
	}
	best, bestDistance := fileColumn{}, 1.0
	for _, column := range free {
		if distance := nameDistance(lost.header, column.Header); distance < bestDistance {
			best, bestDistance = column, distance
		}
	}
	return best, bestDistance <= maxNameDistance
}

// isTimed reports whether the config names a date and a time for a column, of which one may have been renamed.
func (st *stage) isTimed(column string) bool { return len(st.source.Columns[column]) == 2 }

// maxNameDistance is the share of letters that may differ in two headers of one meaning.
const maxNameDistance = 0.34

// nameDistance is the share of letters to change to get from one header to another; 0 if the words of one are among
// those of the other.
func nameDistance(a, b string) float64 {
	words, others := headerWords(a), headerWords(b)
	if len(words) > len(others) {
		words, others = others, words
	}
	if len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(others, word) }) {
		return 0
	}
	left, right := []rune(headerKey(a)), []rune(headerKey(b))
	return float64(lettersApart(left, right)) / float64(max(len(left), len(right), 1))
}

// lettersApart counts the letters to insert, delete or replace to get from a to b.
func lettersApart(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// renameRemedy says what to write into the config so that a renamed column is read.
func (st *stage) renameRemedy(lost sourceColumn, heir fileColumn) string {
	if st.fedBy(heir) == lost.column {
		return fmt.Sprintf("it is read as %s, as the other was", lost.column)
	}
	named := slices.Clone(st.source.Columns[lost.column])
	at := slices.IndexFunc(named, func(header string) bool { return headerKey(header) == headerKey(lost.header) })
	if at < 0 {
		named, at = Headers{""}, 0
	}
	named[at] = heir.Header
	for i := range named {
		named[i] = yamlWord(headerName(named[i]))
	}
	text := named[0]
	if len(named) > 1 {
		text = "[" + strings.Join(named, ", ") + "]"
	}
	return fmt.Sprintf("perhaps renamed; write `%s: %s` under `columns:` of source %s", lost.column, text, st.source.Name)
}

var plainYAML = regexp.MustCompile(`^[\pL_][\pL\pN_ .-]*$`)

func yamlWord(text string) string {
	if plainYAML.MatchString(text) {
		return text
	}
	return fmt.Sprintf("%q", text)
}

// fedBy is the canonical column that a column of the file feeds, "" for none.
func (st *stage) fedBy(column fileColumn) string {
	for _, canonical := range st.entity.Columns {
		if slices.ContainsFunc(st.mapping[canonical.Name], func(c fileColumn) bool { return c.Name == column.Name }) {
			return canonical.Name
		}
	}
	return ""
}

// isNamed reports whether the config names a column of the file: who names it has accepted it.
func (st *stage) isNamed(column fileColumn) bool {
	key := headerKey(column.Header)
	for _, headers := range st.source.Columns {
		if slices.ContainsFunc(headers, func(header string) bool { return headerKey(header) == key }) {
			return true
		}
	}
	return st.source.GroupEvents != nil && headerKey(st.source.GroupEvents.By) == key
}

// isDiscarding reports whether rows are judged by their new columns.
func (st *stage) isDiscarding() bool {
	return st.source.Schema == DiscardRow && st.notes != nil && !st.drift.isFirst && !st.drift.isAccepted
}

// checkFrozen refuses a file whose headers changed, if the source says so.
func (st *stage) checkFrozen() error {
	if st.notes == nil || st.source.Schema != Freeze || st.drift.isAccepted {
		return nil
	}
	var breaches []string
	for _, change := range st.notes.changes {
		named := change.Header
		if change.Change == changeRenamed {
			named = change.Became
		}
		if change.Change != changeMissing && st.isNamed(fileColumn{Header: named}) {
			continue
		}
		breaches = append(breaches, change.String())
	}
	if len(breaches) == 0 {
		return nil
	}
	return refuse(refusedSchema, "read %s: its columns changed, and `schema` of source %s is freeze: %s; if that is right, run "+
		"`recaudo ingest --accept-schema %s`", st.file.Path, st.source.Name, joinSome(breaches, "; "), st.source.Name)
}

// withDrift adds to a refusal for a missing column which new one may be it.
func (st *stage) withDrift(err error) error {
	var refused *refusal
	if st.notes == nil || !errors.As(err, &refused) {
		return err
	}
	var texts []string
	for _, change := range st.notes.changes {
		if change.Change == changeRenamed || change.Change == changeRetyped {
			texts = append(texts, change.String())
		}
	}
	if len(texts) > 0 {
		refused.message += warehouse.Printable("; " + joinSome(texts, "; "))
	}
	return err
}

// joinSome joins the first texts of a list that may be long.
func joinSome(texts []string, separator string) string {
	const most = 10
	if len(texts) > most {
		texts = append(slices.Clone(texts[:most]), fmt.Sprintf("and %d more", len(texts)-most))
	}
	return strings.Join(texts, separator)
}

// longNumber is what a header may have of a value: a date, or an id where the keys of JSON objects are ids.
var longNumber = regexp.MustCompile(`[0-9]{5,}`)

// headerName is a header as it is kept and shown: without long numbers, so that no id is kept and a date in a header is no
// change.
func headerName(header string) string {
	return longNumber.ReplaceAllString(warehouse.Printable(shortened(header)), "#")
}

// headerKey tells headers apart, without regard to case, accents and blanks.
func headerKey(header string) string { return foldValue(headerName(header)) }
