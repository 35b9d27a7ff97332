package ingest

import (
	"fmt"
	"strings"
)

// maxCaseWords is how many words of a column are translated by a CASE, the most frequent first, before a join is cheaper.
// A join costs as much as twenty comparisons of a word.
const maxCaseWords = 40

// vocabulary is what the words of one column of the file mean.
type vocabulary struct {
	column   string
	words    []word // the most frequent first
	isJoined bool   // they are in wordsTable, and the rows are joined to it
}

// word is one text of a column.
type word struct {
	text     string
	value    *string // what it is read as; nil for nobody, nothing, or a word that means nothing to us
	reaction *string // that an outcome implies
	isKnown  bool
}

// cell is the SQL of the word in a row of the stage.
func (v *vocabulary) cell() string { return "stage." + ident(v.column) }

// value is the SQL of what the word is read as.
func (v *vocabulary) value() string {
	if v.isJoined {
		return wordsAlias(v.column) + ".value"
	}
	return v.pick(func(w word) *string { return w.value })
}

// valueOr is value with a stand-in for words without one; a cell without a word stays NULL.
func (v *vocabulary) valueOr(standIn string) string {
	hasAll := !v.isJoined
	for _, w := range v.words {
		hasAll = hasAll && w.value != nil
	}
	if hasAll {
		return v.value()
	}
	return fmt.Sprintf("case when %s is not null then coalesce(%s, %s) end", v.cell(), v.value(), literal(standIn))
}

// reaction is the SQL of the reaction that the word implies.
func (v *vocabulary) reaction() string {
	if v.isJoined {
		return wordsAlias(v.column) + ".reaction"
	}
	return v.pick(func(w word) *string { return w.reaction })
}

// isKnown is the SQL of whether there is a word with a meaning.
func (v *vocabulary) isKnown() string {
	if v.isJoined {
		return "coalesce(" + wordsAlias(v.column) + ".known, false)"
	}
	var known []string
	for _, w := range v.words {
		if w.isKnown {
			known = append(known, literal(w.text))
		}
	}
	switch len(known) {
	case 0:
		return "false"
	case len(v.words):
		return v.cell() + " is not null"
	}
	return fmt.Sprintf("coalesce(%s in (%s), false)", v.cell(), strings.Join(known, ", "))
}

// pick is the SQL of what the words are turned into: the cell itself if that is what they are.
func (v *vocabulary) pick(meaning func(word) *string) string {
	areSame := true
	var cases strings.Builder
	for _, w := range v.words {
		to := meaning(w)
		areSame = areSame && to != nil && *to == w.text
		if to != nil {
			fmt.Fprintf(&cases, " when %s then %s", literal(w.text), literal(*to))
		}
	}
	switch {
	case cases.Len() == 0:
		return "null::varchar"
	case areSame:
		return v.cell()
	}
	return "case " + v.cell() + cases.String() + " end"
}
