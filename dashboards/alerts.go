package dashboards

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How soon somebody should look.
const (
	critical = "critical" // the boards are wrong, or will be: today
	warning  = "warning"  // this week
	info     = "info"     // for whoever plans the work
)

// alert is one alert rule, for Prometheus and for Grafana. It fires for each series of its value that is above, or
// below, the limit.
type alert struct {
	name     string        // "RecaudoNightLate"
	value    string        // an expression over what the exporter exposes; recording rules may be absent
	below    bool          // fires under the limit, not over it
	limit    float64       // in the unit of value
	wait     time.Duration // how long it holds before it fires
	severity string
	// summary and description are templates, without the "$" that Grafana would look up in its environment: .Labels is
	// there in both, and "value" stands for the number.
	summary, description string
}

// The limits, in the units of the values. docs/operations.md says why they are what they are.
const (
	nightLateSeconds    = 26 * 3600  // a night a day, and two hours for the run
	nightMissingSeconds = 50 * 3600  // two nights, and two hours
	dataOldSeconds      = 108 * 3600 // after Friday's exports, Tuesday noon: no export for a weekend and a Monday
	silentPauses        = 1.5        // times the pause that is usual for the source
	rejectsTimes        = 3          // times the share that is usual for the source
	unattributedRatio   = 0.1        // of what was settled in the month
	candidatesTimes     = 3          // times the number of new ones that is usual for a day

	scrapeWait = 5 * time.Minute // a restart of the exporter takes less
	figureWait = 15 * time.Minute
)

// sourceSilence is how many of a source's usual pauses have gone by since its last load, for the sources that the config
// of the latest run has: one that was taken out of it is expected no more.
const sourceSilence = `(time() - max without (instance) (recaudo_pipeline_source_last_load_timestamp_seconds))
/ max without (instance) (recaudo_pipeline_source_usual_pause_seconds)
and on (job, source) max without (instance) (recaudo_last_run_seen_files)`

// Goals are the shares of credit sales that may be overdue, above which RecaudoOverdueAboveGoal fires.
type Goals struct {
	Default    float64            // for portfolios without one of their own; zero is DefaultGoal
	Portfolios map[string]float64 // by portfolio
}

// DefaultGoal is also where the variable of the Portfolio board starts.
const DefaultGoal = 0.04

// alerts lists every alert rule, the most urgent first. Several exporters of one job, as one for each team, count once:
// of times and outcomes the worst, because one of them may have stayed with an older copy.
func alerts(goals Goals) []alert {
	return []alert{
		{
			name: "RecaudoDown", severity: critical, wait: scrapeWait,
			// The second part is for a Prometheus that knows of no exporter at all.
			value: `(up and on (job, instance) max_over_time(recaudo_build_info[2d]))
or
(absent(recaudo_build_info) - 1 unless on () (up and on (job, instance) max_over_time(recaudo_build_info[2d])))`,
			below: true, limit: 1,
			summary: `No answer from recaudo serve {{ .Labels.instance }}`,
			description: `Prometheus gets nothing from recaudo serve: boards are empty, and no other alert about Recaudo ` +
				`can fire.`,
		},
		{
			name: "RecaudoNightMissing", severity: critical, wait: scrapeWait,
			value: `time() - min without (instance) (recaudo_last_success_timestamp_seconds)`, limit: nightMissingSeconds,
			summary: `Two nights without a successful run`,
			description: `The last run that ended well was {{ humanizeDuration value }} ago. The boards show what was ` +
				`published then.`,
		},
		{
			name: "RecaudoNightLate", severity: warning, wait: scrapeWait,
			value: `time() - min without (instance) (recaudo_last_success_timestamp_seconds)`, limit: nightLateSeconds,
			summary: `The night is late`,
			description: `The last run that ended well was {{ humanizeDuration value }} ago: since then none was started, ` +
				`or one failed or was killed.`,
		},
		{
			name: "RecaudoRunFailed", severity: warning, wait: scrapeWait,
			value: `min without (instance) (recaudo_last_run_success)`, below: true, limit: 1,
			summary:     `The latest run failed`,
			description: `recaudo status on the machine of the job says which step it was, and what to do.`,
		},
		{
			name: "RecaudoSnapshotUnreadable", severity: critical, wait: figureWait,
			value: `recaudo_snapshot_load_success`, below: true, limit: 1,
			summary:     `The published snapshot can't be read`,
			description: `{{ .Labels.instance }} serves an older snapshot, or none. Its log has the reason.`,
		},
		{
			name: "RecaudoFilesNotLoaded", severity: warning, wait: figureWait,
			value:   `max without (instance) (recaudo_last_run_refused_files + recaudo_last_run_failed_files)`,
			summary: `Files of {{ .Labels.source }} are not loaded`,
			description: `{{ printf "%.0f" value }} files in the inbox were refused, or failed; nothing of them is ` +
				`in the figures. recaudo status says why.`,
		},
		{
			name: "RecaudoSubjectFailed", severity: warning, wait: figureWait,
			value: `recaudo_metric_success`, below: true, limit: 1,
			summary: `The metrics {{ .Labels.metric }} are missing`,
			description: `{{ .Labels.instance }} could not compute them from the snapshot, so their panels are empty. Its ` +
				`log has the reason.`,
		},
		{
			name: "RecaudoDataOld", severity: warning, wait: figureWait,
			value: `time() - min without (instance) (recaudo_data_as_of_timestamp_seconds)`, limit: dataOldSeconds,
			summary: `The figures are of a day long past`,
			description: `The day the boards are of began {{ humanizeDuration value }} ago; they have been red since a day and a ` +
				`half after its end. If runs succeed, exports have stopped to arrive.`,
		},
		{
			name: "RecaudoSourceSilent", severity: warning, wait: figureWait,
			value: sourceSilence, limit: silentPauses,
			summary: `The source {{ .Labels.source }} is silent`,
			description: `No file of {{ .Labels.source }} was loaded for {{ humanize value }} times the pause that is usual ` +
				`for it.`,
		},
		{
			name: "RecaudoRejectsHigh", severity: warning, wait: figureWait,
			// At least 20 rows, or one bad line of a small file would do; and half a percent counts as usual everywhere.
			value: `max without (instance) (recaudo_pipeline_source_rejected_rows - recaudo_pipeline_source_rejected_rows offset 1d >= 20)
/ max without (instance) (recaudo_pipeline_source_read_rows - recaudo_pipeline_source_read_rows offset 1d > 0)
/ clamp_min(
    max without (instance) (recaudo_pipeline_source_rejected_rows offset 1d)
    / max without (instance) (recaudo_pipeline_source_read_rows offset 1d > 0),
    0.005
  )`, limit: rejectsTimes,
			summary: `More rows of {{ .Labels.source }} than usual are rejected`,
			description: `Of what was read in a day, {{ humanize value }} times the usual share went into quarantine. ` +
				`recaudo rejects shows reasons and lines.`,
		},
		{
			name: "RecaudoUnattributedHigh", severity: warning, wait: figureWait,
			value: `max without (instance) (recaudo_credit_unattributed_amount{period="month"})
/ max without (instance) (recaudo_credit_settled_amount{period="month"} > 0)
and max without (instance) (recaudo_credit_payments{period="month"}) >= 30`, limit: unattributedRatio,
			summary: `Much of what {{ .Labels.portfolio }} paid is credited to nobody`,
			description: `{{ humanizePercentage value }} of the settled {{ .Labels.currency }} of the month belongs to no ` +
				`collector: exports lack assignments.`,
		},
		{
			name: "RecaudoChannelWorn", severity: info, wait: figureWait,
			value:   `max without (instance) (recaudo_wear_worn_at_attempt)`,
			summary: `The channel {{ .Labels.channel }} is worn`,
			description: `Attempt {{ printf "%.0f" value }} on an account reaches the debtor less than half as often as the ` +
				`first one. Another channel is the better idea.`,
		},
		{
			name: "RecaudoOverdueAboveGoal", severity: info, wait: figureWait,
			value:   goals.excess(),
			summary: `{{ .Labels.portfolio }} is above its overdue goal`,
			description: `Overdue receivables in {{ .Labels.currency }} exceed the goal by {{ humanizePercentage value }} ` +
				`of the credit sales.`,
		},
		{
			name: "RecaudoContactLimitCandidates", severity: info, wait: figureWait,
			value: newCandidates, limit: candidatesTimes,
			summary: `Far more actions to review under {{ .Labels.rule }} ({{ .Labels.jurisdiction }})`,
			description: `A day brought {{ humanize value }} times as many actions as usual that may not have been allowed. ` +
				`They are candidates for review, not findings.`,
		},
	}
}

