package ingest

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// addGroup makes the sources of one group of files from its newest file that can be read.
func (p *Proposal) addGroup(ctx context.Context, db *warehouse.DB, root fs.FS, group fileGroup, names []string) {
	opts := InspectOptions{TimeZone: p.Options.TimeZone}
	for i := len(group.files) - 1; i >= 0; i-- {
		tables, err := inspectTables(ctx, db, root, group.files[i], opts)
		if err != nil {
			p.Skipped = append(p.Skipped, SkippedFile{group.files[i], err.Error()})
			continue
		}
		for _, table := range p.settleStyles(ctx, db, root, group, tables) {
			if len(table.Columns) == 0 || table.Score <= 0 && len(tables) > 1 {
				p.Skipped = append(p.Skipped, SkippedFile{tableName(table),
					"it has no header that is known; name them under `columns:`"})
				continue
			}
			p.Sources = append(p.Sources, proposeSource(group, table, names))
		}
		return
	}
}

func tableName(table Inspection) string {
	if table.Records == "" {
		return table.Path
	}
	return table.Path + ", " + table.Records
}

// settleStyles looks at the oldest and the middle file of the group as well: they may tell whether days or months come
// first, and use a thousands separator that the newest has no need of.
func (p *Proposal) settleStyles(ctx context.Context, db *warehouse.DB, root fs.FS, group fileGroup,
	tables []Inspection,
) []Inspection {
	last := len(group.files) - 1
	others := slices.Compact([]int{0, last / 2})
	for t := range tables {
		for _, place := range others {
			if place == last {
				continue
			}
			opts := InspectOptions{Entity: tables[t].Entity, Records: tables[t].Records, TimeZone: p.Options.TimeZone}
			other, err := Inspect(ctx, db, root, group.files[place], opts)
			if err != nil || !slices.Equal(other.Headers, tables[t].Headers) {
				continue // it is refused with its reason at the first run
			}
			tables[t].learnFrom(other)
		}
	}
	return tables
}

// learnFrom takes over what another file of the same layout tells for sure.
func (i *Inspection) learnFrom(other Inspection) {
	if other.dates.Order != "" && !other.dates.IsGuess && (i.dates.IsGuess || i.dates.Order == "") {
		i.dates, i.Dialect.DateFormats = other.dates, other.Dialect.DateFormats
	}
	knowsDecimal := other.numbers.Decimal != "" && !other.numbers.IsGuess
	if knowsDecimal && (i.numbers.IsGuess || i.numbers.Decimal == "") {
		i.numbers = other.numbers
		i.Dialect.DecimalSeparator = other.Dialect.DecimalSeparator
		i.Dialect.ThousandsSeparator = other.Dialect.ThousandsSeparator
	}
	if i.Dialect.ThousandsSeparator == "" && i.numbers.Decimal == other.numbers.Decimal {
		i.Dialect.ThousandsSeparator = other.Dialect.ThousandsSeparator
	}
}

// settleByFolder reads dates that could be either as the folder's other exports are written, if those agree.
func (p *Proposal) settleByFolder() {
	order := dateOrder("")
	for _, source := range p.Sources {
		dates := source.Inspection.dates
		if dates.IsGuess || dates.Order != dayFirst && dates.Order != monthFirst {
			continue
		}
		if order != "" && order != dates.Order {
			return
		}
		order = dates.Order
	}
	for s := range p.Sources {
		source := &p.Sources[s]
		if order == "" || !source.Inspection.dates.IsGuess {
			continue
		}
		if source.Inspection.dates.Order != order {
			// Every value can be read both ways, so the other way is the same formats with day and month exchanged.
			exchange := strings.NewReplacer("%d", "%m", "%m", "%d")
			for f, format := range source.Source.Dialect.DateFormats {
				source.Source.Dialect.DateFormats[f] = exchange.Replace(format)
			}
		}
		source.Inspection.dates.Order, source.Inspection.dates.IsGuess = order, false
		source.Inspection.dropProblem(guessedDates)
	}
}

