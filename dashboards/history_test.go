package dashboards

import "testing"

func TestAcrossDays(t *testing.T) {
	for name, c := range map[string]struct{ expr, want string }{
		"a ratio": {
			`sum(recaudo_team_actions{team=~"$team"}) / sum(recaudo_channel_actions{c="x"})`,
			`sum(max without (job, instance) (last_over_time(recaudo_team_actions{team=~"$team"}[1d])))` +
				` / sum(max without (job, instance) (last_over_time(recaudo_channel_actions{c="x"}[1d])))`,
		},
		"a variable in braces": {
			`recaudo_collector_actions{collector=${collector:doublequote}, period="day"}`,
			`max without (job, instance) (last_over_time(recaudo_collector_actions{collector=${collector:doublequote}, period="day"}[1d]))`,
		},
		"without a past": {`max(recaudo_portfolio_overdue_ratio{currency="$currency"})`, `max(recaudo_portfolio_overdue_ratio{currency="$currency"})`},
	} {
		if got := acrossDays(c.expr); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
