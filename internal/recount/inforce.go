package recount

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version orders what the exports state: export date, file name, then the place in the file. A file that has grown
// under its name is newer than what it was.
type version struct {
	exported time.Time
	name     string
	arrival  int
	line     int
}

func (v version) compare(o version) int {
	return cmp.Or(
		v.exported.Compare(o.exported),
		cmp.Compare(v.name, o.name),
		cmp.Compare(v.arrival, o.arrival),
		cmp.Compare(v.line, o.line),
	)
}

// place is where a row stands, for the order of what is otherwise equal: the file, by version, then the line.
type place struct{ load, line int }

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.load, o.load), cmp.Compare(p.line, o.line))
}

// stated is one row of one file.
type stated struct {
	Row
	source  string
	content string
	version version
	place   place
}

// keyOf is the identity of a row: rows of one key are versions of one thing. "" is a row without a key.
func keyOf(entity string, r stated) string {
	join := func(columns ...string) string {
		values := make([]string, len(columns))
		for i, column := range columns {
			values[i] = r.Row[column]
		}
		return strings.Join(values, "\x00")
	}
	switch entity {
	case "assignments":
		if r.Row["as_of_date"] != "" {
			return r.source + "\x00" + join("account_id", "collector_id", "as_of_date")
		}
		return "\x00" + join("account_id", "collector_id", "assigned_at")
	case "interactions":
		return r.Row["interaction_id"]
	case "payments":
		return r.Row["payment_id"]
	case "promises":
		return r.Row["promise_id"]
	case "accounts":
		return r.Row["account_id"]
	case "collectors":
		return join("collector_id", "active_from")
	case "targets":
		return join("month", "collector_id", "team", "metric", "currency")
	case "receivables":
		return join("month", "portfolio", "currency")
	}
	panic("recount: no entity " + entity)
}

// contentOf is all that a row states, in one text.
func contentOf(row Row) string {
	columns := make([]string, 0, len(row))
	for column := range row {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	var b strings.Builder
	for _, column := range columns {
		b.WriteString(column + "\x00" + row[column] + "\x00")
	}
	return b.String()
}

// loaded is the rows of a history in the order of their versions, whenever they arrived. The same content of one source
// counts once, with the earliest version under which it ever came.
func loaded(h History, zone *time.Location) map[string][]stated {
	type load struct {
		file    File
		version version
	}
	var loads []*load
	byContent := map[string]*load{}
	arrival := 0
	for _, n := range h.Nights {
		for _, file := range n.Files {
			arrival++
			var all strings.Builder
			all.WriteString(file.Source + "\x00" + file.Entity)
			for _, row := range file.Rows {
				all.WriteString("\n" + contentOf(row))
			}
			content := all.String()
			v := version{file.ExportedAt, file.Name, arrival, 0}
			if known := byContent[content]; known == nil {
				byContent[content] = &load{file, v}
				loads = append(loads, byContent[content])
			} else if v.compare(known.version) < 0 {
				known.version = v
			}
		}
	}
	slices.SortFunc(loads, func(x, y *load) int { return x.version.compare(y.version) })
	rows := map[string][]stated{}
	for n, l := range loads {
		for i, row := range normal(l.file, zone) {
			defaults(l.file.Entity, row, momentIn(zone, l.version.exported).date)
			v := l.version
			v.line = i + 1
			r := stated{row, l.file.Source, contentOf(row), v, place{n, i + 1}}
			rows[l.file.Entity] = append(rows[l.file.Entity], r)
		}
	}
	return rows
}

// defaults fills in what a missing cell means by itself.
func defaults(entity string, row Row, exported day) {
	set := func(column, value string) {
		if row[column] == "" {
			row[column] = value
		}
	}
	switch entity {
	case "assignments":
		if row["assigned_at"] == "" {
			set("as_of_date", exported.String())
		}
	case "payments":
		set("status", "settled")
		switch row["status"] {
		case "settled", "pending", "failed", "reversed":
		default:
			row["status"] = "unknown"
		}
	case "interactions":
		set("direction", "outbound")
		set("reaction", "none")
		if m := maybeMoney(row["promised_amount"]); m != nil && *m > 0 && row["promised_date"] != "" {
			row["reaction"] = "promise"
		}
	}
}

// inForce is the rows of an entity that hold: of a key the newest version, without a key each content as often as one
// file states it at most. Of a key's rows in one file the last counts. The place of a row in force is where it stood first since it last changed.
func inForce(entity string, rows []stated) []stated {
	var order []string
	held := map[string]stated{}
	ordinals := map[string]int{}
	inFile := func(r stated) string { return strconv.Itoa(r.place.load) + "\x00" + keyOf(entity, r) }
	lastLine := map[string]int{}
	for _, r := range rows {
		lastLine[inFile(r)] = r.place.line
	}
	for _, r := range rows {
		key := "k" + keyOf(entity, r)
		if key != "k" && r.place.line != lastLine[inFile(r)] {
			continue
		}
		if key == "k" {
			twin := strconv.Itoa(r.place.load) + "\x00" + r.content
			ordinals[twin]++
			key = "c" + strconv.Itoa(ordinals[twin]) + "\x00" + r.content
		}
		before, ok := held[key]
		if !ok {
			order = append(order, key)
		}
		if !ok || before.content != r.content {
			held[key] = r
		}
	}
	out := make([]stated, len(order))
	for i, key := range order {
		out[i] = held[key]
	}
	slices.SortFunc(out, func(a, b stated) int { return a.place.compare(b.place) })
	return out
}
