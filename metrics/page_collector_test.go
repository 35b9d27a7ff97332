package metrics

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestCollectorPage reckons by hand what a person's page compares: his figures, those of the team's collectors together, the days
// of the month.
func TestCollectorPage(t *testing.T) {
	f := newFixture(t, nil,
		// The team's second collector: 20 + 30 accounts, 5 + 10 paying; 300,000.25 of 1,500,000.5 and 100,000 of 500,000;
		// 150,000.05 + 100,000 expected. The team's own rows say otherwise, and are not what collectors compare with.
		`insert into marts.collector_periods (
			period, as_of, collector_id, team, portfolio, currency, assigned_accounts, assigned_amount, recovered_amount,
			recovered_assigned_amount, paying_accounts, worked_accounts, contacted_accounts, actions, promises_kept,
			promises_partial, promises_broken, expected_amount
		) values ('month', '2026-03-05', 'c5', 'Norte', 'Hipotecas', 'COP', 30, 500000, 100000, 100000, 10, 20, 10, 70, 1, 1, 4, 100000)`,
		`update marts.team_periods set assigned_accounts = 40, assigned_amount = 1, expected_amount = 1`,
		// The month before is no part of the trend.
		`insert into marts.collector_periods (period, as_of, collector_id, portfolio, currency, assigned_amount,
			recovered_amount, recovered_assigned_amount)
		values ('month', '2026-02-28', 'c1', 'Consumo', 'COP', 100, 50, 50)`)
	f.Refresh(t.Context())
	if log := f.log.String(); strings.Contains(log, "ERROR") {
		t.Fatal(log)
	}
	code, body := get(t, f.Handler(), "/?collector=c1&currency=COP&lang=en")
	if code != http.StatusOK {
		t.Fatalf("GET = %d", code)
	}
	for what, want := range map[string]string{
		"rank, change and place in the team":                     `<b>1</b> of 2 <span class="up" role="img" aria-label="up 1">▲1</span><br>in the team: 1 of 1`,
		"by amount, 20.0% and 20.0%":                             `<th scope="row">Effectiveness by amount</th><td>20.0%</td><td>⚠ 20</td><td>20.0%</td><td class="same">`,
		"by count, 5/20 and 15/50":                               `<th scope="row">Effectiveness by count</th><td>25.0%</td><td>⚠ 20</td><td>30.0%</td><td class="down"><span role="img" aria-label="5.0 pp below the team">▼ 5.0 pp</span>`,
		"index, 300,000.25/150,000.05 and 400,000.25/250,000.05": `<td>2.00</td><td>⚠ 20</td><td>1.60</td><td class="up"><span role="img" aria-label="0.40 above the team">`,
		"what the team is":                                       "an account that changed hands counts once for each of them who held it",
		"worked, 8/20 and 28/50":                                 `<td>40.0%</td><td>⚠ 20</td><td>56.0%</td>`,
		"contacted, 0.5 of 8 and 14/28":                          `<td>50.0%</td><td>⚠ 8</td><td>50.0%</td>`,
		"kept, 3/6 and 4/12":                                     `<td>50.0%</td><td>⚠ 6</td><td>33.3%</td><td class="up"><span role="img" aria-label="16.7 pp above the team">`,
		"actions, 30/20 and 100/50":                              `<th scope="row">Actions per account</th><td>1.50</td><td>⚠ 20</td><td>2.00</td><td class="">`,
		"target and the fifth of 31 days":                        `60% of 500,000 COP; 16% of the month has gone by`,
		"pending promises":                                       `<th scope="row">Pending, of any month</th><td>1</td><td>80</td>`,
		"agenda":                                                 `<th scope="row">Agenda: promise due</th><td>2</td><td>300</td>`,
		"channel":                                                `<th scope="row">Call</th><td>⚠ 10</td><td>5</td><td>2</td>`,
		"trend":                                                  `0.0% on 4 March 2026, 20.0% on 5 March 2026; the team 20.0%.`,
		"way back":                                               `<a href="?currency=COP&amp;lang=en">← Back to the board</a>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: no %s in %s", what, want, withoutAssets(body))
		}
	}
	if strings.Contains(body, "28 February") || strings.Contains(body, "<h2>USD</h2>") {
		t.Error("the page has the month before, or a currency that is not chosen")
	}
}

// TestCollectorPageUnranked wants who holds too few accounts to be told why there is no rank, and what has no name or
// figure to be shown all the same.
func TestCollectorPageUnranked(t *testing.T) {
	f := newFixture(t, nil)
	f.Refresh(t.Context())
	for address, want := range map[string]string{
		"/?collector=c3": "Not ranked: fewer than 10 accounts",
		"/?collector=c4": `<b title="c4">c4</b> <small>c4 · (none)`,
	} {
		if code, body := get(t, f.Handler(), address); code != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "%!") {
			t.Errorf("GET %s = %d, want %q in %s", address, code, want, withoutAssets(body))
		}
	}
}

// TestCollectorPageWithoutParts wants a mart that is missing to cost its part of the page and no more.
func TestCollectorPageWithoutParts(t *testing.T) {
	f := newFixture(t, nil, "drop table marts.agenda", "drop table marts.channel_periods", "drop table marts.promises",
		"drop table marts.collector_periods")
	f.Refresh(t.Context())
	code, body := get(t, f.Handler(), "/?collector=c1")
	if code != http.StatusOK || !strings.Contains(body, "Ana Gómez") || !strings.Contains(body, "No action this month.") {
		t.Errorf("GET = %d %s", code, withoutAssets(body))
	}
	for _, part := range []string{"agenda", "channels", "promises", "teams", "trend"} {
		if !strings.Contains(f.log.String(), "read "+part+" for the page") {
			t.Errorf("the log does not tell of %s: %s", part, f.log)
		}
	}
}

// TestCollectorPageOfNamesShownAlike wants two teams whose names are shown alike to keep their figures and ranks apart.
func TestCollectorPageOfNamesShownAlike(t *testing.T) {
	x, y := strings.Repeat("N", maxNameLength)+"x", strings.Repeat("N", maxNameLength)+"y"
	f := newFixture(t, nil,
		`insert into marts.collector_periods by name
		select * replace ('c6' as collector_id, '`+x+`' as team, assigned_accounts * 2 as assigned_accounts)
		from marts.collector_periods
		where collector_id = 'c1'`,
		`insert into marts.leaderboard by name
		select * replace ('c6' as collector_id, '`+x+`' as team, assigned_accounts * 2 as assigned_accounts)
		from marts.leaderboard
		where collector_id = 'c1'`,
		"update marts.collector_periods set team = '"+y+"' where collector_id = 'c1'",
		"update marts.leaderboard set team = '"+y+"' where collector_id = 'c1'")
	for _, teams := range [][]string{nil, {x}, {y}, {x, y}} {
		served := ofTeams(t, f.path, teams...)
		for collector, of := range map[string]struct{ team, ratio string }{
			"c1": {y, "<td>25.0%</td>"}, // 5 ÷ 20
			"c6": {x, "<td>12.5%</td>"}, // 5 ÷ 40
		} {
			if teams != nil && !slices.Contains(teams, of.team) {
				continue
			}
			_, body := get(t, served.Handler(), "/?collector="+collector+"&currency=COP")
			_, byCount, _ := strings.Cut(body, `<th scope="row">Effectiveness by count</th>`)
			byCount, _, _ = strings.Cut(byCount, "</tr>")
			if cells := strings.SplitAfter(byCount, "</td>"); len(cells) < 3 || cells[2] != of.ratio {
				t.Errorf("teams %q, %s: the team is not at %s in %s", teams, collector, of.ratio, byCount)
			}
			if !strings.Contains(body, "in the team: 1 of 1") {
				t.Errorf("teams %q, %s: ranked among another team's people in %s", teams, collector, withoutAssets(body))
			}
		}
	}
}

// BenchmarkPage measures a board of 500 collectors, by name, and the page of one of them.
func BenchmarkPage(b *testing.B) {
	f := newFixture(b, nil,
		`insert into marts.leaderboard by name
		select * exclude (range) replace (
			'x' || range as collector_id, 'Collector ' || range as collector_name, 'Team ' || range % 12 as team,
			range + 1 as rank_by_amount, random() as effectiveness_by_amount
		)
		from (select leaderboard.*, rows.range from marts.leaderboard cross join range(496) as rows)
		where collector_id = 'c1' and currency = 'COP'`)
	f.Refresh(context.Background())
	if rows := len(f.current().snapshot.board.rows); rows < 500 {
		b.Fatal(fmt.Errorf("%d rows", rows))
	}
	handler := f.Handler()
	for name, address := range map[string]string{"board": "/", "sorted": "/?sort=collector", "collector": "/?collector=x7"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if code, _ := get(b, handler, address); code != http.StatusOK {
					b.Fatal(code)
				}
			}
		})
	}
}
