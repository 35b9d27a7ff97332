package ingest

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// finish creates the view of the canonical rows: what the stage holds, with words translated, wall clocks moved to
// UTC and defaults filled in. It needs findings and words. `__row` is the place of the record in the file.
func (st *stage) finish(ctx context.Context) error {
	columns := []string{"stage.rowid as __row", "stage.__bad"}
	joins := ""
	if st.relation.line != "" {
		columns = append(columns, "stage.__line")
	}
	for _, column := range st.entity.Columns {
		columns = append(columns, st.finalExpr(column)+" as "+ident(column.Name))
		if column.Kind == Instant {
			columns = append(columns, st.hasTimeExpr(column)+" as "+ident(column.Name+"_has_time"))
		}
		if words := st.words[column.Name]; words != nil && words.isJoined {
			joins += fmt.Sprintf("\nleft join %s as %s on %s.column_name = %s and %s.word = stage.%s",
				wordsTable, wordsAlias(column.Name), wordsAlias(column.Name), literal(column.Name),
				wordsAlias(column.Name), ident(column.Name))
		}
	}
	columns = append(columns, st.missingExpr()+" as __missing", st.strangeExpr()+" as __strange", st.saidExpr()+" as __said")
	statement := fmt.Sprintf("create temp view stage_final as\nselect\n%s\nfrom %s as stage%s%s",
		strings.Join(columns, ",\n"), stageTable, joins, st.finalConditions())
	if _, err := st.conn.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("stage %s: %w", st.file.Path, err)
	}
	return nil
}

func wordsAlias(column string) string { return "words_" + column }

// finalExpr is the value of a canonical column as raw stores it.
func (st *stage) finalExpr(column Column) string {
	staged := st.mapping[column.Name] != nil
	value := "null::" + columnType(column)
	if staged {
		value = "stage." + ident(column.Name)
	}
	switch column.Kind {
	case Channel:
		if staged {
			value = st.words[column.Name].valueOr("other")
		}
	case Status:
		if staged {
			value = st.words[column.Name].valueOr("unknown")
		}
	case Direction:
		if staged {
			value = st.words[column.Name].value()
		}
	case Reaction:
		return st.reactionExpr()
	case Instant:
		if staged {
			value = st.instantExpr(column)
		}
	case Date:
		if staged {
			value = st.dateExpr(column)
		}
	case Month:
		if staged {
			value += "::date"
		}
	case Integer:
		if staged && columnType(column) == "integer" {
			value += "::integer"
		}
	case Text:
		if staged && st.source.Values[column.Name] != nil {
			words := st.words[column.Name]
			value = fmt.Sprintf("case when %s then %s else %s end", words.isKnown(), words.value(), value)
		}
	case Money:
	}
	fallback, ok := st.defaultExpr(column)
	if !ok {
		return value
	}
	if !staged {
		return fallback
	}
	if st.source.Values[column.Name] != nil {
		// A word mapped to nobody is an answer; the default is for cells without one.
		return fmt.Sprintf("case when stage.%s is null then %s else %s end", ident(column.Name), fallback, value)
	}
	return fmt.Sprintf("coalesce(%s, %s)", value, fallback)
}

// defaultExpr is what stands in for a blank cell.
func (st *stage) defaultExpr(column Column) (string, bool) {
	if st.mayBeMissing(column) {
		return "null::" + columnType(column), true
	}
	if text, ok := st.source.Defaults[column.Name]; ok {
		switch column.Kind {
		case Channel, Status, Direction, Reaction:
			if word, known := st.translate(column, text); known && word != nil {
				text = *word
			}
			return literal(text), true
		case Month:
			if len(text) == len("2006-01") {
				text += "-01"
			}
		case Text, Money, Integer, Date, Instant:
		}
		return literal(text) + "::" + columnType(column), true
	}
	switch {
	case column.Kind == Direction:
		return "'outbound'", true
	case column.Kind == Status:
		return "'settled'", true
	case column.Name == "as_of_date" && st.namedAsOf():
		return literal(st.file.NamedDate.Format(time.DateOnly)) + "::date", true
	}
	return "", false
}

// mayBeMissing reports whether a source says with an empty default that its export does not state a required column.
func (st *stage) mayBeMissing(column Column) bool {
	text, ok := st.source.Defaults[column.Name]
	return ok && text == "" && takesEmptyDefault(st.entity, column.Name)
}

// takesEmptyDefault reports whether a column may be declared missing. An assignment without a collector states a
// balance that nobody holds; one without an amount changes who holds the account and leaves its balance as it is.
func takesEmptyDefault(entity Entity, column string) bool {
	return entity.Name == "assignments" && (column == "assigned_amount" || column == "collector_id")
}

// columnType is the type of a canonical column in raw.
func columnType(column Column) string {
	switch column.Kind {
	case Money:
		return moneyType
	case Integer:
		if column.Name == "days_past_due" {
			return "integer"
		}
		return "bigint"
	case Date, Month:
		return "date"
	case Instant:
		return "timestamp"
	case Text, Channel, Status, Direction, Reaction:
	}
	return "varchar"
}

