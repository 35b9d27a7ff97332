package sqlfiles_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// suggestion is an action that the agenda, or a model in front of it, talks about.
type suggestion struct {
	account, channel, timeZone string
	from, until                string // by the debtor's clock
}

// TestAgendaKeepsTheContactLimits invents histories and contact limits and does what the agenda says, each action
// reaching its debtor within the time that is suggested. None may be a candidate. What the limits are said to block must
// be one, or they would block too much.
func TestAgendaKeepsTheContactLimits(t *testing.T) {
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	var suggested, blocked int
	for seed := range *seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := newAgendaWorld(t, project, seed)
			agenda := w.suggestions(t, `
				select account_id, suggested_channel, time_zone,
					coalesce(contact_from, '00:00:00')::varchar, coalesce(contact_until, '23:59:59')::varchar
				from marts.agenda`)
			// One channel of each debtor, so that none of them blocks another.
			const allowances = `
				select account_id, channel, debtors.time_zone,
					coalesce(contact_from, '00:00:00')::varchar, coalesce(contact_until, '23:59:59')::varchar
				from intermediate.contact_allowances as allowances
				inner join intermediate.debtors as debtors using (account_id)
				where allowances.is_allowed = %t
				qualify row_number() over (partition by debtors.debtor_id order by hash(account_id, channel)) = 1`
			allowed := w.suggestions(t, fmt.Sprintf(allowances, true))
			refused := w.suggestions(t, fmt.Sprintf(allowances, false))
			suggested += len(agenda)
			blocked += len(refused)
			for _, candidate := range w.act(t, project, agenda) {
				t.Errorf("suggested: %s", candidate)
			}
			for _, candidate := range w.act(t, project, allowed) {
				t.Errorf("allowed: %s", candidate)
			}
			candidates := w.act(t, project, refused)
			for i, action := range refused {
				if !slices.ContainsFunc(candidates, func(c string) bool { return strings.HasPrefix(c, actionID(i)+" ") }) {
					t.Errorf("blocked, but no candidate: %+v", action)
				}
			}
		})
	}
	if seeds := int(*seeds); suggested < 3*seeds || blocked < 3*seeds {
		t.Errorf("%d actions suggested and %d blocked; too few to prove anything", suggested, blocked)
	}
}

// insertAgendaRules gives every reason its points and lists the channels of a history.
func insertAgendaRules(ctx context.Context, db *warehouse.DB) error {
	points := map[string]string{
		"promise_due": "100", "promise_broken": "80", "never_contacted": "60", "idle": "40", "high_value": "30",
		"channel_worn": "10",
	}
	for reason, count := range points {
		err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "agenda_points"},
			map[string]string{"reason": reason, "points": count})
		if err != nil {
			return err
		}
	}
	for i, channel := range historyChannels {
		err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "agenda_channels"},
			map[string]string{"preference": strconv.Itoa(i + 1), "channel": channel})
		if err != nil {
			return err
		}
	}
	return nil
}

// agendaWorld is a warehouse with an agenda of the day after its board.
type agendaWorld struct {
	db     *warehouse.DB
	asOf   time.Time
	date   time.Time // of the agenda
	random *rand.Rand
}

func newAgendaWorld(t *testing.T, project *transform.Project, seed uint64) *agendaWorld {
	t.Helper()
	ctx := t.Context()
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	h := newHistory(seed)
	lastDay := h.nights[len(h.nights)-1]
	w := &agendaWorld{db: db, asOf: firstDate.AddDate(0, 0, lastDay), random: h.random}
	w.addDebtors(h)
	w.addBusyDays(h, lastDay)
	inForce := map[string]fact{}
	for night := range h.nights {
		if err := loadNight(ctx, db, h, night, inForce); err != nil {
			t.Fatal(err)
		}
	}
	// What the history holds beyond the board would meet the suggested actions.
	if _, err := db.ExecContext(ctx, "delete from raw.interactions where occurred_at >= ?", w.asOf); err != nil {
		t.Fatal(err)
	}
	settings := maps.Clone(defaultSettings)
	settings["as_of"], settings["jurisdiction"] = dateText(lastDay), "X"
	if err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "settings"}, settings); err != nil {
		t.Fatal(err)
	}
	if err := insertAgendaRules(ctx, db); err != nil {
		t.Fatal(err)
	}
	for number := range 3 {
		if err := w.addRule(ctx, fmt.Sprintf("rule %d", number), lastDay); err != nil {
			t.Fatal(err)
		}
	}
	w.run(t, project, "agenda")
	if err := db.QueryRowContext(ctx, "select agenda_date from intermediate.agenda_dates").Scan(&w.date); err != nil {
		t.Fatal(err)
	}
	return w
}

// addDebtors puts the accounts into few hands, two jurisdictions and clocks far from each other.
func (w *agendaWorld) addDebtors(h *history) {
	h.facts = slices.DeleteFunc(h.facts, func(f fact) bool { return f.entity == "accounts" })
	for number := range historyAccounts {
		id := accountID(number)
		h.facts = append(h.facts, fact{entity: "accounts", key: id, values: map[string]string{
			"account_id": id, "debtor_id": fmt.Sprintf("D%d", w.random.IntN(16)),
			"jurisdiction": []string{"X", "X", "Y", ""}[w.random.IntN(4)],
			"time_zone":    []string{"", "America/Bogota", "America/Tijuana", "Pacific/Auckland", "none"}[w.random.IntN(5)],
		}})
	}
}

