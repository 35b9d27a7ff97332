package metrics

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
)

// ofTeams is an exporter of some teams on a snapshot, after its first look.
func ofTeams(t *testing.T, path string, teams ...string) fixture {
	t.Helper()
	f := fixtureOn(path, nil)
	opts := f.opts
	opts.Definitions, opts.Teams = definitions(t), teams
	opts.Logger = slog.New(slog.NewTextHandler(f.log, nil))
	f.Server = New(opts)
	f.Refresh(t.Context())
	return f
}

// sharedSubjects are all that an exporter of one team serves without a label that says whose it is. Whoever adds one
// must know that it tells nothing of other teams.
var sharedSubjects = []string{"pipeline", "pipeline_stage"}

func TestSharedDefinitions(t *testing.T) {
	var got []string
	for _, definition := range OfTeams(definitions(t), []string{"Sur"}) {
		if !slices.Contains(definition.Labels, teamLabel) {
			got = append(got, definition.Subject)
			if len(slices.DeleteFunc(slices.Clone(definition.Labels), func(l string) bool { return l == "stage" })) > 0 {
				t.Errorf("%s: labels %q could name a team, a person or a source", definition.Subject, definition.Labels)
			}
		}
	}
	if !slices.Equal(got, sharedSubjects) {
		t.Errorf("without a team label: got %q, want %q", got, sharedSubjects)
	}
}

// TestTeamGolden wants the exposition of a team to hold its own series and what tells of the run, and nothing else.
func TestTeamGolden(t *testing.T) {
	path := newFixture(t, nil).path
	f := ofTeams(t, path, "Sur")
	got := scrapeText(t, f.Server)
	compareGolden(t, "metrics.team.prom", []byte(got))
	all := scrapeText(t, ofTeams(t, path).Server)
	for _, line := range strings.Split(got, "\n") {
		if strings.HasPrefix(line, "recaudo_") && !strings.HasPrefix(line, "recaudo_metric_success") &&
			!strings.Contains(all, line+"\n") {
			t.Errorf("%s is not among the series of all teams: the figures of a team must not change", line)
		}
	}
	if !strings.Contains(got, `recaudo_leaderboard_recovered_amount{collector="<b>Eva</b> & Cía",collector_id="c3",currency="COP",team="Sur"} 20000`) {
		t.Error("the team's own collector is missing")
	}
}

// TestTeamIsolation wants no series, label or word of another team, in any format, whatever is asked for.
func TestTeamIsolation(t *testing.T) {
	path := newFixture(t, nil).path
	all := ofTeams(t, path)
	people := map[string]map[string]bool{} // by team, what names its people
	for _, family := range servedFamilies(t, all) {
		for _, metric := range family.GetMetric() {
			labels := labelsOf(metric)
			team, hasTeam := labels[teamLabel]
			if !hasTeam {
				continue
			}
			if people[team] == nil {
				people[team] = map[string]bool{team: true}
			}
			for _, name := range []string{"collector", "collector_id"} {
				if labels[name] != "" && labels[name] != "(none)" {
					people[team][labels[name]] = true
				}
			}
		}
	}
	if len(people) != 3 {
		t.Fatalf("the fixture has %d teams, want Norte, Sur and (none)", len(people))
	}
	for team := range people {
		f := ofTeams(t, path, team)
		series := 0
		for _, family := range servedFamilies(t, f) {
			for _, metric := range family.GetMetric() {
				labels := labelsOf(metric)
				if got, hasTeam := labels[teamLabel]; hasTeam && got != team {
					t.Errorf("%s: %s has team %q", team, family.GetName(), got)
				}
				for other, names := range people {
					for _, value := range labels {
						if other != team && names[value] && !people[team][value] {
							t.Errorf("%s: %s has the label value %q of team %s", team, family.GetName(), value, other)
						}
					}
				}
				series++
			}
		}
		if series < 20 {
			t.Errorf("%s: %d series, too few to tell", team, series)
		}
		text := scrapeText(t, f.Server)
		for _, address := range []string{
			"/", "/?team=Norte", "/?team=Sur", "/?team=(none)", "/?collector=c1", "/?collector=c2", "/?collector=c3",
			"/?collector=c4", "/?sort=team&lang=es", "/?currency=USD", "/-/ready",
		} {
			_, body := get(t, f.Handler(), address)
			// What was asked for comes back in links and titles: that is no word of ours.
			for _, asked := range []string{"Norte", "Sur", "(none)", "c1", "c2", "c3", "c4"} {
				if strings.HasSuffix(address, "="+asked) && asked != team {
					body = strings.NewReplacer(asked, "", strings.NewReplacer("(", "%28", ")", "%29").Replace(asked), "").Replace(body)
				}
			}
			text += withoutAssets(body)
		}
		for other, names := range map[string][]string{
			"Norte":  {"Norte", "Ana G"},
			"Sur":    {"Sur", "Luis", "Rayo", "Eva"},
			"(none)": {`"c4"`},
		} {
			for _, name := range names {
				if other != team && strings.Contains(text, name) {
					t.Errorf("what %s gets has %q of %s", team, name, other)
				}
			}
		}
	}
}

