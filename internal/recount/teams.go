package recount

import (
	"cmp"
	"slices"
)

// teamSpan says which team a collector is in from a day on, until the next span.
type teamSpan struct {
	start   day
	team    string
	version version
}

// readTeams reads every version of the collectors, those no longer in force too: without active_from, a change of team
// holds from the export date of the file that first showed it.
func (b *book) readTeams(rows []stated) {
	b.teams, b.names = map[string][]teamSpan{}, map[string]string{}
	named := map[string]teamSpan{}
	add := func(r stated, start day) {
		id := r.Row["collector_id"]
		span := teamSpan{start, orNone(r.Row["team"]), r.version}
		b.teams[id] = append(b.teams[id], span)
		if name := r.Row["collector_name"]; name != "" && named[id].compare(span) <= 0 {
			named[id], b.names[id] = span, name
		}
	}
	for _, r := range inForce("collectors", rows) {
		if text := r.Row["active_from"]; text != "" {
			add(r, parseDay(text))
		}
	}
	for _, r := range rows {
		if r.Row["active_from"] == "" {
			add(r, momentIn(b.zone, r.version.exported).date)
		}
	}
	for id, spans := range b.teams {
		slices.SortFunc(spans, teamSpan.compare)
		var last []teamSpan // of each start
		for n, span := range spans {
			if n+1 == len(spans) || spans[n+1].start != span.start {
				last = append(last, span)
			}
		}
		b.teams[id] = last
	}
}

func (s teamSpan) compare(o teamSpan) int {
	return cmp.Or(cmp.Compare(s.start, o.start), s.version.compare(o.version))
}

// team is that of a collector on a day. The first known one reaches back to the beginning.
func (b *book) team(collector string, d day) string {
	team := nobody
	for i, span := range b.teams[collector] {
		if i == 0 || span.start <= d {
			team = span.team
		}
	}
	return team
}

// name is the latest known name of a collector, else its id.
func (b *book) name(collector string) string { return cmp.Or(b.names[collector], collector) }

type targetKey struct {
	month               day
	collector, currency string
}

// readTargets keeps what collectors are to recover.
func (b *book) readTargets(rows []stated) {
	b.targets = map[targetKey]Money{}
	for _, r := range rows {
		if r.Row["metric"] == "recovered_amount" && r.Row["collector_id"] != "" {
			key := targetKey{parseDay(r.Row["month"]), r.Row["collector_id"], cmp.Or(r.Row["currency"], b.settings.Currency)}
			b.targets[key] = parseMoney(r.Row["value"])
		}
	}
}
