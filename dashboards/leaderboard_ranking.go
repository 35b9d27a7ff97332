package dashboards

import "strconv"

// unrankedFrom is added to nobody's rank but to those who have none, so that they sort below everybody who has.
const unrankedFrom = 9999

// ranking is the leaderboard itself. Ranks come from the warehouse: PromQL has none, and a row number ignores ties.
func ranking(l Language) table {
	return table{
		title: l.text("Ranking of the month by effectiveness by amount, with the figures of ${period:text} · ${portfolio:text} · ${currency}",
			"Clasificación del mes por efectividad por monto, con las cifras de ${period:text} · ${portfolio:text} · ${currency}"),
		description: l.text("One row per collector. The rank goes by effectiveness by amount (recovered on assigned "+
			"accounts ÷ assigned value) over all teams. Equal figures share a rank and the next rank follows without a gap: two "+
			"firsts, then a second; a prize for the first three ranks may go to more than three people. Number tells people "+
			"of one name apart. Index is recovered ÷ what an average collector would have recovered from the same accounts "+
			"(1 is average), and the fair rank goes by it. Move compares with the rank of the "+
			"day before. Collectors with too few accounts (fewer than min_assigned_accounts, 10 unless configured) are listed "+
			"last as not ranked. Ranks, move, index and target are "+
			"always of the month to date and of all portfolios; the other figures follow the chosen period and "+
			"portfolio, so that their order may be another than that of the ranks. This board is of the month so far and is "+
			"restated by late payments: pay a closed month by the query in docs/grafana.md. Promises are those judged in the "+
			"period, kept rate the share of them that was paid in full. Trend is effectiveness by amount over the time "+
			"range of the board; a name leads to the collector's own board."+fewNote(l),
			"Una fila por gestor. El puesto se define por la efectividad por monto (recuperado en cuentas asignadas ÷ "+
				"valor asignado) entre todos los equipos. Cifras iguales comparten puesto y el siguiente sigue sin salto: dos "+
				"primeros y luego un segundo; un premio a los tres primeros puestos puede ser para más de tres personas. Número "+
				"distingue a quienes se llaman igual. Índice es lo recuperado ÷ lo que un gestor promedio habría recuperado de "+
				"las mismas cuentas (1 es el promedio), y el puesto justo va por él. Cambio compara con el puesto "+
				"del día anterior. Quienes tienen muy pocas cuentas (menos de min_assigned_accounts, 10 si no se "+
				"configura otro) van al final, sin puesto. Puestos, cambio, índice y meta son "+
				"siempre del mes en curso y de todas las carteras; las demás cifras siguen el periodo y la cartera "+
				"elegidos, y su orden puede ser otro que el de los puestos. Este tablero es del mes en curso y los pagos tardíos lo "+
				"corrigen: para pagar un mes cerrado use la consulta de docs/grafana.md. Promesas son las evaluadas en el periodo y % "+
				"cumplidas, la parte de ellas que se pagó por completo. Tendencia es la efectividad por monto en el rango "+
				"de tiempo del tablero; el nombre lleva al tablero del gestor."+fewNote(l)),
		height:   25,
		sortedBy: l.text("Rank (month)", "Puesto (mes)"),
		columns: []column{
			{
				title: l.text("Rank (month)", "Puesto (mes)"), width: 104, align: "center", cell: colorTextCell(),
				expr: `min by (team, collector_id, collector) (
  recaudo_leaderboard_amount_rank{team=~"$team", currency="$currency"}
  or recaudo_leaderboard_is_ranked{team=~"$team", currency="$currency"} * 0 + 9999
)
and on (collector_id) recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`,
				field: field{
					Unit: "none", Decimals: decimals(0), Mappings: rankMappings(l),
					Thresholds: absolute("text"), Color: colorByThreshold(),
				},
			},
			{
				title: l.text("Move (month)", "Cambio (mes)"), width: 102, align: "center", cell: colorTextCell(),
				// NaN stands for "no rank to compare with": the unranked, and everybody on the first of a month.
				expr: `max by (team, collector_id, collector) (
  recaudo_leaderboard_rank_change{team=~"$team", currency="$currency"}
  or recaudo_leaderboard_is_ranked{team=~"$team", currency="$currency"} * NaN
)
and on (collector_id) recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`,
				field: field{
					Unit: "none", Decimals: decimals(0), Mappings: moveMappings(),
					Thresholds: absolute("red", from(0, "text"), from(1, "green")), Color: colorByThreshold(),
				},
			},
			collectorColumn(l, 150),
			numberColumn(l, 70),
			{title: l.text("Team", "Equipo"), width: 82, label: "team"},
			sampleColumn(l.text("Accounts", "Cuentas"), 78,
				`sum by (team, collector_id, collector) (recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`),
			{
				title: l.text("Assigned value", "Valor asignado"), width: 112,
				expr:  `sum by (team, collector_id, collector) (recaudo_collector_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Recovered", "Recuperado"), width: 96,
				expr:  `sum by (team, collector_id, collector) (recaudo_collector_recovered_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Eff. by amount", "Efect. monto"), width: 118, cell: gaugeCell(),
				expr: `sum by (team, collector_id, collector) (recaudo_collector_recovered_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team, collector_id, collector) (recaudo_collector_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: l.text("Eff. by count", "Efect. número"), width: 118, cell: gaugeCell(),
				expr: `sum by (team, collector_id, collector) (recaudo_collector_paying_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team, collector_id, collector) (recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor(countColor)},
			},
			{
				title: l.text("Index", "Índice"), width: 60,
				expr: `max by (team, collector_id, collector) (recaudo_leaderboard_performance_index{team=~"$team", currency="$currency"})
and on (collector_id) recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
			{
				title: l.text("Fair rank", "Puesto justo"), width: 96, align: "center",
				expr: `min by (team, collector_id, collector) (recaudo_leaderboard_index_rank{team=~"$team", currency="$currency"})
and on (collector_id) recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`,
				field: field{Unit: "none", Decimals: decimals(0)},
			},
			sampleColumn(l.text("Promises", "Promesas"), 80,
				`sum by (team, collector_id, collector) (recaudo_collector_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
+ sum by (team, collector_id, collector) (recaudo_collector_promises_partial{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
+ sum by (team, collector_id, collector) (recaudo_collector_promises_broken{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`),
			{
				title: l.text("Kept rate", "% cumplidas"), width: 94,
				expr: `sum by (team, collector_id, collector) (recaudo_collector_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ ((sum by (team, collector_id, collector) (recaudo_collector_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum by (team, collector_id, collector) (recaudo_collector_promises_partial{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum by (team, collector_id, collector) (recaudo_collector_promises_broken{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(0)},
			},
			{
				title: l.text("Target (month)", "Meta (mes)"), width: 114, cell: colorTextCell(),
				expr: `max by (team, collector_id, collector) (recaudo_leaderboard_target_attainment_ratio{team=~"$team", currency="$currency"})
and on (collector_id) recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`,
				field: field{
					Unit: unitRatio, Decimals: decimals(0), Color: colorByThreshold(),
					Thresholds: absolute("text", from(1, "green")),
				},
			},
			{
				title: l.text("Trend", "Tendencia"), width: 78, cell: sparklineCell(),
				// Who left the team within the time range has no row: a row without a rank upsets Grafana's sorting of all.
				trend: `(
  sum by (team, collector_id, collector) (recaudo_collector_recovered_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  / (sum by (team, collector_id, collector) (recaudo_collector_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)
)
and on (team, collector_id, collector) recaudo_leaderboard_is_ranked{team=~"$team", currency="$currency"} @ end()`,
				// Without a minimum the lowest of the lines falls out of its cell; decimals would round a line's heights.
				field: field{Unit: unitRatio, Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
}

// rankMappings mark the collectors without a rank.
func rankMappings(l Language) []mapping {
	return []mapping{
		{Type: "range", Options: between{
			From: bound(unrankedFrom), Result: mappedText{Text: l.text("not ranked", "sin puesto"), Color: "semi-dark-orange"},
		}},
	}
}

// mostMoves is how many places a move is written out for.
const mostMoves = 20

// moveMappings write a change of rank with an arrow: a colour alone is lost on who cannot tell red from green. Grafana
// has no number format for it, so each number of places has its text.
func moveMappings() []mapping {
	moves := exactly{"0": {Text: "=", Index: 0}}
	for places := 1; places <= mostMoves; places++ {
		n := strconv.Itoa(places)
		moves[n] = mappedText{Text: "▲ " + n, Index: 2*places - 1}
		moves["-"+n] = mappedText{Text: "▼ " + n, Index: 2 * places}
	}
	more := " > " + strconv.Itoa(mostMoves)
	return []mapping{
		emptyCell(),
		{Type: "value", Options: moves},
		{Type: "range", Options: between{
			From: bound(mostMoves + 1), Result: mappedText{Text: "▲" + more, Index: 2*mostMoves + 1},
		}},
		{Type: "range", Options: between{
			To: bound(-mostMoves - 1), Result: mappedText{Text: "▼" + more, Index: 2*mostMoves + 2},
		}},
	}
}