func (i *Inspection) dropProblem(message string) {
	i.Problems = slices.DeleteFunc(i.Problems, func(problem Problem) bool { return problem.Message == message })
}

// proposeSource writes an inspection down as a source.
func proposeSource(group fileGroup, table Inspection, names []string) ProposedSource {
	source := Source{
		Name:       strings.Join(strings.FieldsFunc(strings.ToLower(stripAccents(group.stem)), isNoNameRune), "_"),
		Entity:     table.Entity,
		Path:       group.glob(names),
		ExportedAt: group.exportedAt(),
		Dialect:    table.Dialect,
		Columns:    table.Columns,
		Defaults:   table.Defaults,
	}
	if source.Name == "" {
		source.Name = table.Entity
	}
	if len(table.Tables) > 1 || table.Format == "json" {
		source.Records = table.Records
	}
	if table.GroupBy != "" {
		source.GroupEvents = &GroupEvents{By: table.GroupBy}
		delete(source.Columns, "interaction_id")
	}
	if table.Format != "csv" {
		source.Dialect.Delimiter, source.Dialect.Quote, source.Dialect.Encoding = "", "", ""
	}
	var filled []string
	for _, header := range table.sparse {
		filled = append(filled, warehouse.QuoteIdent(header)+" is not null")
	}
	source.Where = strings.Join(filled, " and ")
	proposed := ProposedSource{Source: source, Files: group.files, Inspection: table, group: group}
	for _, other := range alternatives(table.Path, table.sample(), table.Entity) {
		proposed.Others = append(proposed.Others, ProposedEntity{other.Entity.Name, other.Columns})
	}
	return proposed
}

func isNoNameRune(r rune) bool {
	return !(r >= 'a' && r <= 'z')
}

// promoteOthers makes a source of another reading of a table, where nothing else in the folder feeds that entity: one
// export may hold what the leaderboard needs twice.
func (p *Proposal) promoteOthers(ctx context.Context, db *warehouse.DB, root fs.FS, names []string) {
	for _, entity := range []string{"assignments", "interactions", "payments"} {
		if slices.ContainsFunc(p.Sources, func(s ProposedSource) bool { return s.Source.Entity == entity && s.IsReady() }) {
			continue
		}
		for i := range len(p.Sources) {
			source := &p.Sources[i]
			other := slices.IndexFunc(source.Others, func(o ProposedEntity) bool { return o.Entity == entity })
			if other < 0 {
				continue
			}
			opts := InspectOptions{Entity: entity, Records: source.Inspection.Records, TimeZone: p.Options.TimeZone}
			table, err := Inspect(ctx, db, root, source.Inspection.Path, opts)
			if err != nil || len(table.Missing) > 0 {
				continue // it was readable a moment ago; the mention of it stays
			}
			source.Others = slices.Delete(source.Others, other, other+1)
			promoted := proposeSource(source.group, table, names)
			promoted.Source.Name += "_" + entity
			promoted.Others = nil
			p.Sources = append(p.Sources, promoted)
		}
	}
}

// sample is the table's headers alone, for judging by names only.
func (i Inspection) sample() sample {
	return sample{Records: i.Records, Headers: i.Headers}
}

// nameSources makes the names unique: by their table, else by their folder, else by a number.
func (p *Proposal) nameSources() {
	count := map[string]int{}
	for _, one := range p.Sources {
		count[one.Source.Name]++
	}
	taken := map[string]bool{}
	for i := range p.Sources {
		source := &p.Sources[i].Source
		name := source.Name
		if count[name] > 1 {
			more := p.Sources[i].Inspection.Records
			if more == "" {
				more = path.Base(path.Dir(p.Sources[i].Files[0]))
			}
			words := strings.FieldsFunc(strings.ToLower(stripAccents(more)), isNoNameRune)
			name = strings.Join(append([]string{name}, words...), "_")
		}
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s_%d", source.Name, n)
		}
		taken[name] = true
		source.Name = name
	}
}
