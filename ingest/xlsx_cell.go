package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// sheetCell is a cell as the sheet's XML has it.
type sheetCell struct {
	kind  string // the attribute t: "", n, s, str, inlineStr, b, e, d
	style int
	value string // of <v>; the cached result of a formula
	text  string // of <is>
}

// cellReader turns cells into the text that they mean.
type cellReader struct {
	shared   *sharedStrings
	meanings []numberMeaning
	is1904   bool
	decimal  string // decimal separator of numbers, so that they parse like the column's text cells
}

// text returns what a cell means: text as it is; a date as 2026-03-05, with its time as 2026-03-05 10:11:12, rounded
// to the second; a time of day as 10:11:12; another number in plain decimals of at most 15 significant digits, which
// is what a spreadsheet keeps; a boolean as true or false; an error as its code, #N/A. An empty cell is "".
func (r *cellReader) text(cell sheetCell) (string, error) {
	switch cell.kind {
	case "s":
		return r.shared.get(cell.value)
	case "inlineStr":
		return cell.text, nil
	case "str":
		return unescapeCell(cell.value), nil
	case "e":
		return cell.value, nil
	case "b":
		if cell.value == "1" || cell.value == "true" {
			return "true", nil
		}
		return "false", nil
	case "d":
		return isoCell(cell.value), nil
	case "", "n":
		return r.number(cell), nil
	default:
		return "", fmt.Errorf("a cell has the unknown type %q", cell.kind)
	}
}

func (r *cellReader) number(cell sheetCell) string {
	number, err := strconv.ParseFloat(cell.value, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return cell.value
	}
	meaning := plainNumber
	if cell.style >= 0 && cell.style < len(r.meanings) {
		meaning = r.meanings[cell.style]
	}
	switch {
	case meaning == clockNumber && number >= 0 && number < 1_000_000:
		return clockText(number)
	case meaning == dateNumber && number >= 0 && number < lastSerial:
		return dateText(number, r.is1904)
	default:
		return strings.Replace(decimalText(number), ".", r.decimal, 1)
	}
}

// lastSerial is the serial number of 10000-01-01, behind the last date a spreadsheet knows.
const lastSerial = 2_958_466

// decimalText writes number with at most 15 significant digits, without exponent and trailing zeros.
func decimalText(number float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'e', 14, 64), 64)
	if err != nil {
		return strconv.FormatFloat(number, 'f', -1, 64) // rounding left the range of a float64
	}
	if rounded == 0 {
		return "0" // not "-0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// dateText reads a serial number: days since 1899-12-30, or 1904-01-01. Before 1900-03-01 the first system is one day
// off, because it has a 29 February 1900.
func dateText(serial float64, is1904 bool) string {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case is1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case serial < 1:
		return clockText(serial) // a time of day in a date format: the date part is empty
	case serial < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	days, fraction := math.Modf(serial)
	at := epoch.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(fraction*86400)) * time.Second)
	if at.Equal(at.Truncate(24 * time.Hour)) {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}

// clockText writes a fraction of a day as hours, minutes and seconds; whole days add hours, as in a sum of times.
func clockText(fraction float64) string {
	seconds := int64(math.Round(fraction * 86400))
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// isoCell writes an ISO 8601 cell (type d) as dateText does.
func isoCell(value string) string {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", time.DateOnly} {
		at, err := time.Parse(layout, strings.TrimSuffix(value, "Z"))
		if err != nil {
			continue
		}
		at = at.Round(time.Second)
		if at.Equal(at.Truncate(24 * time.Hour)) {
			return at.Format(time.DateOnly)
		}
		return at.Format(time.DateTime)
	}
	return value
}
