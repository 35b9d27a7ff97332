package ingest

import (
	"fmt"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// blankHeader stands for a header in which nothing stands.
const blankHeader = "(blank)"

// toldApart returns the columns of a file with headers that differ by headerKey: the second column of a name gets a
// number, and one without a name blankHeader. Left out are those of JSON, which has no header line, and those that differ
// by a long number: a date or an id in a header makes no column of its own.
func toldApart(relation relation) []fileColumn {
	var columns []fileColumn
	taken := map[string]bool{}
	for _, column := range relation.columns {
		header := column.Header
		if headerKey(header) == "" && !relation.isJSON {
			header = blankHeader
		}
		key := headerKey(header)
		if key == "" || taken[key] && (relation.isJSON || hasLongNumber(header)) {
			continue
		}
		column.IsRepeated = column.IsRepeated || taken[key] || header == blankHeader
		column.Header = header
		for n := 2; taken[key]; n++ {
			column.Header = fmt.Sprintf("%s (%d)", header, n)
			key = headerKey(column.Header)
		}
		taken[key] = true
		columns = append(columns, column)
	}
	return columns
}

func hasLongNumber(header string) bool {
	return longNumber.MatchString(warehouse.Printable(shortened(header)))
}
