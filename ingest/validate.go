package ingest

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Validate returns an error if a source can't be right, whatever its files hold. It names the field and the remedy.
func Validate(source Source) error {
	entity, ok := LookupEntity(source.Entity)
	if !ok {
		return invalid(source, "entity", "entity %q does not exist; use one of %s", source.Entity, strings.Join(EntityNames(), ", "))
	}
	if source.Name == "" {
		return invalid(source, "name", "name is missing; give every source its own")
	}
	if strings.ContainsAny(source.Name, `/\`) || strings.HasPrefix(source.Name, ".") {
		return invalid(source, "name", "name %q is a path; the archive has a folder of that name, so leave out / and \\, and a "+
			"point at its beginning", source.Name)
	}
	checks := []func(Source, Entity) error{
		validatePlace, validateDialect, validateColumns, validateValues, validateDefaults, validateShape, validateControl, validateSchema,
	}
	for _, check := range checks {
		if err := check(source, entity); err != nil {
			return err
		}
	}
	return validateWhere(source)
}

// FieldError is a fault in one field of a source.
type FieldError struct {
	Source string // its name
	Field  string // path of the field below the source, "columns.amount"
	Err    error
}

func (e *FieldError) Error() string {
	if e.Source == "" {
		return fmt.Sprintf("source without a name: %v", e.Err)
	}
	return fmt.Sprintf("source %s: %v", e.Source, e.Err)
}

// Unwrap returns what is wrong with the field.
func (e *FieldError) Unwrap() error { return e.Err }

func invalid(source Source, field, format string, args ...any) error {
	return &FieldError{Source: source.Name, Field: field, Err: fmt.Errorf(format, args...)}
}

func validatePlace(source Source, _ Entity) error {
	switch cleaned := path.Clean(strings.ReplaceAll(source.Path, `\`, "/")); {
	case source.Path == "":
		return invalid(source, "path", "path is missing; name the files under `root:`, like \"payments*.csv\"")
	case path.IsAbs(cleaned) || cleaned == ".." || strings.HasPrefix(cleaned, "../"):
		return invalid(source, "path", "path %q leaves the root; write it relative to `root:`, or set `root:` higher up", source.Path)
	case !doublestar.ValidatePattern(cleaned):
		return invalid(source, "path", "path %q is no glob; close its brackets, or escape them with a backslash", source.Path)
	}
	if source.Format != "" && !slices.Contains(formatNames(), source.Format) {
		return invalid(source, "format", "format %q is unknown; use one of %s", source.Format, strings.Join(formatNames(), ", "))
	}
	if ratio := source.MaxRejectRatio; ratio != nil && (*ratio < 0 || *ratio > 1) {
		return invalid(source, "max_reject_ratio", "max_reject_ratio %g is no share; use 0 to 1, like 0.05", *ratio)
	}
	if source.ExportedAt != "" {
		if _, err := parseExportedAt(source.ExportedAt); err != nil {
			return invalid(source, "exported_at", "%w", err)
		}
	}
	return nil
}

func validateDialect(source Source, _ Entity) error {
	dialect := source.Dialect
	if _, err := lookupEncoding(dialect.Encoding); err != nil {
		return invalid(source, "dialect.encoding", "%w", err)
	}
	if _, err := time.LoadLocation(dialect.TimeZone); err != nil {
		return invalid(source, "dialect.time_zone", "dialect.time_zone: %w; write it as in the IANA database, like America/Bogota", err)
	}
	if len([]rune(dialect.DecimalSeparator)) > 1 || len([]rune(dialect.ThousandsSeparator)) > 1 {
		return invalid(source, "dialect", "dialect: a separator of numbers is one character")
	}
	decimal, thousands := separators(dialect)
	if decimal == thousands {
		return invalid(source, "dialect", "dialect: decimal and thousands separator are both %q; set `decimal_separator: \",\"`", decimal)
	}
	if len(dialect.Quote) > 1 {
		return invalid(source, "dialect.quote", "dialect.quote %q is more than one character", dialect.Quote)
	}
	if dialect.SkipHeaderRows < 0 || dialect.SkipFooterRows < 0 {
		return invalid(source, "dialect", "dialect: the number of rows to skip is negative")
	}
	for _, format := range dialect.DateFormats {
		if !strings.Contains(format, "%") {
			return invalid(source, "dialect.date_formats", "dialect.date_formats: %q has no %%; write it as strptime does, like \"%%d/%%m/%%Y\"", format)
		}
	}
	return nil
}

