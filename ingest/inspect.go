package ingest

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// InspectOptions say what is known of a file already.
type InspectOptions struct {
	Entity  string  // "" is guessed
	Records string  // JSON array or sheet; "" takes the one that fits an entity best
	Source  *Source // a source of the config that names the file: what it sets is taken as it is
	// TimeZone is the business time zone. Its country decides where values could be read in two ways.
	TimeZone string
	// Rows is how many parsed rows the inspection shows. Default is 5.
	Rows   int
	Limits Limits
}

// Inspection is how one table of a file is understood, without loading anything.
type Inspection struct {
	Path   string
	Format string
	Entity string // the guessed or given one
	// Score is how well the table fits the entity, higher is better; below zero it lacks what the entity needs.
	Score    int
	Why      string   // what the guess rests on
	Missing  []string // required columns that no header feeds
	Tables   []string // JSON arrays or sheets in the file, if there are several
	Records  string   // the one of Tables that was looked at
	Dialect  Dialect
	Headers  []string
	Columns  map[string]Headers
	Unmapped []string
	Defaults map[string]string
	// GroupBy is the header of a message id that repeats with several delivery events; "" if there is none.
	GroupBy string
	// Words are texts of channel, status, direction and outcome columns that neither the config nor the built-in lists
	// know, by canonical column; of outcomes under "reaction".
	Words map[string][]WordCount
	// SampleColumns and Sample are the first rows as they would be loaded.
	SampleColumns []string
	Sample        [][]string
	Problems      []Problem
	Rows          int  // rows looked at
	Cut           bool // the file has more

	numbers numberStyle
	dates   dateStyle
	// isUnclear says that a load refuses the file, because its amounts can be read in two ways.
	isUnclear bool
	sparse    []string // headers of required columns that are blank in so many rows that those are something else
}

// WordCount is a text and in how many of the rows looked at it stands.
type WordCount struct {
	Word string
	Rows int
}

// Problem is something in a file that a person should look at.
type Problem struct {
	Line    int64  // physical line, sheet row or record; 0 if it concerns the whole file
	Column  string // canonical column or header, "" if it concerns the row or the file
	Message string
	Remedy  string
}

func (p Problem) String() string {
	var text strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&text, "line %d: ", p.Line)
	}
	if p.Column != "" {
		fmt.Fprintf(&text, "%s: ", p.Column)
	}
	text.WriteString(p.Message)
	if p.Remedy != "" {
		text.WriteString("; " + p.Remedy)
	}
	return text.String()
}

// Inspect looks at the head of the file at path under root and says how it would be read: dialect, entity, mapping,
// parsed rows and problems. db runs the loader's own expressions over the sample; nothing is written to it. A file
// that can't be read at all is an error that says what to do.
func Inspect(ctx context.Context, db *warehouse.DB, root fs.FS, path string, opts InspectOptions) (Inspection, error) {
	tables, err := inspectTables(ctx, db, root, path, opts)
	if err != nil {
		return Inspection{}, err
	}
	best := tables[0]
	for _, table := range tables[1:] {
		if table.Score > best.Score {
			best = table
		}
	}
	return best, nil
}

// inspectTables inspects every table of a file, at least one.
func inspectTables(ctx context.Context, db *warehouse.DB, root fs.FS, path string, opts InspectOptions) (
	[]Inspection, error,
) {
	source := Source{Entity: opts.Entity}
	if opts.Source != nil {
		source = *opts.Source
	}
	source.Records = cmp.Or(opts.Records, source.Records)
	format, ok := formatOf(source, path)
	if !ok {
		return nil, fmt.Errorf("read %s: its ending names no format; rename it, or set `format:` to one of %s", path,
			strings.Join(formatNames(), ", "))
	}
	samples, err := readSamples(ctx, db, textFiles{root: root, limits: opts.Limits.withDefaults()}, path, format, source)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, one := range samples {
		if one.Records != "" {
			names = append(names, one.Records)
		}
	}
	inspections := make([]Inspection, 0, len(samples))
	for _, one := range samples {
		inspection, err := inspectTable(ctx, db, path, format, one, source, opts)
		if err != nil {
			return nil, fmt.Errorf("inspect %s: %w", path, err)
		}
		inspection.Tables = names
		inspections = append(inspections, inspection)
	}
	return inspections, nil
}

