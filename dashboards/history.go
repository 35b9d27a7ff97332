package dashboards

import "regexp"

// backfilledSelector finds the selectors of the metrics that `recaudo backfill` writes, with their labels in braces.
var backfilledSelector = regexp.MustCompile(`recaudo_(?:collector|team|channel)_\w+\{(?:[^{}]|\{[^{}]*\})*\}`)

// acrossDays makes a range query show past days, too: a backfilled day is one sample, and Prometheus looks back five
// minutes only. What is backfilled may lack the labels of the scrape, and must not be added to what was scraped.
func acrossDays(expr string) string {
	return backfilledSelector.ReplaceAllString(expr, `max without (job, instance) (last_over_time(${0}[1d]))`)
}
