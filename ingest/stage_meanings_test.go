package ingest

import (
	"fmt"
	"slices"
	"testing"
)

// Columns of few words are translated by a CASE, those of many by a join: a word must mean the same in both.
func TestWordsMeanTheSameHoweverManyThereAre(t *testing.T) {
	maria := "m1"
	source := Source{
		Name: "gestiones", Entity: "interactions", Path: "gestiones.csv",
		Values: map[string]map[string]*string{
			"collector_id": {"nadie": nil, "María": &maria},
			"outcome":      {"sin dato": nil, "x": &maria},
		},
	}
	rows := []string{
		"i1,a1,nadie,llamada,2026-03-05 10:00:00,saliente,promesa de pago",
		"i2,a1,María,CALL,2026-03-05 10:01:00,entrante,no contesta",
		"i3,a1,c9,call,2026-03-05 10:02:00,,sin dato",
		"i4,a1,,paloma,2026-03-05 10:03:00,outbound,x",
		"i5,a1,c9,call,2026-03-05 10:04:00,hacia arriba,",
		"i6,a1,c9,,2026-03-05 10:05:00,outbound,contacto titular",
	}
	load := func(name string, others int) []string {
		in := newInbox(t, source)
		most := 1.0
		in.opts.Sources[0].MaxRejectRatio = &most
		lines := append([]string{"interaction_id,account_id,collector_id,channel,occurred_at,direction,outcome"}, rows...)
		for i := range others {
			lines = append(lines, fmt.Sprintf("z%d,a2,c%d,canal %d,2026-03-05 11:00:00,rumbo %d,resultado %d", i, i, i, i, i))
		}
		in.write("gestiones.csv", 0, lines...)
		in.run()
		found := in.query("select interaction_id, collector_id, channel, direction, outcome, reaction from raw.interactions " +
			"where interaction_id < 'z' order by all")
		if len(found) != len(rows)-1 { // one has no channel
			t.Errorf("%s: got %d rows, want %d", name, len(found), len(rows)-1)
		}
		return append(found, in.query("select line, column_name, reason, is_row_rejected from ops.rejected_rows "+
			"where line <= 7 and not starts_with(raw, 'z') order by all")...)
	}
	few, many := load("few words", 0), load("many words", maxCaseWords)
	if !slices.Equal(few, many) {
		t.Errorf("got\n%q with few words, but\n%q with many", few, many)
	}
	want := "i1|-|call|outbound|promesa de pago|promise"
	if few[0] != want {
		t.Errorf("got %q, want %q", few[0], want)
	}
}