// newCandidates is how many candidates of a rule a day brought, as a multiple of the mean of the four weeks before; one a
// day counts as usual everywhere. A number that was not there counts as zero. On the day on which the month to date
// begins anew it is below that of the day before, and nothing is said. In the first week of a Prometheus nothing is usual.
const newCandidates = `(
  sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates))
  - (
    sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates offset 1d))
    or 0 * sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates))
  )
)
/ clamp_min(
  avg_over_time(clamp_min(
    sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates))
    - (
      sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates offset 1d))
      or 0 * sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates))
    ) and on (job) recaudo_data_as_of_timestamp_seconds offset 1d,
    0
  )[28d:1d] offset 1d)
  or 0 * sum by (job, jurisdiction, rule) (max without (instance) (recaudo_contact_limit_candidates)),
  1
)
and on (job) recaudo_data_as_of_timestamp_seconds offset 7d`

// runbooks is the page that says what to do about each alert.
const runbooks = "https://github.com/recaudo/recaudo/blob/main/docs/operations.md"

// anchor is the heading of the alert in docs/operations.md as GitHub links to it.
func (a alert) anchor() string {
	return strings.ToLower(a.name)
}

// text is a template of the alert; value is how the engine calls the number.
func (a alert) text(template, value string) string {
	return strings.ReplaceAll(template, " value }}", " "+value+" }}")
}

// condition is the expression that returns the series for which the alert fires.
func (a alert) condition() string {
	comparison := "> "
	if a.below {
		comparison = "< "
	}
	limit := comparison + strconv.FormatFloat(a.limit, 'f', -1, 64)
	if !strings.Contains(a.value, "\n") && !strings.Contains(a.value, " - ") {
		return a.value + " " + limit
	}
	return "(\n  " + strings.ReplaceAll(a.value, "\n", "\n  ") + "\n) " + limit
}

// excess is by how much the overdue ratio of each portfolio is above its goal.
func (g Goals) excess() string {
	above := func(matchers []string, goal float64) string {
		selector := "recaudo_portfolio_overdue_ratio"
		if len(matchers) > 0 {
			selector += "{" + strings.Join(matchers, ", ") + "}"
		}
		return "max without (instance) (" + selector + ") - " + strconv.FormatFloat(goal, 'f', -1, 64)
	}
	var parts, others []string
	for _, portfolio := range slices.Sorted(maps.Keys(g.Portfolios)) {
		quoted := strconv.Quote(portfolio)
		parts = append(parts, above([]string{"portfolio=" + quoted}, g.Portfolios[portfolio]))
		others = append(others, "portfolio!="+quoted)
	}
	return strings.Join(append(parts, above(others, cmp.Or(g.Default, DefaultGoal))), "\nor ")
}
