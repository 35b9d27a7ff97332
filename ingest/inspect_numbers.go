package ingest

import (
	"regexp"
	"strings"
)

// numberStyle says how a file writes numbers.
type numberStyle struct {
	Decimal   string // "." or ","; "" if no value has decimals
	Thousands string // ".", ",", " ", "'" or ""
	// IsGuess says that a value such as 1.500 could be read both ways and the country's habit decided.
	IsGuess bool
	// IsMixed says that some values need the one reading and some the other.
	IsMixed bool
}

// numberShape tells digits, their groups and a fraction apart. The first separator of groups must repeat.
var numberShape = regexp.MustCompile(`^(\d+)((?:[., '\x{00A0}\x{202F}]\d{3})*)(?:([.,])(\d+))?$`)

// bareNumber takes sign, currency and blanks off a cell; ok is false if what is left does not begin with a digit or
// has letters in it, so that it is no number.
func bareNumber(cell string) (digits string, ok bool) {
	digits = strings.TrimSpace(cell)
	digits = strings.TrimSuffix(strings.TrimPrefix(digits, "("), ")")
	digits = strings.TrimFunc(digits, func(r rune) bool {
		return !(r >= '0' && r <= '9') && r != '.' && r != ','
	})
	if digits == "" || len(digits) > 40 || strings.Trim(cell, "0123456789.,' \u00a0\u202f-+()$€£¥%") != currencyIn(cell) {
		return "", false
	}
	return digits, digits[0] >= '0' && digits[0] <= '9'
}

// currencyIn returns the currency code or symbol at either end of a cell, "" if there is none.
func currencyIn(cell string) string {
	word := strings.Trim(cell, "0123456789.,' \u00a0\u202f-+()$€£¥%")
	switch strings.ToUpper(word) {
	case "COP", "MXN", "USD", "EUR", "ARS", "CLP", "PEN", "BRL", "UYU", "PYG", "BOB", "GTQ", "CRC", "HNL", "NIO", "DOP",
		"PAB", "VES", "GBP", "R", "S/", "US", "RS", "B/", "Q", "BS", "MN":
		return word
	default:
		return ""
	}
}

// detectNumbers decides how numbers are written by the values of all amount columns of a file. commaHabit is the
// country's habit of a decimal comma, used where every value could be read both ways.
func detectNumbers(values []string, commaHabit bool) numberStyle {
	votes := map[string]int{} // of the decimal separator
	thousands := map[string]int{}
	ambiguous := map[string]int{} // values such as 1.500, by their separator
	for _, value := range values {
		digits, ok := bareNumber(value)
		if !ok {
			continue
		}
		vote(digits, votes, thousands, ambiguous)
	}
	style := numberStyle{}
	switch {
	case votes["."] == 0 && votes[","] == 0:
		if ambiguous["."]+ambiguous[","] == 0 {
			return numberStyle{Thousands: mostVoted(thousands)}
		}
		style.IsGuess = true
		style.Decimal = "."
		if commaHabit {
			style.Decimal = ","
		}
	case votes[","] > votes["."]:
		style.Decimal = ","
	default:
		style.Decimal = "."
	}
	style.IsMixed = votes["."] > 0 && votes[","] > 0
	style.Thousands = mostVoted(thousands)
	if other := opposite(style.Decimal); ambiguous[other] > 0 {
		style.Thousands = other
	}
	if style.Thousands == style.Decimal {
		style.Thousands = ""
	}
	return style
}

// vote counts what one number says about the separators.
func vote(digits string, votes, thousands, ambiguous map[string]int) {
	parts := numberShape.FindStringSubmatch(digits)
	if parts == nil {
		return
	}
	first, groups, decimal := parts[1], parts[2], parts[3]
	separators := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, groups)
	switch {
	case decimal != "" && separators == "":
		votes[decimal]++ // 1234.5; three decimals match as a group first
	case decimal != "":
		votes[decimal]++
		thousands[separators[:firstRune(separators)]]++
	case separators == "":
	case len([]rune(separators)) > 1 && separators[0] != separators[len(separators)-1]:
		// 1.234,567: the last group is a fraction of three digits.
		votes[separators[len(separators)-1:]]++
		thousands[separators[:1]]++
	case len([]rune(separators)) > 1:
		thousands[separators[:firstRune(separators)]]++
		if separators[0] == '.' || separators[0] == ',' {
			votes[opposite(separators[:1])]++
		}
	case separators == "." || separators == ",":
		if len(first) > 3 || first == "0" {
			votes[separators]++ // 1234.567 and 0.125 have no groups
		} else {
			ambiguous[separators]++
		}
	default:
		thousands[separators]++
	}
}

func firstRune(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}

func opposite(separator string) string {
	if separator == "." {
		return ","
	}
	return "."
}

func mostVoted(votes map[string]int) string {
	best := ""
	for candidate, count := range votes {
		if count > votes[best] || count == votes[best] && candidate < best {
			best = candidate
		}
	}
	return best
}

// isNumberText reports whether a cell reads as a number in some style.
func isNumberText(cell string) bool {
	digits, ok := bareNumber(cell)
	return ok && numberShape.MatchString(digits)
}
