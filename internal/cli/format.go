package cli

import (
	"database/sql"
	"fmt"
	"math"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// groupDigits writes 1234567 as 1,234,567.
func groupDigits(number int64) string {
	return message.NewPrinter(language.English).Sprintf("%d", number)
}

// formatMoney writes an amount without cents from a thousand on, where they no longer tell anybody anything.
func formatMoney(amount float64) string {
	printer := message.NewPrinter(language.English)
	if math.Abs(amount) >= 1000 {
		return printer.Sprintf("%.0f", amount)
	}
	return printer.Sprintf("%.2f", amount)
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
