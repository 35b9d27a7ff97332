package cli

import (
	"database/sql"
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// groupDigits writes 1234567 as 1,234,567.
func groupDigits(number int64) string {
	return message.NewPrinter(language.English).Sprintf("%d", number)
}

// plural writes 1 file, 2 files.
func plural(count int64, word string) string {
	if count == 1 {
		return "1 " + word
	}
	return groupDigits(count) + " " + word + "s"
}

// moneyDecimals is how many decimals a column of amounts deserves: none once cents tell nobody anything any more.
func moneyDecimals(largest float64) int {
	if largest >= 100_000 {
		return 0
	}
	return 2
}

// formatMoney writes 1234567.891 with two decimals as 1,234,567.89.
func formatMoney(amount float64, decimals int) string {
	return message.NewPrinter(language.English).Sprintf("%.*f", decimals, amount)
}

// formatRatio writes 0.1234 as 12.3 %, and – where there is no ratio.
func formatRatio(ratio sql.NullFloat64) string {
	if !ratio.Valid {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", ratio.Float64*100)
}

// movement writes places won as ▲2, lost as ▼1, none as =, and nothing where they are not known.
func movement(change sql.NullInt64) string {
	switch {
	case !change.Valid:
		return ""
	case change.Int64 > 0:
		return fmt.Sprintf("▲%d", change.Int64)
	case change.Int64 < 0:
		return fmt.Sprintf("▼%d", -change.Int64)
	default:
		return "="
	}
}
