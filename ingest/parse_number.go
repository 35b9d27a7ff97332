package ingest

import (
	"fmt"
	"regexp"
	"strings"
)

// moneyType is how amounts are stored.
const moneyType = "decimal(18, 4)"

// moneyExpr returns the SQL of an amount: NULL if the cell is no number in the dialect, or is too large for
// DECIMAL(18,4). More than four decimals are rounded.
//
// A currency sign or code may stand before or after the number, spaces between them; a minus may stand before or
// after, or parentheses around. Thousands must be grouped by three: with thousands ".", "1.5" is no number, and
// never 15.
func moneyExpr(dialect Dialect, sqlType, cell string) string {
	if isNumberType(sqlType) {
		return fmt.Sprintf("try_cast(%s as %s)", cell, moneyType)
	}
	if !isTextType(sqlType) {
		cell = "(" + cell + ")::varchar"
	}
	// Nearly every cell is a bare number. The regular expression costs ten times a cast, so it sees the others only.
	bare, isBare := bareNumberExpr(dialect, cell)
	return fmt.Sprintf("case when %s is null then null when %s and %s is not null then %s else %s end",
		cell, isBare, bare, bare, dressedNumberExpr(dialect, cell))
}

// bareNumberExpr returns the cast of a number without grouping, and the condition under which the cast can be believed.
// DuckDB's cast takes underscores between digits and exponents: the first are no number in any export.
func bareNumberExpr(dialect Dialect, cell string) (value, condition string) {
	decimal, thousands := separators(dialect)
	text := cell
	foreign := []string{"_"}
	if decimal != "." {
		text = fmt.Sprintf("replace(%s, %s, '.')", cell, literal(decimal))
		foreign = append(foreign, ".")
	} else if thousands == "." {
		foreign = append(foreign, ".")
	}
	conditions := make([]string, len(foreign))
	for i, character := range foreign {
		conditions[i] = fmt.Sprintf("not contains(%s, %s)", cell, literal(character))
	}
	return fmt.Sprintf("try_cast(%s as %s)", text, moneyType), strings.Join(conditions, " and ")
}

// dressedNumberExpr returns the SQL of a number with grouping, sign, parentheses or currency around it.
func dressedNumberExpr(dialect Dialect, cell string) string {
	decimal, thousands := separators(dialect)
	pattern := numberPattern(decimal, thousands)
	parts := fmt.Sprintf("regexp_extract(%s, %s, ['open', 'before', 'inner', 'digits', 'after', 'close'])",
		cell, literal(pattern))
	digits := "x.digits"
	if thousands != "" {
		digits = fmt.Sprintf("regexp_replace(%s, %s, '', 'g')", digits, literal(separatorClass(thousands)))
	}
	if decimal != "." {
		digits = fmt.Sprintf("replace(%s, %s, '.')", digits, literal(decimal))
	}
	// The list makes regexp_extract run once for its six groups.
	return fmt.Sprintf(`list_transform([%s], lambda x: case
		when x.digits = '' or (x.open = '') <> (x.close = '') then null
		when (x.open <> '')::integer + (x.before in ('-', '−'))::integer + (x.inner in ('-', '−'))::integer
			+ (x.after in ('-', '−'))::integer > 1 then null
		when x.open <> '' or x.before in ('-', '−') or x.inner in ('-', '−') or x.after in ('-', '−')
			then -try_cast(%s as %s)
		else try_cast(%s as %s) end)[1]`, parts, digits, moneyType, digits, moneyType)
}

// numberPattern is the regular expression of a dressed number: "(", sign, currency, sign, digits, sign or currency,
// ")".
func numberPattern(decimal, thousands string) string {
	const blank = `[\s\x{00a0}\x{202f}]*`
	const currency = `(?:[A-Za-z]{0,3}\.?\p{Sc}|S/\.?|[A-Za-z]{1,3}\.?)?`
	whole := `[0-9]+`
	if thousands != "" {
		whole = `[0-9]{1,3}(?:` + separatorClass(thousands) + `[0-9]{3})+|[0-9]+`
	}
	point := regexp.QuoteMeta(decimal)
	digits := fmt.Sprintf(`(?:%s)(?:%s[0-9]*)?|%s[0-9]+`, whole, point, point)
	return `^(\(?)` + blank + `([-+−]?)` + blank + currency + blank + `([-+−]?)` + blank + `(` + digits + `)` + blank +
		`([-+−]?)` + blank + currency + blank + `(\)?)$`
}

// separatorClass matches a thousands separator in each way it is typed.
func separatorClass(thousands string) string {
	switch strings.TrimSpace(thousands) {
	case "", "\u00a0", "\u202f":
		return `[ \x{00a0}\x{202f}]`
	case "'", "’":
		return `['’]`
	}
	return regexp.QuoteMeta(thousands)
}

// separators returns the decimal and thousands separators, with the defaults filled in.
func separators(dialect Dialect) (decimal, thousands string) {
	decimal = dialect.DecimalSeparator
	if decimal == "" {
		decimal = "."
	}
	return decimal, dialect.ThousandsSeparator
}

// integerExpr returns the SQL of a whole number: NULL if the cell is none. Decimal zeros and thousands are tolerated,
// and so is a duration as h:mm:ss, as seconds.
func integerExpr(dialect Dialect, sqlType, cell string) string {
	if isNumberType(sqlType) {
		return fmt.Sprintf("case when %[1]s = trunc(%[1]s) then try_cast(%[1]s as bigint) end", cell)
	}
	if !isTextType(sqlType) {
		cell = "(" + cell + ")::varchar"
	}
	decimal, _ := separators(dialect)
	// DuckDB's cast of text rounds 1.5 to 2, so only text without a point or a comma goes straight through it.
	return fmt.Sprintf(`case
		when %[1]s is null then null
		when not contains(%[1]s, '.') and not contains(%[1]s, %[2]s) and not contains(%[1]s, '_')
			and try_cast(%[1]s as bigint) is not null then try_cast(%[1]s as bigint)
		when contains(%[1]s, ':') then case when regexp_full_match(%[1]s, '[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]')
			then date_part('epoch', try_cast(%[1]s as interval))::bigint end
		else list_transform([%[3]s], lambda x: case when x = trunc(x) then x::bigint end)[1] end`,
		cell, literal(decimal), moneyExpr(dialect, sqlType, cell))
}
