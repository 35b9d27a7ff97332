package dashboards

// wallTop is how many collectors fit in type that reads from five metres.
const wallTop = "6"

// bigBars are the options of bars in big type.
type bigBars struct {
	barGaugeOptions
	Text textSize `json:"text"`
}

// wallRanking is the top of the team. A bar has one value and one name, so that place and movement become labels: the
// warehouse's rank within the team and its change since the day before, as texts.
func wallRanking(l Language) panel {
	p := barGauge{
		title: l.text("The first six of the team by amount recovered ÷ assigned, ▲▼ places since the day before",
			"Los seis primeros del equipo por monto recuperado ÷ asignado, ▲▼ puestos desde el día anterior"),
		description: l.text("The team's first six by effectiveness by amount in the month to date, with their rank within the team "+
			"and the places won or lost since the day before. Collectors with too few accounts have no rank and are not among "+
			"them; Team leaderboard shows them, marked. Equal figures share a rank, and of those who tie for the last place "+
			"some may be missing."+fewNameNote(l),
			"Los seis primeros del equipo por efectividad por monto en el mes en curso, con su puesto en el equipo y los puestos "+
				"ganados o perdidos desde el día anterior. Quien tiene muy pocas cuentas no tiene puesto y no está entre ellos; el "+
				"Tablero de gestores lo muestra, marcado. Cifras iguales comparten puesto, y de quienes empatan en el último lugar "+
				"puede faltar alguno."+fewNameNote(l)),
		width: 16, height: 18,
		expr: `sort_desc(` + withMarkedNames(`topk(`+wallTop+`,
  max by (team, collector_id, collector) (recaudo_leaderboard_effectiveness_by_amount_ratio{team=~"$team", currency="$currency"})
  * on (team, collector_id, collector) group_left (place)
    count_values by (team, collector_id, collector) ("place", recaudo_leaderboard_team_amount_rank{team=~"$team", currency="$currency"})
  * on (team, collector_id, collector) group_left (move) (
    label_replace(label_replace(label_replace(
      count_values by (team, collector_id, collector) ("move", recaudo_leaderboard_team_rank_change{team=~"$team", currency="$currency"}),
      "move", "=", "move", "0"), "move", "▼ $1", "move", "-(.*)"), "move", "▲ $1", "move", "([1-9].*)")
    or label_replace(
      count by (team, collector_id, collector) (recaudo_leaderboard_team_amount_rank{team=~"$team", currency="$currency"}),
      "move", "–", "", "") unless on (collector_id) recaudo_leaderboard_team_rank_change{team=~"$team", currency="$currency"}
  )
  and on (team) `+wallTeam+`
)`, `recaudo_leaderboard_assigned_accounts{currency="$currency"}`) + `)`,
		field: field{
			Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor(amountColor), NoValue: nobodyRanked(l),
		},
	}.panel()
	options, _ := p.body["options"].(barGaugeOptions)
	options.MaxVizHeight, options.MinVizHeight = 120, 60
	p.body["options"] = bigBars{barGaugeOptions: options, Text: textSize{Title: 38, Value: 44}}
	config, _ := p.body["fieldConfig"].(fieldConfig)
	config.Defaults.DisplayName = "${__field.labels.place}  ${__field.labels.who}  ${__field.labels.move}"
	p.body["fieldConfig"] = config
	return p
}

func wallClimb(l Language) panel {
	return bigStat{
		title: l.text("Biggest climb in the team since the day before", "Mayor ascenso en el equipo desde el día anterior"),
		description: l.text("Who gained the most places within the team since the day before, in the month's ranking by amount. The "+
			"first of a month has no day to compare with."+tiedNote(l),
			"Quién ganó más puestos en el equipo desde el día anterior, en la clasificación del mes por monto. El primer día del "+
				"mes no hay con qué comparar."+tiedNote(l)),
		width: 8, height: 6, legend: firstLegend, size: textSize{Title: 36, Value: 56},
		expr: withNames(first(`(recaudo_leaderboard_team_rank_change{team=~"$team", currency="$currency"} > 0 and on (team) `+wallTeam+`)`)) + `
or on () label_replace(0 * ` + wallTeam + `, "who", "·", "", "")`,
		field: placesGained(l),
	}.panel()
}

func wallRecovered(l Language) panel {
	return bigStat{
		title: l.text("Recovered by the team · ${currency}", "Recuperado por el equipo · ${currency}"),
		description: l.text("Settled payments less reversals, credited to the team's collectors in the month to date.",
			"Pagos aplicados menos reversos, acreditados a los gestores del equipo en el mes en curso."),
		width: 8, height: 6, legend: l.text("recovered · ${currency}", "recuperado · ${currency}"), size: textSize{Title: 30, Value: 56},
		expr: `sum by (team) (recaudo_team_recovered_amount{team=~"$team", currency="$currency", period="month"})
and on (team) ` + wallTeam,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func wallKept(l Language) panel {
	return bigStat{
		title: l.text("Most promises kept in the team", "Más promesas cumplidas en el equipo"),
		description: l.text("The collector of the team with the most promises judged kept in the month to date, and how many."+tiedNote(l),
			"El gestor del equipo con más promesas evaluadas como cumplidas en el mes en curso, y cuántas."+tiedNote(l)),
		width: 8, height: 6, legend: l.text(firstLegend+": promises kept", firstLegend+": promesas cumplidas"),
		size: textSize{Title: 30, Value: 56},
		expr: withNames(first(`(sum by (team, collector_id, collector) (recaudo_leaderboard_promises_kept{team=~"$team", currency="$currency"} > 0)
  and on (team) ` + wallTeam + `)`)),
		field: field{Unit: unitCount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}