// reactionExpr is the highest of what a reaction says, or the outcome where there is none, and a promise with an
// amount and a date.
func (st *stage) reactionExpr() string {
	var said []string
	if st.mapping["reaction"] != nil {
		said = append(said, st.words["reaction"].value())
	}
	if words := st.words["outcome"]; words != nil {
		said = append(said, words.reaction())
	}
	if text, ok := st.defaultExprOfReaction(); ok {
		said = append(said, text)
	}
	value := "null::varchar"
	if len(said) > 0 {
		value = "coalesce(" + strings.Join(said, ", ") + ")"
	}
	if st.mapping["promised_amount"] == nil || st.mapping["promised_date"] == nil {
		return value
	}
	return fmt.Sprintf("case when stage.promised_amount > 0 and stage.promised_date is not null then 'promise' else %s end", value)
}

func (st *stage) defaultExprOfReaction() (string, bool) {
	column, ok := st.entity.Column("reaction")
	if !ok {
		return "", false
	}
	return st.defaultExpr(column)
}

// hasTimeExpr says whether an instant has a time of day. A column whose every value in the file is a midnight holds
// dates.
func (st *stage) hasTimeExpr(column Column) string {
	switch {
	case st.mapping[column.Name] == nil && st.source.Defaults[column.Name] == "":
		return "null::boolean"
	case st.isInclusiveEnd(column) || !st.findings.instant[column.Name].hasTime:
		return fmt.Sprintf("case when %s is not null then false end", st.finalExpr(column))
	}
	hasTime := "true"
	if st.cells[column.Name].Timeless != "" {
		// A row without a date of its own has the source's default, with the time of day that is written there.
		hasTime = fmt.Sprintf("stage.%s is null or not stage.%s", ident(column.Name), ident(timelessName(column)))
	}
	return fmt.Sprintf("case when %s is not null then %s end", st.finalExpr(column), hasTime)
}

func (st *stage) isInclusiveEnd(column Column) bool {
	return st.source.EndInclusive && column.Name == "unassigned_at"
}

// instantExpr moves a wall clock to UTC, or leaves it if it is a plain date.
func (st *stage) instantExpr(column Column) string {
	name := "stage." + ident(column.Name)
	if st.isInclusiveEnd(column) {
		return fmt.Sprintf("date_trunc('day', %s) + interval 1 day", name)
	}
	if !st.findings.instant[column.Name].hasTime {
		return name
	}
	return st.unlessTimeless(column, st.utcExpr(column))
}

// unlessTimeless is the SQL of a moved wall clock, but of the clock as written in a row that has no time of day: there
// is nothing to move.
func (st *stage) unlessTimeless(column Column, moved string) string {
	if st.cells[column.Name].Timeless == "" {
		return moved
	}
	return fmt.Sprintf("case when stage.%s then stage.%s else %s end",
		ident(timelessName(column)), ident(column.Name), moved)
}

// dateExpr is the date of a wall clock; the business date if there is a time of day in the column.
func (st *stage) dateExpr(column Column) string {
	name := "stage." + ident(column.Name)
	found := st.findings.instant[column.Name]
	if !found.hasTime || !found.hasOffset && st.relation.dialect.TimeZone == st.TimeZone {
		return name + "::date"
	}
	moved := fmt.Sprintf("timezone(%s, timezone('UTC', %s))", literal(st.TimeZone), st.utcExpr(column))
	return st.unlessTimeless(column, moved) + "::date"
}

// utcExpr moves a wall clock to UTC: by the offset as written, else by the dialect's time zone. A zone whose offset
// did not change over the values of the file is a subtraction; DuckDB's zone arithmetic costs twenty times that.
func (st *stage) utcExpr(column Column) string {
	name := "stage." + ident(column.Name)
	found := st.findings.instant[column.Name]
	zone := st.relation.dialect.TimeZone
	local := fmt.Sprintf("timezone('UTC', timezone(%s, %s))", literal(zone), name)
	if seconds, ok := fixedOffset(zone, found.first, found.end); ok {
		local = fmt.Sprintf("%s - to_seconds(%d)", name, seconds)
	}
	if !found.hasOffset {
		return local
	}
	offset := "stage." + ident(offsetName(column))
	return fmt.Sprintf("case when %s is not null then %s - to_seconds(%s) else %s end", offset, name, offset, local)
}

// fixedOffset returns the seconds that a zone is ahead of UTC if they are the same from a day before first to a day
// after end.
func fixedOffset(zone string, first, end time.Time) (int, bool) {
	location, err := time.LoadLocation(zone)
	if err != nil || first.IsZero() {
		return 0, false
	}
	at := first.AddDate(0, 0, -2).In(location)
	_, offset := at.Zone()
	for until := end.AddDate(0, 0, 2); ; {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(until) {
			return offset, true
		}
		at = next
		if _, changed := at.Zone(); changed != offset {
			return 0, false
		}
	}
}