func validateColumns(source Source, entity Entity) error {
	for _, name := range slices.Sorted(maps.Keys(source.Columns)) {
		column, ok := entity.Column(name)
		if !ok {
			return unknownColumn(source, entity, "columns", name)
		}
		headers := source.Columns[name]
		isTimed := column.Kind == Instant || column.Kind == Date
		if len(headers) == 0 || len(headers) > 2 || len(headers) == 2 && !isTimed {
			return invalid(source, "columns."+name, "columns.%s: %d headers; name one, or a date and a time for a column that holds instants",
				name, len(headers))
		}
	}
	return nil
}

func unknownColumn(source Source, entity Entity, field, name string) error {
	names := make([]string, len(entity.Columns))
	for i, column := range entity.Columns {
		names[i] = column.Name
	}
	return invalid(source, field+"."+name, "%s.%s is no column of %s; use one of %s", field, name, entity.Name, strings.Join(names, ", "))
}

func validateValues(source Source, entity Entity) error {
	for _, name := range slices.Sorted(maps.Keys(source.Values)) {
		column, ok := entity.Column(name)
		if !ok {
			return unknownColumn(source, entity, "values", name)
		}
		if !isTextKind(column.Kind) {
			return invalid(source, "values."+name, "values.%s: only words can be mapped, and %s holds numbers or dates", name, name)
		}
		words := canonicalWords(column.Kind)
		for _, word := range slices.Sorted(maps.Keys(source.Values[name])) {
			value := source.Values[name][word]
			if words != nil && value != nil && !slices.Contains(words, *value) {
				return invalid(source, "values."+name, "values.%s: %q is mapped to %q, which is none of %s",
					name, word, *value, strings.Join(words, ", "))
			}
		}
	}
	return nil
}

func validateDefaults(source Source, entity Entity) error {
	for _, name := range slices.Sorted(maps.Keys(source.Defaults)) {
		column, ok := entity.Column(name)
		if !ok {
			return unknownColumn(source, entity, "defaults", name)
		}
		text := source.Defaults[name]
		if text == "" {
			if !takesEmptyDefault(entity, name) {
				return invalid(source, "defaults."+name, "defaults.%s is empty; give it a value, or remove it", name)
			}
			continue
		}
		var err error
		switch column.Kind {
		case Money:
			_, err = strconv.ParseFloat(text, 64)
		case Integer:
			_, err = strconv.ParseInt(text, 10, 32)
		case Date:
			_, err = time.Parse(time.DateOnly, text)
		case Instant:
			if _, err = time.Parse(time.DateOnly, text); err != nil {
				_, err = time.Parse(time.DateTime, text)
			}
		case Month:
			if _, err = time.Parse("2006-01", text); err != nil {
				_, err = time.Parse(time.DateOnly, text)
			}
		case Channel, Status, Direction, Reaction:
			words := canonicalWords(column.Kind)
			st := stage{attempt: attempt{source: source}}
			if _, known := st.translate(column, text); !known {
				return invalid(source, "defaults."+name, "defaults.%s: %q is none of %s", name, text, strings.Join(words, ", "))
			}
		case Text:
		}
		if err != nil {
			return invalid(source, "defaults."+name, "defaults.%s: %q can't be read; write numbers with a point and dates as 2026-03-05", name, text)
		}
	}
	return nil
}

func validateShape(source Source, entity Entity) error {
	if source.EndInclusive && entity.Name != "assignments" {
		return invalid(source, "end_inclusive", "end_inclusive belongs to assignments, not to %s; remove it", entity.Name)
	}
	if source.GroupEvents == nil {
		return nil
	}
	if entity.Name != "interactions" {
		return invalid(source, "group_events", "group_events belongs to interactions, not to %s; remove it", entity.Name)
	}
	if source.GroupEvents.By == "" {
		return invalid(source, "group_events", "group_events.by is missing; name the header that holds the message's id")
	}
	if _, ok := source.Columns["interaction_id"]; ok {
		return invalid(source, "group_events", "group_events.by is the interaction_id already; remove columns.interaction_id")
	}
	return nil
}
