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

// stated is one row of one file.
type stated struct {
	Row
	source  string
	content string
	version version
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

// loaded is the files of a history that count, each with its version: the same content of one source counts once, with
// the earliest version under which it came.
func loaded(h History, zone *time.Location) map[string][]stated {
	type content struct{ source, entity, rows string }
	type load struct {
		file    File
		version version
	}
	loads := map[content]load{}
	arrival := 0
	for _, night := range h.Nights {
		for _, file := range night.Files {
			arrival++
			var b strings.Builder
			for _, row := range file.Rows {
				b.WriteString(contentOf(row) + "\n")
			}
			c := content{file.Source, file.Entity, b.String()}
			v := version{file.ExportedAt, file.Name, arrival, 0}
			if before, ok := loads[c]; !ok || v.compare(before.version) < 0 {
				loads[c] = load{file, v}
			}
		}
	}
	rows := map[string][]stated{}
	for _, l := range loads {
		for i, row := range normal(l.file, zone) {
			defaults(l.file.Entity, row, momentIn(zone, l.file.ExportedAt).date)
			v := l.version
			v.line = i + 1
			rows[l.file.Entity] = append(rows[l.file.Entity], stated{row, l.file.Source, contentOf(row), v})
		}
	}
	for _, of := range rows {
		slices.SortFunc(of, func(a, b stated) int { return a.version.compare(b.version) })
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

// inForce is the rows of an entity that hold: of a key the newest version, without a key each content as often as a
// file states it at most. The version of a row in force is the first one from which on it has been stated unchanged.
// Rows must be sorted by version.
func inForce(entity string, rows []stated) []stated {
	var order []string
	held := map[string]stated{}
	ordinals := map[string]int{}
	for _, r := range rows {
		key := "k" + keyOf(entity, r)
		if key == "k" {
			place := r.version.name + "\x00" + strconv.Itoa(r.version.arrival) + "\x00" + r.content
			ordinals[place]++
			key = "c" + strconv.Itoa(ordinals[place]) + "\x00" + r.content
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
	slices.SortFunc(out, func(a, b stated) int { return a.version.compare(b.version) })
	return out
}
