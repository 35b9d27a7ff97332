package ingest

import (
	"database/sql"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// parser evaluates parse expressions on one text.
type parser struct{ db *warehouse.DB }

func newParser(t testing.TB) parser {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return parser{db}
}

// parse returns a text's value and offset, "-" for NULL.
func (p parser) parse(t testing.TB, column Column, dialect Dialect, text string) string {
	t.Helper()
	cell := parseExpr(column, dialect, "VARCHAR", "cell")
	offset := "null"
	if cell.Offset != "" {
		offset = cell.Offset
	}
	var value, seconds sql.NullString
	query := fmt.Sprintf("select (%s)::varchar, (%s)::varchar from (select %s as cell from (select ?::varchar as raw))",
		cell.Value, offset, trimmedExpr("raw", true))
	if err := p.db.QueryRowContext(t.Context(), query, text).Scan(&value, &seconds); err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	got := "-"
	if value.Valid {
		got = value.String
	}
	if seconds.Valid {
		got += " offset " + seconds.String
	}
	return got
}

func TestParseMoney(t *testing.T) {
	p := newParser(t)
	point, comma := Dialect{}, Dialect{DecimalSeparator: ",", ThousandsSeparator: "."}
	both, bare, space := Dialect{ThousandsSeparator: ","}, Dialect{DecimalSeparator: ","}, Dialect{DecimalSeparator: ",", ThousandsSeparator: " "}
	cases := []struct {
		dialect Dialect
		text    string
		want    string
	}{
		{point, "10", "10.0000"}, {point, " 10.5 ", "10.5000"}, {point, "-3", "-3.0000"}, {point, "3-", "-3.0000"}, {point, "(3.5)", "-3.5000"},
		{point, "$ 1234.5", "1234.5000"}, {point, "-$5", "-5.0000"}, {point, "$-5", "-5.0000"}, {point, "USD 5", "5.0000"}, {point, "5 COP", "5.0000"},
		{point, "R$ 5", "5.0000"}, {point, "S/ 5", "5.0000"}, {point, "€\u00a05", "5.0000"}, {point, "1,5", "-"}, {point, "1,500", "-"}, {point, "1.5.5", "-"},
		{point, "1_000", "-"}, {point, "(5", "-"}, {point, "-(5)", "-"}, {point, "--5", "-"}, {point, "abc", "-"}, {point, "1 5", "-"}, {point, "", "-"}, {point, "NULL", "-"},
		{point, "123456789012345", "-"}, {point, "12345678901234.5", "12345678901234.5000"}, {point, ".5", "0.5000"},
		{comma, "1.234.567,89", "1234567.8900"}, {comma, "1.5", "-"}, {comma, "15", "15.0000"}, {comma, "1.500", "1500.0000"}, {comma, "1500,5", "1500.5000"},
		{comma, "12.34,5", "-"}, {comma, "1.2345", "-"}, {comma, "$ 1.500,00", "1500.0000"}, {comma, "1,2,3", "-"}, {comma, "-1.500", "-1500.0000"},
		{both, "1,234.5", "1234.5000"}, {both, "1,5", "-"}, {both, "1234.5", "1234.5000"},
		{bare, "1.5", "-"}, {bare, "1,5", "1.5000"}, {bare, "1.500,5", "-"},
		{space, "1 234,5", "1234.5000"}, {space, "1\u00a0234,5", "1234.5000"}, {space, "1 23", "-"},
	}
	for _, c := range cases {
		t.Run(c.dialect.DecimalSeparator+c.dialect.ThousandsSeparator+" "+c.text, func(t *testing.T) {
			if got := p.parse(t, Column{Name: "amount", Kind: Money}, c.dialect, c.text); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestParseInteger(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string]string{"5": "5", "5.0": "5", "5.5": "-", "-3": "-3", "0:03:20": "200", "1:60:00": "-", "1e2": "100", "x": "-"} {
		if got := p.parse(t, Column{Name: "n", Kind: Integer}, Dialect{}, text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestParseInstant(t *testing.T) {
	p := newParser(t)
	iso, latin := Dialect{}, Dialect{DateFormats: []string{"%d/%m/%Y", "%Y%m%d %H%M"}}
	american, zoned := Dialect{DateFormats: []string{"%Y-%d-%m"}}, Dialect{DateFormats: []string{"%d/%m/%Y %H:%M:%S %z"}}
	cases := []struct {
		dialect Dialect
		text    string
		want    string
	}{
		{iso, "2026-03-05", "2026-03-05 00:00:00"}, {iso, "2026-03-05T10:11:12", "2026-03-05 10:11:12"}, {iso, "2026-03-05 10:11", "2026-03-05 10:11:00"},
		{iso, "2026-03-05 10:11:12.345", "2026-03-05 10:11:12.345"}, {iso, "2026-03-05T10:11:12Z", "2026-03-05 10:11:12 offset 0"},
		{iso, "2026-03-05T10:11:12-05:00", "2026-03-05 10:11:12 offset -18000"}, {iso, "2026-03-05T10:11:12.5+0530", "2026-03-05 10:11:12.5 offset 19800"},
		{iso, "2026-03-05 10:11:12-05", "2026-03-05 10:11:12 offset -18000"},
		{iso, "2026-03-05T10:11Z", "2026-03-05 10:11:00 offset 0"}, {iso, "2026-03-05 10:11-05:00", "2026-03-05 10:11:00 offset -18000"},
		{iso, "2026-03-05 10:11-05", "2026-03-05 10:11:00 offset -18000"}, {iso, "2026-03-05T10:11+0530", "2026-03-05 10:11:00 offset 19800"},
		{iso, "2026-03-05 10:11:12 -0500", "2026-03-05 10:11:12 offset -18000"},
		{iso, "2026-03-05 10:11:12 UTC", "2026-03-05 10:11:12 offset 0"}, {iso, "2026-03-05 10:11-99:00", "- offset -356400"},
		{iso, "2026-02-30", "-"}, {iso, "05/03/2026", "-"}, {iso, "infinity", "-"}, {iso, "x", "-"}, {iso, "15/3/20", "-"},
		{latin, "05/03/2026", "2026-03-05 00:00:00"}, {latin, "5/3/2026 15:30", "2026-03-05 15:30:00"}, {latin, "05/03/2026 3:15 PM", "2026-03-05 15:15:00"},
		{latin, "2026-03-05", "2026-03-05 00:00:00"}, {latin, "20260305 1011", "2026-03-05 10:11:00"}, {latin, "31/02/2026", "-"}, {latin, "13/13/2026", "-"},
		{american, "2026-05-03", "2026-03-05 00:00:00"},
		{zoned, "05/03/2026 10:11:12 -0500", "2026-03-05 10:11:12 offset -18000"},
	}
	for _, c := range cases {
		t.Run(strings.Join(c.dialect.DateFormats, " ")+" "+c.text, func(t *testing.T) {
			if got := p.parse(t, Column{Name: "at", Kind: Instant}, c.dialect, c.text); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// referenceMoney is the slow and obvious reading of a bare or grouped number with an optional sign. ok is false for
// text it leaves to the table tests: currencies, parentheses, exponents.
func referenceMoney(text, decimal, thousands string) (value *big.Rat, ok bool) {
	digits := strings.Trim(text, "0123456789+-"+decimal+thousands)
	if digits != "" || strings.ContainsAny(text, "+") {
		return nil, false
	}
	negative := false
	switch {
	case strings.HasPrefix(text, "-"):
		negative, text = true, text[1:]
	case strings.HasSuffix(text, "-"):
		negative, text = true, text[:len(text)-1]
	}
	whole, fraction, _ := strings.Cut(text, decimal)
	isDigits := regexp.MustCompile(`^[0-9]*$`).MatchString
	groups := []string{whole}
	if thousands != "" {
		groups = strings.Split(whole, thousands)
	}
	for i, group := range groups {
		if len(groups) > 1 && (i > 0 && len(group) != 3 || i == 0 && (group == "" || len(group) > 3)) {
			return nil, true
		}
	}
	whole = strings.Join(groups, "")
	if !isDigits(whole) || !isDigits(fraction) || whole+fraction == "" || len(whole) > 13 || len(fraction) > 4 {
		return nil, len(whole) <= 13 && len(fraction) <= 4
	}
	value, ok = new(big.Rat).SetString("0" + whole + "." + fraction + "0")
	if ok && negative {
		value.Neg(value)
	}
	return value, ok
}

func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"1.234,5", "1,5", "1.5", "-3", "3-", "1.234.567", "--1", "1.23", ",5", "5,", "1.234,", "", "-", "1 234"} {
		f.Add(text, true)
		f.Add(text, false)
	}
	p := newParser(f)
	f.Fuzz(func(t *testing.T, text string, comma bool) {
		if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text || strings.TrimSpace(text) != text {
			return
		}
		dialect := Dialect{}
		if comma {
			dialect = Dialect{DecimalSeparator: ",", ThousandsSeparator: "."}
		}
		decimal, thousands := separators(dialect)
		got := p.parse(t, Column{Name: "amount", Kind: Money}, dialect, text)
		value, ok := referenceMoney(text, decimal, thousands)
		if !ok {
			return
		}
		want := "-"
		if value != nil {
			want = value.FloatString(4)
			if want == "-0.0000" {
				want = "0.0000"
			}
		}
		if got != want {
			t.Errorf("%q with %q and %q: got %s, want %s", text, decimal, thousands, got, want)
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	for _, text := range []string{"2026-03-05", "2026-03-05 10:11:12", "05/03/2026", "29/02/2024", "29/02/2023", "2026-03-05T10:11:12Z", "infinity",
		"2026-03-05T10:11Z", "2026-03-05 10:11-05:00", "2026-03-05 10:11-05", "2026-03-05 10:11:12 UTC", "2026-03-05T10:11:12.5+0530", "31/04/2026", "00/01/2026"} {
		f.Add(text)
	}
	p := newParser(f)
	dialect := Dialect{DateFormats: []string{"%d/%m/%Y"}}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
			return
		}
		got := p.parse(t, Column{Name: "at", Kind: Instant}, dialect, text)
		for _, layout := range []string{"02/01/2006", time.DateOnly, time.DateTime} {
			if len(text) != len(layout) {
				continue
			}
			at, err := time.Parse(layout, text)
			if err == nil && at.Year() >= 1000 && got != at.Format(time.DateTime) {
				t.Errorf("%q: got %s, want %s", text, got, at.Format(time.DateTime))
			}
			if err != nil && got != "-" && regexp.MustCompile(`^\d\d/\d\d/\d{4}$`).MatchString(text) && layout == "02/01/2006" {
				t.Errorf("%q: got %s, want none: %v", text, got, err)
			}
		}
	})
}
