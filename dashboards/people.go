package dashboards

import "strconv"

// Names that stand for people: two may share one, ratios of few accounts are marked, and so is who shares the first
// place. Grafana shows one label as a name, so all of it is put into the label "who".

// whoLabel is the name a person is shown by; the label collector stays as it is, for links.
const whoLabel = "who"

// names has the name of each person of the currency, with the number behind it where two share the name.
const names = `(
    label_join(group by (collector_id, collector) (recaudo_leaderboard_is_ranked{currency="$currency"})
      and on (collector) ` + sharedNames + `, "who", " · ", "collector", "collector_id")
    or label_replace(group by (collector_id, collector) (recaudo_leaderboard_is_ranked{currency="$currency"})
      unless on (collector) ` + sharedNames + `, "who", "$1", "collector", "(.*)")
  )`

const sharedNames = `(count by (collector) (group by (collector_id, collector) (recaudo_leaderboard_is_ranked{currency="$currency"})) > 1)`

// withNames gives each person of x the label who.
func withNames(x string) string {
	return `(` + x + `)
* on (collector_id) group_left (who) ` + names
}

// withMarkedNames is withNames with a mark on those of whom accounts says that they had fewer than fewerThan.
func withMarkedNames(x, accounts string) string {
	few := strconv.Itoa(fewerThan)
	return `label_join(` + withNames(x) + `
* on (collector_id) group_left (few) (
    label_replace(group by (collector_id) (` + accounts + ` < ` + few + `), "few", "⚠ ", "", "")
    or group by (collector_id) (` + accounts + ` >= ` + few + `)
  ), "who", "", "few", "who")`
}

// first is one of those with the highest value of x, with the label tied, " +2", when two others have the same value. Equal
// shares of different amounts may differ in their last binary digit.
func first(x string) string {
	all := `(` + x + ` >= scalar(max(` + x + `)) - 1e-12)`
	return `topk(1, ` + all + `)
* on () group_left (tied) label_replace(label_replace(
    count_values("tied", count` + all + ` - 1), "tied", " +$1", "tied", "(.+)"), "tied", "", "tied", " \\+0")`
}

// firstLegend names who first finds.
const firstLegend = "{{who}}{{tied}}"

// tiedNote explains firstLegend.
func tiedNote(l Language) string {
	return l.text(" +1 after the name: so many others have exactly the same figure.",
		" +1 después del nombre: otros tantos tienen exactamente la misma cifra.")
}

// fewNameNote explains the mark of withMarkedNames.
func fewNameNote(l Language) string {
	return l.text(" ⚠ before a name: fewer than 30 accounts, so that one payment more or less moves the ratio by points.",
		" ⚠ antes de un nombre: menos de 30 cuentas; un pago más o menos mueve la proporción en varios puntos.")
}
