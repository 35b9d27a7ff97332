package dashboards

import (
	"strconv"
	"strings"
)

// Tables that compare have figures of different metrics in their rows: each row is numbered by a label of its own, so
// that a column is one query and the rows stay in the order they are listed.

// rowLabel is the label that numbers the rows.
const rowLabel = "row"

// numbered is one query with one row for each expression that is not empty. An expression yields one value.
func numbered(exprs ...string) string {
	var rows []string
	for i, expr := range exprs {
		if expr != "" {
			rows = append(rows, `label_replace(`+expr+`, "`+rowLabel+`", "`+strconv.Itoa(i+1)+`", "", "")`)
		}
	}
	return strings.Join(rows, "\nor ")
}

// rowTitles is the column that writes out what each row is about.
func rowTitles(title string, width int, titles ...string) column {
	texts := exactly{}
	for i, text := range titles {
		texts[strconv.Itoa(i+1)] = mappedText{Text: text, Index: i}
	}
	return column{
		title: title, width: width, label: rowLabel, field: field{Mappings: []mapping{{Type: "value", Options: texts}}},
	}
}

// share is one sum over another, without a sample where the latter is zero.
func share(numerator, denominator string) string {
	return `(` + numerator + `) / ((` + denominator + `) > 0)`
}