func labelsOf(metric *dto.Metric) map[string]string {
	labels := make(map[string]string)
	for _, label := range metric.GetLabel() {
		labels[label.GetName()] = label.GetValue()
	}
	return labels
}

// TestTeamPage wants the page of one team to show ranks in it and its own people, and those of others to be unknown.
func TestTeamPage(t *testing.T) {
	path := newFixture(t, nil).path
	f := ofTeams(t, path, "Norte")
	tests := []struct {
		address, want, wantNot string
		code                   int
	}{
		{address: "/", code: 200, want: "Ana Gómez", wantNot: "?team="},
		{address: "/?team=Sur", code: 404, want: pageLanguages["en"].NoSuchTeam},
		{address: "/?collector=c1", code: 200, want: "Ana Gómez", wantNot: " of 2"},
		{address: "/?collector=c2", code: 404, want: pageLanguages["en"].NoSuchCollector},
	}
	for _, tt := range tests {
		code, body := get(t, f.Handler(), tt.address)
		if code != tt.code || !strings.Contains(body, tt.want) {
			t.Errorf("GET %s = %d, want %d with %q in %s", tt.address, code, tt.code, tt.want, withoutAssets(body))
		}
		if tt.wantNot != "" && strings.Contains(withoutAssets(body), tt.wantNot) {
			t.Errorf("GET %s has %q", tt.address, tt.wantNot)
		}
	}
}

// TestUnknownTeam wants a team that is written wrongly to show nothing, and to be named in the log.
func TestUnknownTeam(t *testing.T) {
	f := ofTeams(t, newFixture(t, nil).path, "Sur' or true --", "Nort")
	for _, family := range servedFamilies(t, f) {
		if !strings.HasPrefix(family.GetName(), "recaudo_pipeline_") {
			t.Errorf("%s is served", family.GetName())
		}
	}
	if code, body := get(t, f.Handler(), "/"); code != http.StatusNotFound || !strings.Contains(body, pageLanguages["en"].NoSuchTeam) {
		t.Errorf("GET / = %d %s, want 404", code, withoutAssets(body))
	}
	if !strings.Contains(f.log.String(), "team=Nort") {
		t.Errorf("the log does not name the team: %s", f.log)
	}
}

func TestTwoTeams(t *testing.T) {
	f := ofTeams(t, newFixture(t, nil).path, "Norte", "Sur")
	text := scrapeText(t, f.Server)
	_, body := get(t, f.Handler(), "/")
	for _, want := range []string{"Ana Gómez", "Luis "} {
		if !strings.Contains(text, want) || !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, "c4") || strings.Contains(body, "c4") {
		t.Error("somebody without a team is served")
	}
}

// TestTeamRun wants an exporter of one team to tell how the run went, and no source or file, which may be another team's.
func TestTeamRun(t *testing.T) {
	path := newFixture(t, nil).path
	err := RunStatus{
		LastRunAt: time.Date(2026, 3, 6, 7, 0, 0, 0, time.UTC), LastRunStatus: RunFailed,
		Sources: map[string]SourceFiles{"pagos_norte": {Seen: 3, Failed: 1}},
	}.Write(StatusPath(path))
	if err != nil {
		t.Fatal(err)
	}
	if got := scrapeText(t, ofTeams(t, path).Server); !strings.Contains(got, `source="pagos_norte"`) {
		t.Error("the exporter of all teams has no such source: the test tells nothing")
	}
	got := scrapeText(t, ofTeams(t, path, "Sur").Server)
	if !strings.Contains(got, "recaudo_last_run_success 0\n") || strings.Contains(got, "source=") {
		t.Errorf("want the failed run and no source in %s", got)
	}
}
