package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// timeFormats follow a date without a time of its own: a second cell's text, or the rest of the same cell.
var timeFormats = []string{"%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f"}

// wallClockExpr returns the SQL of the wall clock as written, a TIMESTAMP, and of the seconds its written offset is
// ahead of UTC. Configured formats come before ISO 8601, so that "%Y-%d-%m" means what it says.
func wallClockExpr(kind Kind, dialect Dialect, sqlType string, cells []string) (value, offset string) {
	if len(cells) == 2 {
		return pairExpr(dialect, sqlType, cells[0], cells[1])
	}
	cell := cells[0]
	switch {
	case sqlType == "DATE", strings.HasPrefix(sqlType, "TIMESTAMP_"), sqlType == "TIMESTAMP":
		return fmt.Sprintf("%s::timestamp", cell), "null::integer"
	case sqlType == "TIMESTAMP WITH TIME ZONE":
		return fmt.Sprintf("timezone('UTC', %s)", cell), fmt.Sprintf("case when %s is not null then 0 end", cell)
	case !isTextType(sqlType):
		cell = "(" + cell + ")::varchar"
	}
	plain, zoned := splitZoned(dialect.DateFormats)
	if kind == Month {
		plain = append(plain, "%Y-%m", "%m/%Y", "%Y/%m")
	}
	iso := isoExpr(cell)
	value = iso
	if len(plain) > 0 {
		value = fmt.Sprintf("coalesce(try_strptime(%s, %s), %s)", cell, formatList(withTimes(plain)), iso)
	}
	offset = offsetExpr(cell)
	if len(zoned) > 0 {
		// DuckDB turns a format with %z into an instant; the wall clock is that instant moved by the offset as written.
		instant := fmt.Sprintf("timezone('UTC', try_strptime(%s, %s))", cell, formatList(zoned))
		value = fmt.Sprintf("coalesce(%s + to_seconds(coalesce(%s, 0)), %s)", instant, offset, value)
	}
	if kind == Month {
		value = fmt.Sprintf("date_trunc('month', %s)::timestamp", value)
	}
	return value, offset
}

// pairExpr reads a date cell and a time cell. A blank time is a midnight. A midnight behind the date is what database
// and spreadsheet exports write after a date of their own type: the time cell says more.
func pairExpr(dialect Dialect, sqlType, date, clock string) (value, offset string) {
	clock += "::varchar"
	if !isTextType(sqlType) {
		date = "(" + date + ")::varchar"
	}
	day := fmt.Sprintf("case when ends_with(%[1]s, ' 00:00:00') then left(%[1]s, -9) else %[1]s end", date)
	joined := fmt.Sprintf("case when %s is null then %s else (%s) || ' ' || %s end", clock, date, day, clock)
	plain, _ := splitZoned(dialect.DateFormats)
	if len(plain) == 0 {
		plain = []string{"%Y-%m-%d"}
	}
	value = fmt.Sprintf("coalesce(try_strptime(%s, %s), %s)", joined, formatList(withTimes(plain)), isoExpr(joined))
	offset = fmt.Sprintf("case when regexp_matches(%s, '[-+Zz]') then %s end", clock, offsetExpr(joined))
	return value, offset
}

// isoOffset is the end of an instant's text that DuckDB's cast does not take behind hours and minutes alone, or behind
// a blank.
const isoOffset = `' ?(Z|z|UTC|[-+][01]\d(:?[0-5]\d)?)$'`

// isoExpr reads ISO 8601, with seconds or without. DuckDB's cast takes years of one digit, "infinity" and "epoch" too,
// which no export means.
func isoExpr(text string) string {
	wall := fmt.Sprintf("coalesce(try_cast(%[1]s as timestamp), "+
		"case when length(%[1]s) > 16 then try_cast(regexp_replace(%[1]s, %[2]s, '') as timestamp) end)", text, isoOffset)
	return fmt.Sprintf("case when %[1]s >= timestamp '1000-01-01' and %[1]s < timestamp '9999-12-31' then %[1]s end", wall)
}

// offsetExpr returns the seconds of the offset at the end of an instant's text: Z, UTC, -05, -0500 or -05:00. A date
// alone ends in what looks like one, so shorter text is left out.
func offsetExpr(text string) string {
	return fmt.Sprintf(`case
		when %[1]s is null or length(%[1]s) <= 16 or length(%[1]s) = 19 and substr(%[1]s, 17, 1) = ':' then null
		when right(%[1]s, 1) in ('Z', 'z') or ends_with(%[1]s, 'UTC') then 0
		when substr(%[1]s, -6, 1) in ('+', '-') or substr(%[1]s, -5, 1) in ('+', '-') or substr(%[1]s, -3, 1) in ('+', '-')
		then list_transform([regexp_extract(%[1]s, ':.*([-+])(\d\d):?(\d\d)?$', ['sign', 'hours', 'minutes'])], lambda o:
			case when o.sign <> '' then
				(case when o.sign = '-' then -1 else 1 end)
				* (o.hours::integer * 3600 + coalesce(try_cast(o.minutes as integer), 0) * 60) end)[1]
		end`, text)
}

// splitZoned parts the formats that state an offset from those that don't.
func splitZoned(formats []string) (plain, zoned []string) {
	for _, format := range formats {
		if strings.Contains(format, "%z") {
			zoned = append(zoned, format)
		} else {
			plain = append(plain, format)
		}
	}
	return plain, zoned
}

// withTimes adds, after the formats as they are given, each date format with a time behind it: what decides the order
// of day and month is the date.
func withTimes(formats []string) []string {
	all := slices.Clone(formats)
	for _, format := range formats {
		if strings.Contains(format, "%H") || strings.Contains(format, "%I") {
			continue
		}
		for _, clock := range timeFormats {
			all = append(all, format+" "+clock)
		}
	}
	return all
}

func formatList(formats []string) string {
	quoted := make([]string, len(formats))
	for i, format := range formats {
		quoted[i] = literal(format)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
