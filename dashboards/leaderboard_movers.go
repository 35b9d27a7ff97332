package dashboards

const accountsOfSelection = `sum by (collector_id) (recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`

// What ranked people reached in the selection. The brackets make it an operand.
const (
	rankedByAmount = `(sum by (team, collector_id, collector) (recaudo_collector_recovered_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  / (sum by (team, collector_id, collector) (recaudo_collector_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)
  and on (collector_id) recaudo_leaderboard_is_ranked{currency="$currency"} == 1)`
	rankedByCount = `(sum by (team, collector_id, collector) (recaudo_collector_paying_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  / (sum by (team, collector_id, collector) (recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)
  and on (collector_id) recaudo_leaderboard_is_ranked{currency="$currency"} == 1)`
)

// Only ranked collectors can lead: with three accounts, one payment makes anybody look brilliant.

func leaderByAmount(l Language) panel {
	return stat{
		title: l.text("Leads by amount · ${period:text}", "Primero por monto · ${period:text}"),
		description: l.text("The ranked collector of the chosen teams with the highest effectiveness by amount in the "+
			"chosen period and portfolios: money recovered on assigned accounts ÷ assigned value. The ranks in the "+
			"table below are of the month and all portfolios, so the first of them may be somebody else."+tiedNote(l)+fewNameNote(l),
			"Gestor con puesto, de los equipos elegidos, con la mayor efectividad por monto en el periodo y las "+
				"carteras elegidos: dinero recuperado en cuentas asignadas ÷ valor asignado. Los puestos de la tabla de "+
				"abajo son del mes y de todas las carteras, y el primero puede ser otro."+tiedNote(l)+fewNameNote(l)),
		width: 8, height: 4, legend: firstLegend,
		expr:  withMarkedNames(first(rankedByAmount), accountsOfSelection),
		field: field{Unit: unitRatio, Decimals: decimals(2), Color: fixedColor(amountColor), NoValue: nobodyRanked(l), Links: collectorOfLabel(l)},
	}.panel()
}

func leaderByCount(l Language) panel {
	return stat{
		title: l.text("Leads by count · ${period:text}", "Primero por número · ${period:text}"),
		description: l.text("The ranked collector of the chosen teams with the highest effectiveness by count in the "+
			"chosen period and portfolios: assigned accounts that paid ÷ accounts assigned. The ranks in the table "+
			"below go by amount, over the month and all portfolios."+tiedNote(l)+fewNameNote(l),
			"Gestor con puesto, de los equipos elegidos, con la mayor efectividad por número en el periodo y las "+
				"carteras elegidos: cuentas asignadas que pagaron ÷ cuentas asignadas. Los puestos de la tabla de abajo "+
				"van por monto, en el mes y en todas las carteras."+tiedNote(l)+fewNameNote(l)),
		width: 8, height: 4, legend: firstLegend,
		expr:  withMarkedNames(first(rankedByCount), accountsOfSelection),
		field: field{Unit: unitRatio, Decimals: decimals(2), Color: fixedColor(countColor), NoValue: nobodyRanked(l), Links: collectorOfLabel(l)},
	}.panel()
}

// A panel without a single mover would look broken, above all on the first of the month, when nobody has a rank of
// the day before. So each of these queries falls back on a zero, which is shown as "nobody".

func biggestClimb(l Language) panel {
	return stat{
		title: l.text("Biggest climb since the day before (month)", "Mayor ascenso desde el día anterior (mes)"),
		description: l.text("Who gained the most places since the day before in the month's ranking by amount, over all "+
			"portfolios; up to three when they tie. The first of a month has no day to compare with.",
			"Quién ganó más puestos desde el día anterior en la clasificación del mes por monto, en todas las carteras; "+
				"hasta tres si empatan. El primer día del mes no hay con qué comparar."),
		width: 8, height: 4, legend: "{{who}}",
		// Without a climb there is no largest one, the scalar is NaN, and nothing equals that.
		expr: withNames(`topk(3,
  recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"}
  == scalar(max(recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} > 0))
)`) + `
or (label_replace(vector(0), "who", "·", "", "")
  unless on () recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} > 0)`,
		field: placesGained(l),
	}.panel()
}

