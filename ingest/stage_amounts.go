package ingest

import (
	"regexp"
	"strings"
)

// unclearAmounts is what to do about a file whose amounts may be a thousand times what they seem.
const unclearAmounts = "amounts like 1.234 can be thousands or decimals; set `dialect.decimal_separator` and " +
	"`dialect.thousands_separator`"

// checkAmounts refuses a text file with semicolons, as countries with a decimal comma write, whose amounts have points
// before every three digits, unless the source says what the points are: 1.234 would be loaded as a little more than
// one. It looks at the head of the file only.
func (st *stage) checkAmounts() error {
	if st.relation.head == nil || !leavesAmountsOpen(st.source.Dialect, st.relation.dialect) {
		return nil
	}
	head, err := st.relation.head()
	if err != nil {
		return refuse(refusedUnreadable, "read %s: %v", st.file.Path, err)
	}
	var amounts []string
	for _, column := range st.entity.Columns {
		for _, source := range st.mapping[column.Name] {
			if column.Kind == Money {
				amounts = append(amounts, head.values(source.Header)...)
			}
		}
	}
	if !haveGroupedPoints(amounts) {
		return nil
	}
	return refuse(refusedUnreadable, "read %s: %s of source %s", st.file.Path, unclearAmounts, st.source.Name)
}

// leavesAmountsOpen reports whether the config says nothing of separators though the file is written with semicolons.
func leavesAmountsOpen(configured, detected Dialect) bool {
	return configured.DecimalSeparator == "" && configured.ThousandsSeparator == "" && detected.Delimiter == ";"
}

// haveGroupedPoints reports whether there are amounts with a point, and in each of them points stand where thousands are
// parted. "0.500" is no such amount.
func haveGroupedPoints(amounts []string) bool {
	grouped := regexp.MustCompile(`^[^0-9]*[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?[^0-9]*$`)
	pointed := regexp.MustCompile(`\.[0-9]`)
	found := false
	for _, amount := range amounts {
		if !strings.Contains(amount, ".") || !pointed.MatchString(amount) {
			continue
		}
		if !grouped.MatchString(amount) {
			return false
		}
		found = true
	}
	return found
}