// inspectTable decides, for one table, what the source leaves open.
func inspectTable(ctx context.Context, db *warehouse.DB, path, format string, one sample, source Source,
	opts InspectOptions,
) (Inspection, error) {
	var fit guess
	if source.Entity == "" {
		fit = guessEntity(path, one)
	} else {
		entity, ok := LookupEntity(source.Entity)
		if !ok {
			return Inspection{}, fmt.Errorf("entity %q does not exist; the entities are %s", source.Entity,
				strings.Join(EntityNames(), ", "))
		}
		fit = judgeEntity(entity, path, one, source.Columns)
	}
	for column, value := range source.Defaults {
		fit.Defaults[column] = value
	}
	fit.Missing = slices.DeleteFunc(fit.Missing, func(column string) bool { return fit.Defaults[column] != "" })
	i := Inspection{
		Path: path, Format: format, Entity: fit.Entity.Name, Score: fit.Score, Why: fit.why(), Missing: fit.Missing,
		Records: one.Records, Dialect: one.Dialect, Headers: one.Headers, Columns: fit.Columns, Defaults: fit.Defaults,
		Rows: len(one.Rows), Cut: one.Cut, Words: map[string][]WordCount{},
	}
	i.detectStyles(fit.Entity, one, opts)
	i.findEvents(fit.Entity, one)
	i.findSparse(fit.Entity, one)
	i.collectWords(fit.Entity, one, source)
	i.listUnmapped(one)
	i.listProblems(one)
	if err := i.parseSample(ctx, db, fit.Entity, one, source, cmp.Or(opts.Rows, 5)); err != nil {
		return Inspection{}, err
	}
	return i, nil
}

// detectStyles decides how amounts and dates are written, unless the source says so.
func (i *Inspection) detectStyles(entity Entity, one sample, opts InspectOptions) {
	if one.IsTyped {
		return
	}
	var amounts, dates []string
	for _, column := range entity.Columns {
		headers := i.Columns[column.Name]
		if len(headers) == 0 {
			continue
		}
		switch column.Kind {
		case Money:
			amounts = append(amounts, one.values(headers[0])...)
		case Date, Instant, Month:
			dates = append(dates, one.values(headers[0])...)
		}
	}
	if opts.Source != nil {
		// A load takes the config at its word, and so does this look at what it would do.
		i.isUnclear = leavesAmountsOpen(opts.Source.Dialect, one.Dialect) && haveGroupedPoints(amounts)
		return
	}
	if i.Dialect.DecimalSeparator == "" && i.Dialect.ThousandsSeparator == "" {
		// Numbers of JSON and of cells come with a point; only text has habits.
		isText := i.Format == "csv"
		i.numbers = detectNumbers(amounts, isText && writesDecimalComma(opts.TimeZone))
		if i.numbers.Decimal == "," {
			i.Dialect.DecimalSeparator = ","
		} else if i.numbers.Thousands == "." {
			i.Dialect.DecimalSeparator = ","
		} else if i.numbers.Thousands != "" {
			i.Dialect.DecimalSeparator = "."
		}
		i.Dialect.ThousandsSeparator = i.numbers.Thousands
	}
	if len(i.Dialect.DateFormats) == 0 {
		i.dates = detectDates(dates, writesMonthFirst(opts.TimeZone))
		i.Dialect.DateFormats = i.dates.Formats
	}
}

// findEvents recognises several delivery events of one message: an id that repeats with other outcomes.
func (i *Inspection) findEvents(entity Entity, one sample) {
	id, outcome := i.Columns["interaction_id"], i.Columns["outcome"]
	if entity.Name != "interactions" || len(id) == 0 || len(outcome) == 0 {
		return
	}
	ids, outcomes := one.values(id[0]), one.values(outcome[0])
	first := map[string]string{}
	changed := 0
	for row, key := range ids {
		if seen, ok := first[key]; !ok {
			first[key] = outcomes[row]
		} else if key != "" && seen != outcomes[row] {
			changed++
		}
	}
	if changed*5 > len(ids) {
		i.GroupBy = id[0]
	}
}

// findSparse lists required columns that are blank in more rows than a load forgives: an export of actions has a paid
// amount only where something was paid.
func (i *Inspection) findSparse(entity Entity, one sample) {
	for _, column := range entity.Columns {
		headers := i.Columns[column.Name]
		if !column.Required || len(headers) == 0 || i.Defaults[column.Name] != "" {
			continue
		}
		blank := 0
		for _, value := range one.values(headers[0]) {
			if strings.TrimSpace(value) == "" {
				blank++
			}
		}
		if blank*20 > len(one.Rows) && blank < len(one.Rows) {
			i.sparse = append(i.sparse, headers[0])
		}
	}
}