// addBusyDays lets a lot happen on the last days, so that limits are reached.
func (w *agendaWorld) addBusyDays(h *history, lastDay int) {
	for day := lastDay - 9; day < lastDay; day++ {
		for number := range historyAccounts {
			if h.chance(3) {
				h.interaction(accountID(number), day)
			}
		}
	}
}

func (w *agendaWorld) addRule(ctx context.Context, name string, lastDay int) error {
	r := w.random
	channels := slices.Clone(historyChannels)
	r.Shuffle(len(channels), func(i, j int) { channels[i], channels[j] = channels[j], channels[i] })
	rule := map[string]string{
		"rule": name, "jurisdiction": []string{"X", "X", "Y"}[r.IntN(3)], "scope": []string{"debt", "debtor"}[r.IntN(2)],
		"channels": "[" + strings.Join(channels[:2+r.IntN(len(channels)-1)], ", ") + "]", "has_hours": "false",
		"holidays": "[" + dateText(lastDay+1+r.IntN(12)) + "]",
	}
	if r.IntN(4) > 0 {
		rule["counts"] = []string{"attempts", "contacts"}[r.IntN(2)]
		rule["window_kind"] = []string{"rolling", "day", "week", "month"}[r.IntN(4)]
		rule["maximum"] = strconv.Itoa(1 + r.IntN(2))
		if rule["window_kind"] == "rolling" {
			rule["window_days"] = strconv.Itoa(1 + r.IntN(10))
		}
		if r.IntN(2) == 0 {
			rule["minimum_gap_days"] = strconv.Itoa(1 + r.IntN(4))
		}
	}
	if r.IntN(3) == 0 {
		rule["quiet_days"] = strconv.Itoa(1 + r.IntN(7))
	}
	if r.IntN(3) == 0 {
		rule["effective_from"] = dateText(lastDay - 5 + r.IntN(8))
	}
	if r.IntN(3) == 0 {
		rule["effective_to"] = dateText(lastDay + r.IntN(3))
	}
	if r.IntN(2) == 0 {
		rule["has_hours"] = "true"
	}
	if err := insertRow(ctx, w.db, transform.Relation{Schema: "ops", Name: "contact_rules"}, rule); err != nil {
		return err
	}
	for weekday := 1; weekday <= 7 && rule["has_hours"] == "true"; weekday++ {
		if r.IntN(12) == 0 {
			continue // closed
		}
		from := 6 + r.IntN(8)
		err := insertRow(ctx, w.db, transform.Relation{Schema: "ops", Name: "contact_hours"}, map[string]string{
			"rule": name, "effective_from": rule["effective_from"], "weekday": strconv.Itoa(weekday),
			"from_time": fmt.Sprintf("%02d:00", from), "until_time": fmt.Sprintf("%02d:30", from+r.IntN(8)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// run computes a mart and everything it needs.
func (w *agendaWorld) run(t *testing.T, project *transform.Project, mart string) {
	t.Helper()
	part, err := project.UpTo(transform.Relation{Schema: "marts", Name: mart})
	if err != nil {
		t.Fatal(err)
	}
	_, err = part.Run(t.Context(), w.db, transform.RunOptions{
		RunID:  1,
		Window: transform.Window{Start: firstDate, End: w.asOf.AddDate(0, 0, 10)},
		Full:   true,
		Logger: slog.New(slog.DiscardHandler),
		Now:    time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *agendaWorld) suggestions(t *testing.T, query string) (list []suggestion) {
	t.Helper()
	rows, err := w.db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s suggestion
		if err := rows.Scan(&s.account, &s.channel, &s.timeZone, &s.from, &s.until); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func actionID(number int) string { return fmt.Sprintf("suggested-%d", number) }

// act does each action on the agenda's date, at its first moment, its last one or in between, returns which
// of them are candidates, and undoes them.
func (w *agendaWorld) act(t *testing.T, project *transform.Project, actions []suggestion) (found []string) {
	t.Helper()
	ctx := t.Context()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := w.db.ExecContext(ctx, query, args...); err != nil {
			t.Fatal(err)
		}
	}
	for i, action := range actions {
		exec(`
			insert into raw.interactions (interaction_id, account_id, channel, direction, reaction, occurred_at,
				occurred_at_has_time, load_id, line_order, source)
			select $1, $2, $3, 'outbound', 'debtor_contact',
				($4::date + [$5::time, time '00:00' + to_seconds((epoch($5::time) + epoch($6::time)) / 2), $6::time][$8 + 1])
					at time zone $7 at time zone 'UTC',
				true, (select max(load_id) from ops.loads), $8, 'suggested'`,
			actionID(i), action.account, action.channel, w.date.Format(time.DateOnly), action.from,
			action.until, action.timeZone, w.random.IntN(3))
	}
	// In zones behind the business's, the action falls on its next date.
	exec("update ops.settings set as_of = ?::date + 1", w.date.Format(time.DateOnly))
	w.run(t, project, "contact_limit_candidates")
	rows, err := w.db.QueryContext(ctx, `
		select interaction_id || ' on ' || channel || ' at ' || local_at || ': ' || rule || ' ' || breach
		from marts.contact_limit_candidates
		where starts_with(interaction_id, 'suggested-')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var candidate sql.NullString
		if err := rows.Scan(&candidate); err != nil {
			t.Fatal(err)
		}
		found = append(found, candidate.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	exec("update ops.settings set as_of = ?::date", w.asOf.Format(time.DateOnly))
	exec("delete from raw.interactions where source = 'suggested'")
	return found
}
