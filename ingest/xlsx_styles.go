package ingest

import (
	"strings"

	"github.com/xuri/nfp"
)

// numberMeaning says what the number of a cell stands for by its format.
type numberMeaning int

const (
	plainNumber numberMeaning = iota
	dateNumber                // days since the epoch of the workbook
	clockNumber               // a fraction of a day, shown without a date
)

// meanings returns, by style number, what the numbers of cells of that style stand for.
func (b *workbook) meanings() ([]numberMeaning, error) {
	if b.styles == "" {
		return nil, nil
	}
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(b.styles, &sheet); err != nil {
		return nil, err
	}
	custom := map[int]numberMeaning{}
	for _, format := range sheet.Formats {
		custom[format.ID] = formatMeaning(format.Code)
	}
	meanings := make([]numberMeaning, len(sheet.Styles))
	for i, style := range sheet.Styles {
		meaning, ok := custom[style.Format]
		if !ok {
			meaning = builtinMeaning(style.Format)
		}
		meanings[i] = meaning
	}
	return meanings, nil
}

// builtinMeaning knows the formats that have a number instead of a code (ECMA-376, part 1, section 18.8.30), with those
// of Asian languages.
func builtinMeaning(format int) numberMeaning {
	switch {
	case format >= 18 && format <= 21, format >= 32 && format <= 35, format >= 45 && format <= 47,
		format >= 55 && format <= 56:
		return clockNumber
	case format >= 14 && format <= 22, format >= 27 && format <= 36, format >= 50 && format <= 58:
		return dateNumber
	default:
		return plainNumber
	}
}

// formatMeaning reads a number format's first section, the one of positive numbers.
func formatMeaning(code string) numberMeaning {
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return plainNumber
	}
	var date, clock bool
	for _, token := range sections[0].Items {
		switch token.TType {
		case nfp.TokenTypeElapsedDateTimes:
			clock = true
		case nfp.TokenTypeDateTimes:
			switch {
			case strings.ContainsAny(strings.ToLower(token.TValue), "yd"):
				date = true
			case strings.ContainsAny(strings.ToLower(token.TValue), "hs"):
				clock = true
			case strings.Trim(strings.ToLower(token.TValue), "m") == "" && len(token.TValue) > 2:
				date = true // a month's name
			}
		}
	}
	switch {
	case date:
		return dateNumber
	case clock:
		return clockNumber
	default:
		return plainNumber
	}
}