// maxWords is how many unknown words of a column are listed: a column with more of them is no closed list.
const maxWords = 30

// collectWords lists words that no list knows.
func (i *Inspection) collectWords(entity Entity, one sample, source Source) {
	for _, column := range entity.Columns {
		target, kind := column.Name, column.Kind
		if column.Name == "outcome" && i.Columns["reaction"] == nil {
			target, kind = "reaction", Reaction
		}
		builtin := builtinValues(kind)
		if len(i.Columns[column.Name]) == 0 || builtin == nil {
			continue
		}
		known := map[string]bool{}
		for word := range source.Values[target] {
			known[foldValue(word)] = true
		}
		counts := map[string]int{}
		for _, value := range one.values(i.Columns[column.Name][0]) {
			folded := foldValue(value)
			if folded != "" && builtin[folded] == "" && !known[folded] {
				counts[strings.TrimSpace(value)]++
			}
		}
		if len(counts) == 0 || len(counts) > maxWords*3 {
			continue
		}
		var words []WordCount
		for word, rows := range counts {
			if len(word) <= 60 {
				words = append(words, WordCount{word, rows})
			}
		}
		slices.SortFunc(words, func(a, b WordCount) int {
			return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Word, b.Word))
		})
		i.Words[target] = words[:min(len(words), maxWords)]
	}
}

func (i *Inspection) listUnmapped(one sample) {
	used := map[string]bool{}
	for _, headers := range i.Columns {
		for _, header := range headers {
			used[header] = true
		}
	}
	for _, header := range one.Headers {
		if !used[header] && header != "" {
			i.Unmapped = append(i.Unmapped, header)
		}
	}
}

// listWords names the most frequent words.
func listWords(words []WordCount) string {
	const most = 5
	var quoted []string
	for _, word := range words[:min(len(words), most)] {
		quoted = append(quoted, strconv.Quote(word.Word))
	}
	if len(words) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

// guessedDates is the problem of dates that the country's habit decided.
const guessedDates = "no day above 12 tells whether dates are day first or month first"

// listProblems says what a person should look at before the file is loaded.
func (i *Inspection) listProblems(one sample) {
	add := func(column, message, remedy string) {
		i.Problems = append(i.Problems, Problem{Column: column, Message: message, Remedy: remedy})
	}
	for _, column := range i.Missing {
		add(column, "no header feeds it, and "+i.Entity+" needs it",
			"name its header under `columns:`, give it under `defaults:`, or choose another entity")
	}
	if one.OpenQuote > 0 {
		add("", openQuoteMessage(one.OpenQuote), "close it, or double it if it is part of the text: it swallows every row behind it")
	}
	if one.Skipped > 0 {
		add("", countRows(one.Skipped)+" with more or fewer cells than the header",
			"look for delimiters or line ends inside cells that are not quoted")
	}
	seen := map[string]bool{}
	for _, header := range one.Headers {
		if folded := strings.ToLower(header); seen[folded] && header != "" {
			add(header, "two columns have this header", "rename one in the export if it is mapped")
		} else {
			seen[folded] = true
		}
	}
	if i.isUnclear {
		add("", unclearAmounts, "until then the file is refused")
	}
	if i.numbers.IsMixed {
		add("", "some amounts have a decimal comma and some a decimal point",
			"check `dialect.decimal_separator`: those of the other kind will be rejected")
	}
	if i.numbers.IsGuess {
		add("", "amounts such as 1.500 could be thousands or decimals", "check `dialect.decimal_separator`")
	}
	if i.dates.IsMixed {
		add("", "some dates are day first and some month first", "check `dialect.date_formats`: the others will be rejected")
	}
	if i.dates.IsGuess {
		add("", guessedDates, "check `dialect.date_formats`")
	}
	for _, column := range []string{"channel", "status", "direction", "reaction"} {
		if words := i.Words[column]; len(words) > 0 {
			add(column, fmt.Sprintf("%d unknown: %s", len(words), listWords(words)), "map under `values."+column+"`")
		}
	}
	for _, header := range i.sparse {
		add(header, "it is blank in many rows, which can't be "+i.Entity, "leave them out with `where:`")
	}
	for _, header := range i.Unmapped {
		if kind := personalKind(header); kind != "" {
			add(header, "it seems to hold "+kind+" and is left out on purpose", "")
		}
	}
}
