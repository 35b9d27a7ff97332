package dashboards

// Each figure of several collectors, portfolios or teams is one sum over another, never an average of ratios. A
// denominator of zero leaves no sample ("> 0"), so that the panel says nothing instead of NaN.

func recovered(l Language) panel {
	return stat{
		title: l.text("Recovered · ${period:text}", "Recuperado · ${period:text}"),
		description: l.text("Settled payments less reversals, credited to the collectors of the chosen teams and "+
			"portfolios, in the chosen currency.",
			"Pagos aplicados menos reversos, acreditados a los gestores de los equipos y carteras elegidos, en la "+
				"moneda elegida."),
		width: 6, height: 4, size: 34,
		expr:  `sum(recaudo_team_recovered_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func effectivenessByAmount(l Language) panel {
	return stat{
		title: l.text("Effectiveness by amount · ${period:text}", "Efectividad por monto · ${period:text}"),
		description: l.text("Money recovered on assigned accounts ÷ assigned value.",
			"Dinero recuperado en cuentas asignadas ÷ valor asignado."),
		width: 6, height: 4,
		expr: `sum(recaudo_team_recovered_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum(recaudo_team_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor(amountColor)},
	}.panel()
}

func effectivenessByCount(l Language) panel {
	return stat{
		title: l.text("Effectiveness by count · ${period:text}", "Efectividad por número · ${period:text}"),
		description: l.text("Assigned accounts that paid ÷ accounts assigned.",
			"Cuentas asignadas que pagaron ÷ cuentas asignadas."),
		width: 6, height: 4,
		expr: `sum(recaudo_team_paying_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum(recaudo_team_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor(countColor)},
	}.panel()
}

func keptRate(l Language) panel {
	return stat{
		title: l.text("Kept rate · ${period:text}", "Promesas cumplidas · ${period:text}"),
		description: l.text("Of the promises judged in the period, the share that was paid in full: kept ÷ (kept + "+
			"partial + broken).",
			"De las promesas evaluadas en el periodo, la parte pagada por completo: cumplidas ÷ (cumplidas + parciales "+
				"+ incumplidas)."),
		width: 6, height: 4,
		expr: `sum(recaudo_team_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ ((sum(recaudo_team_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum(recaudo_team_promises_partial{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum(recaudo_team_promises_broken{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})) > 0)`,
		field: field{Unit: unitRatio, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func unattributedShare(l Language) panel {
	return stat{
		title: l.text("Unattributed · all teams", "Sin gestor · todos los equipos"),
		description: l.text("Share of all settled money that no collector earned, over all teams. When it is high, "+
			"look at the assignments first.",
			"Parte de todo el dinero aplicado que no se acreditó a ningún gestor, entre todos los equipos. Si es alta, "+
				"revise primero las asignaciones."),
		width: 5, height: headerHeight,
		expr: `sum(recaudo_credit_unattributed_amount{portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum(recaudo_credit_settled_amount{portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
		field: field{
			Unit: unitRatio, Decimals: decimals(1), Color: colorByThreshold(),
			Thresholds: absolute("text", from(0.1, "orange"), from(0.25, "red")),
		},
	}.panel()
}

// The two effectivenesses keep their colours on the whole board.
const (
	amountColor = "blue"
	countColor  = "purple"
)

func decimals(n int) *int {
	return &n
}

func bound(value float64) *float64 {
	return &value
}

func notRanked(l Language) panel {
	return stat{
		title: l.text("Not ranked: too few accounts", "Sin puesto: pocas cuentas"),
		description: l.text("Collectors of the chosen teams with fewer accounts in the month, over all portfolios, than a rank "+
			"needs: min_assigned_accounts, 10 unless configured. They stand last in the table, marked.",
			"Gestores de los equipos elegidos con menos cuentas en el mes, en todas las carteras, que las que exige un "+
				"puesto: min_assigned_accounts, 10 si no se configura otro. Van al final de la tabla, marcados."),
		width: 5, height: headerHeight,
		expr: `count(recaudo_leaderboard_is_ranked{team=~"$team", currency="$currency"} == 0)
or 0 * count(recaudo_leaderboard_is_ranked{team=~"$team", currency="$currency"})`,
		field: field{Unit: unitCount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}
