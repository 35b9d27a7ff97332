package recount_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// statement is one version of a row, which an export of its day or later may hold.
type statement struct {
	key   string
	known int // day on which the operation's system has it
	event int // day on which it happened; lists by month and by date go by it
	row   recount.Row
}

// source is a kind of export, and all that it will ever state.
type source struct {
	name, entity string
	// style is what the files of a night hold:
	//   delta    what became known since the night before
	//   overlap  what became known since some days before that
	//   growing  all of each month that changed, under the same name
	//   by date  all of each date that changed, in one or two files
	//   all      all there is, under the same name
	style      string
	dateShare  int
	statements []statement
}

// source returns the source of a name, with one of the styles when it is new.
func (w *world) source(name, entity string, styles ...string) *source {
	for _, found := range w.sources {
		if found.name == name {
			return found
		}
	}
	created := &source{name: name, entity: entity, style: pick(w, styles...)}
	w.sources = append(w.sources, created)
	return created
}

// has reports whether there is a source of a name: not every operation exports everything.
func (w *world) has(name string) bool {
	return slices.ContainsFunc(w.sources, func(known *source) bool { return known.name == name })
}

// keys are the columns that identify a row of an entity.
var keys = map[string][]string{
	"assignments":  {"account_id", "collector_id", "assigned_at", "as_of_date"},
	"accounts":     {"account_id"},
	"collectors":   {"collector_id", "active_from"},
	"interactions": {"interaction_id"},
	"payments":     {"payment_id"},
	"promises":     {"promise_id"},
	"targets":      {"month", "collector_id", "team", "metric", "currency"},
	"receivables":  {"month", "portfolio", "currency"},
}

// state notes a version of a row. Once in a while the system has it late.
func (s *source) state(w *world, known, event int, row recount.Row) {
	key := ""
	for _, column := range keys[s.entity] {
		key += row[column] + "|"
	}
	if len(keys[s.entity]) == 1 && row[keys[s.entity][0]] == "" {
		key = w.nextID("no key ")
	}
	if w.chance(15) {
		known += w.IntN(15)
	}
	s.statements = append(s.statements, statement{key: key, known: known, event: event, row: row})
}

// export writes the files of every night.
func (w *world) export() []recount.Night {
	isNamed := !w.isPlain && w.chance(3) // the date of the export is in the file's name
	var nights []recount.Night
	before := -1000
	for i, night := range w.nights {
		at := w.exportTime(night.day)
		var files []recount.File
		for _, source := range w.sources {
			files = append(files, source.files(w, i, before, night.day, at)...)
			if i > 0 && w.chance(6) {
				files = append(files, source.stale(w, i, before)...)
			}
		}
		if (w.isPlain || w.chance(3)) && len(files) > 0 {
			files = append(files, w.duplicate(files, nights, i))
		}
		w.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
		nights = append(nights, recount.Night{AsOf: w.dateText(night.asOf), Files: files})
		before = night.day
	}
	if isNamed {
		w.nameDates(nights)
	}
	return nights
}

// exportTime is late in the evening of a day, or after its midnight.
func (w *world) exportTime(day int) time.Time {
	year, month, date := w.date(day).Date()
	return time.Date(year, month, date, pick(w, 20, 22, 23, 24), w.IntN(60), w.IntN(60), 0, w.zone).UTC()
}

// nameDates appends to every name the time of the export, in the business time zone.
func (w *world) nameDates(nights []recount.Night) {
	for i := range nights {
		for j := range nights[i].Files {
			file := &nights[i].Files[j]
			file.Name += file.ExportedAt.In(w.zone).Format(nameLayout)
		}
	}
}

// nameLayout is how a file's name states when it was exported.
const nameLayout = "_at20060102_150405"

// files are those that a source writes on a night.
func (s *source) files(w *world, number, before, day int, at time.Time) []recount.File {
	new := func(name string, rows []recount.Row) recount.File {
		if w.isPlain {
			name = fmt.Sprintf("%s_%d", name, number)
		}
		exportedAt := at
		if !w.isPlain && w.chance(3) {
			exportedAt = at.Add(time.Duration(w.IntN(90)) * time.Minute)
		}
		return recount.File{Name: name, Source: s.name, Entity: s.entity, ExportedAt: exportedAt, Rows: rows}
	}
	var files []recount.File
	switch s.style {
	case "delta", "overlap":
		if s.style == "overlap" {
			before -= 8
		}
		if rows := s.between(w, before, day); len(rows) > 0 {
			files = append(files, new(fmt.Sprintf("%s_n%d", s.name, number), rows))
		}
	case "all":
		if rows := s.latest(day, nil); len(rows) > 0 {
			files = append(files, new(s.name, rows))
		}
	case "growing", "by date":
		files = s.parts(w, before, day, new)
	}
	return files
}