func movedUp(l Language) panel {
	return barGauge{
		title: l.text("Moved up (month)", "Subieron (mes)"),
		description: l.text("Places gained since the day before in the month's ranking by amount, the five largest.",
			"Puestos ganados desde el día anterior en la clasificación del mes por monto, los cinco mayores."),
		width: 6, height: 9, label: whoLabel,
		expr: `sort_desc(
  ` + withNames(`topk(5, recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} > 0)`) + `
  or (label_replace(vector(0), "who", "·", "", "")
    unless on () recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} > 0)
)`,
		field: placesGained(l),
	}.panel()
}

func movedDown(l Language) panel {
	return barGauge{
		title: l.text("Moved down (month)", "Bajaron (mes)"),
		description: l.text("Places lost since the day before in the month's ranking by amount, the five largest. Being "+
			"overtaken counts too: it does not mean that somebody did worse.",
			"Puestos perdidos desde el día anterior en la clasificación del mes por monto, los cinco mayores. También "+
				"cuenta ser superado: no significa que alguien lo haya hecho peor."),
		width: 6, height: 9, label: whoLabel,
		expr: `sort_desc(
  ` + withNames(`topk(5, -1 * recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} > 0)`) + `
  or (label_replace(vector(0), "who", "·", "", "")
    unless on () recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"} < 0)
)`,
		field: placesLost(l),
	}.panel()
}

func topByAmount(l Language) panel {
	return barGauge{
		title: l.text("Top five by amount · ${period:text}", "Cinco mejores por monto · ${period:text}"),
		description: l.text("The five ranked collectors with the highest effectiveness by amount in the chosen period: "+
			"money recovered on assigned accounts ÷ assigned value. Of those who tie for the fifth place, some may be "+
			"missing."+fewNameNote(l),
			"Los cinco gestores con puesto y mayor efectividad por monto en el periodo elegido: dinero recuperado en "+
				"cuentas asignadas ÷ valor asignado. De quienes empatan en el quinto lugar puede faltar alguno."+fewNameNote(l)),
		width: 6, height: 9, label: whoLabel,
		expr:  `sort_desc(` + withMarkedNames(`topk(5, `+rankedByAmount+`)`, accountsOfSelection) + `)`,
		field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor(amountColor), Links: collectorOfLabel(l)},
	}.panel()
}

func topByCount(l Language) panel {
	return barGauge{
		title: l.text("Top five by count · ${period:text}", "Cinco mejores por número · ${period:text}"),
		description: l.text("The five ranked collectors with the highest effectiveness by count in the chosen period: "+
			"assigned accounts that paid ÷ accounts assigned. Of those who tie for the fifth place, some may be missing."+fewNameNote(l),
			"Los cinco gestores con puesto y mayor efectividad por número en el periodo elegido: cuentas asignadas que "+
				"pagaron ÷ cuentas asignadas. De quienes empatan en el quinto lugar puede faltar alguno."+fewNameNote(l)),
		width: 6, height: 9, label: whoLabel,
		expr:  `sort_desc(` + withMarkedNames(`topk(5, `+rankedByCount+`)`, accountsOfSelection) + `)`,
		field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor(countColor), Links: collectorOfLabel(l)},
	}.panel()
}

func nobodyRanked(l Language) string {
	return l.text("nobody is ranked yet", "nadie tiene puesto todavía")
}

// placesGained and placesLost write a number of places with its direction.
func placesGained(l Language) field {
	return places(l, "▲ ", "green")
}

func placesLost(l Language) field {
	return places(l, "▼ ", "red")
}

func places(l Language, arrow, color string) field {
	return field{
		Unit: "prefix:" + arrow, Decimals: decimals(0), Min: bound(0), Color: fixedColor(color),
		Links:    collectorOfLabel(l),
		Mappings: []mapping{{Type: "value", Options: exactly{"0": {Text: l.text("nobody", "nadie"), Color: "text"}}}},
	}
}
