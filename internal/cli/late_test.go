package cli

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// late is what a night brings: files of the inbox by name, and perhaps another config.
type late struct {
	files  map[string]string
	config string
	flags  []string
}

// TestLateFilesRestateWhatTheyTouch plays nights whose last one brings news of the past, and compares the marts with a
// full refresh. What arrives in another order, but under the same names, must also end as if it had come in order.
func TestLateFilesRestateWhatTheyTouch(t *testing.T) {
	const assigned = "account_id,collector_id,assigned_at,assigned_amount\n"
	const listed = "account_id,collector_id,as_of_date,assigned_amount\n"
	for _, test := range []struct {
		name    string
		sources string
		nights  []late
		query   string // what must come of it
		want    string
	}{
		{
			name:    "a known content turns out to be older than what overlaps it",
			sources: `{name: cartera, entity: assignments, path: "cartera*.csv", exported_at: "cartera_%Y%m%d"}`,
			nights: []late{
				{files: map[string]string{
					"cartera_20260305.csv": assigned + "A1,bea,2026-03-01,100\n",
					"cartera_20260310.csv": assigned + "A1,ana,2026-03-01,100\n",
				}},
				{files: map[string]string{"cartera_20260302.csv": assigned + "A1,ana,2026-03-01,100\n"}},
			},
			query: "select collector_id from intermediate.holdings",
			want:  "bea",
		},
		{
			name: "a known list of collectors turns out to be older",
			sources: `{name: cartera, entity: assignments, path: "cartera*.csv"}, ` +
				`{name: gente, entity: collectors, path: "gente*.csv", exported_at: "gente_%Y%m%d"}`,
			nights: []late{
				{files: map[string]string{
					"cartera.csv":        assigned + "A1,ana,2026-03-01,100\n",
					"gente_20260301.csv": "collector_id,team\nana,North\n",
					"gente_20260310.csv": "collector_id,team\nana,South\n",
				}},
				{files: map[string]string{"gente_20260305.csv": "collector_id,team\nana,South\n"}},
			},
			query: "select min(as_of) from marts.collector_periods where team = 'South'",
			want:  "2026-03-05",
		},
		{
			name:    "a rejected line that kept its account's holder is no longer read",
			sources: `{name: cartera, entity: assignments, path: "cartera*.csv", exported_at: "cartera_%Y%m%d", max_reject_ratio: 0.6}`,
			nights: []late{
				{files: map[string]string{
					"cartera_20260301.csv": listed + "A1,ana,2026-03-01,100\nA2,bea,2026-03-01,100\nA3,ana,2026-03-01,100\nA4,ana,2026-03-01,100\n",
					"cartera_20260304.csv": listed + "A1,ana,2026-03-04,100\nA2,,2026-03-04,100\nA3,ana,2026-03-04,100\nA4,ana,2026-03-04,100\n",
					"cartera_20260306.csv": listed + "A1,ana,2026-03-06,100\nA2,bea,2026-03-06,100\nA3,ana,2026-03-06,100\nA4,ana,2026-03-06,100\n",
				}},
				{
					config: `{name: cartera, entity: assignments, path: "cartera*.csv", exported_at: "cartera_%Y%m%d", max_reject_ratio: 0.6, ` +
						`where: "coalesce(collector_id, '') <> ''"}`,
					flags: []string{"--retry-rejected"},
				},
			},
			query: "select start_date || '-' || end_date from intermediate.holdings where account_id = 'A2' order by 1",
			want:  "2026-03-01-2026-03-04 2026-03-06-9999-12-31",
		},
		{
			name: "the list of another source has a line of this one's",
			sources: `{name: crm, entity: assignments, path: "crm*.csv", exported_at: "crm_%Y%m%d"}, ` +
				`{name: bank, entity: assignments, path: "bank*.csv", exported_at: "bank_%Y%m%d"}`,
			nights: []late{
				{files: map[string]string{
					"bank_20260301.csv": listed + "A1,ana,2026-03-01,100\nA2,bea,2026-03-01,100\nA3,ana,2026-03-01,100\nA4,ana,2026-03-01,100\n",
					"bank_20260305.csv": listed + "A1,ana,2026-03-04,100\nA3,ana,2026-03-04,100\nA4,ana,2026-03-04,100\n",
				}},
				{files: map[string]string{
					"crm_20260304.csv": listed + "A1,ana,2026-03-04,100\nA3,ana,2026-03-04,100\nA4,ana,2026-03-04,100\n",
				}},
			},
			query: "select start_date || '-' || end_date from intermediate.holdings where account_id = 'A2' order by 1",
			want:  "2026-03-01-2026-03-04",
		},
		{
			name: "a team between two lists that state another one",
			sources: `{name: cartera, entity: assignments, path: "cartera*.csv"}, ` +
				`{name: gente, entity: collectors, path: "gente*.csv", exported_at: "gente_%Y%m%d"}`,
			nights: []late{
				{files: map[string]string{
					"cartera.csv":        assigned + "A1,ana,2026-03-01,100\n",
					"gente_20260301.csv": "collector_id,team\nana,North\nbea,1\n",
					"gente_20260305.csv": "collector_id,team\nana,North\nbea,5\n",
					"gente_20260307.csv": "collector_id,team\nana,North\nbea,7\n",
				}},
				{files: map[string]string{"gente_20260303.csv": "collector_id,team\nana,South\n"}},
				{files: map[string]string{"gente_20260309.csv": "collector_id,team\nana,North\ncai,9\n"}},
			},
			query: `select team || ' ' || start_date || ' ' || (select count(*) from staging.touched_accounts)
				from intermediate.collector_teams where collector_id = 'ana' order by start_date`,
			want: "North 0001-01-01 0 South 2026-03-03 0 North 2026-03-05 0",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			head := "timezone: America/Bogota\ncurrency: COP\nroot: inbox\nsources: ["
			o, fresh := newOffice(t, head+test.sources+"]\n"), newOffice(t, head+test.sources+"]\n")
			for _, night := range test.nights {
				if night.config != "" {
					for _, office := range []*office{o, fresh} {
						office.write("recaudo.yaml", head+night.config+"]\n")
					}
				}
				for name, text := range night.files {
					o.write("inbox/"+name, text)
					fresh.write("inbox/"+name, text)
				}
				o.recaudo(exitDone, append([]string{"run", "--as-of", "2026-03-12"}, night.flags...)...)
			}
			got := o.marts()
			if found := o.ask(test.query); found != test.want {
				t.Errorf("%s: got %s, want %s", test.query, found, test.want)
			}
			o.recaudo(exitDone, "run", "--as-of", "2026-03-12", "--full-refresh")
			for _, difference := range differences(got, o.marts()) {
				t.Errorf("not as after a full refresh: %s", difference)
			}
			fresh.recaudo(exitDone, "run", "--as-of", "2026-03-12")
			for _, difference := range differences(got, fresh.marts()) {
				t.Errorf("not as if all had come at once: %s", difference)
			}
		})
	}
}

// marts is the state of the marts by relation.
func (o *office) marts() map[string]string {
	o.t.Helper()
	found := stateWithout(o.t, warehouseIn(o.folder), numbered)
	maps.DeleteFunc(found, func(name, _ string) bool { return !strings.HasPrefix(name, "marts.") })
	return found
}

// ask returns the one value of a query as text.
func (o *office) ask(query string) string {
	o.t.Helper()
	db, err := warehouse.Open(o.t.Context(), warehouse.Options{Path: filepath.Join(o.folder, "data/warehouse.duckdb")})
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	var text string
	if err := db.QueryRowContext(o.t.Context(), "select coalesce(string_agg(columns(*)::varchar, ' '), '-') from ("+query+")").Scan(&text); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
	return text
}