// between returns what became known after one day and up to another. Of several versions all are there, or the last.
func (s *source) between(w *world, after, day int) []recount.Row {
	var chosen []statement
	places := map[string]int{}
	for _, one := range s.statements {
		if one.known <= after || one.known > day {
			continue
		}
		if at, ok := places[one.key]; ok && w.chance(2) {
			chosen[at] = one
			continue
		}
		places[one.key] = len(chosen)
		chosen = append(chosen, one)
	}
	return rowsOf(chosen)
}

// latest returns the last version of every row known on a day that passes the filter; nil lets all pass.
func (s *source) latest(day int, filter func(statement) bool) []recount.Row {
	var chosen []statement
	places := map[string]int{}
	for _, one := range s.statements {
		if one.known > day || filter != nil && !filter(one) {
			continue
		}
		if at, ok := places[one.key]; ok {
			chosen[at] = one
			continue
		}
		places[one.key] = len(chosen)
		chosen = append(chosen, one)
	}
	return rowsOf(chosen)
}

// parts are the months, or dates, of which anything became known after one day and up to another.
func (s *source) parts(w *world, after, day int, new func(string, []recount.Row) recount.File) []recount.File {
	nameOf := func(one statement) string {
		if s.style == "growing" {
			return s.name + "_" + w.date(one.event).Format("200601")
		}
		return s.name + "_" + w.date(one.event).Format("20060102")
	}
	var names []string
	for _, one := range s.statements {
		if name := nameOf(one); one.known > after && one.known <= day && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var files []recount.File
	for _, name := range names {
		rows := s.latest(day, func(one statement) bool { return nameOf(one) == name })
		if half := len(rows) / 2; half > 0 && w.chance(6) {
			files = append(files, new(name+"a", rows[:half]), new(name+"b", rows[half:]))
			continue
		}
		files = append(files, new(name, rows))
	}
	return files
}

// stale is an export of an earlier day that arrives only now: part of what the system held then.
func (s *source) stale(w *world, number, before int) []recount.File {
	day := before - w.IntN(12)
	rows := s.latest(day, nil)
	rows = slices.DeleteFunc(slices.Clone(rows), func(recount.Row) bool { return w.chance(2) })
	if len(rows) == 0 {
		return nil
	}
	return []recount.File{{
		Name: fmt.Sprintf("%s_old%d", s.name, number), Source: s.name, Entity: s.entity, ExportedAt: w.exportTime(day),
		Rows: rows,
	}}
}

// duplicate is a file of this night or one before under another name, newer or older.
func (w *world) duplicate(files []recount.File, nights []recount.Night, number int) recount.File {
	if len(nights) > 0 && w.chance(2) {
		if earlier := pick(w, nights...); len(earlier.Files) > 0 {
			files = earlier.Files
		}
	}
	file := pick(w, files...)
	file.Name = fmt.Sprintf("%s_copy%d", file.Name, number)
	file.ExportedAt = file.ExportedAt.Add(time.Duration(w.IntN(10*24)) * time.Hour)
	if w.chance(4) || w.isPlain && w.chance(2) {
		file.ExportedAt = file.ExportedAt.AddDate(0, 0, -12)
	}
	return file
}

func rowsOf(statements []statement) []recount.Row {
	rows := make([]recount.Row, len(statements))
	for i, one := range statements {
		rows[i] = one.row
	}
	return rows
}

// filesByVersion are all files of a history in the order in which their versions count.
func filesByVersion(history recount.History) []recount.File {
	var files []recount.File
	for _, night := range history.Nights {
		files = append(files, night.Files...)
	}
	slices.SortStableFunc(files, func(a, b recount.File) int {
		return cmp.Or(a.ExportedAt.Compare(b.ExportedAt), cmp.Compare(a.Name, b.Name))
	})
	return files
}
