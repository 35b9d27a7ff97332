package dashboards

// teams compares teams. Team figures come from accounts, not from sums over collectors: an account that changed hands
// inside a team counts once.
func teams(l Language) table {
	return table{
		title: l.text("Teams · ${period:text} · ${portfolio:text} · ${currency}", "Equipos · ${period:text} · ${portfolio:text} · ${currency}"),
		description: l.text("One row per team, best effectiveness by amount first. An account that changed hands inside "+
			"a team counts once, so that these ratios are not those of its collectors added up. Worked is the share of assigned accounts with at least one action; contacted the share "+
			"of worked accounts where the debtor was reached. Promises are those judged in the period, kept rate the "+
			"share of them that was paid in full."+fewNote(l),
			"Una fila por equipo, primero la mayor efectividad por monto. Una cuenta que cambió de gestor dentro del "+
				"equipo cuenta una vez, por eso estas proporciones no son la suma de las de sus gestores. Gestionadas es la parte de las cuentas asignadas con al menos una gestión; "+
				"contactadas, la parte de las gestionadas en que se habló con el titular. Promesas son las evaluadas en el "+
				"periodo y % cumplidas, la parte de ellas que se pagó por completo."+fewNote(l)),
		height:     7,
		sortedBy:   l.text("Effectiveness by amount", "Efectividad por monto"),
		descending: true,
		columns: []column{
			{title: l.text("Team", "Equipo"), width: 150, label: "team"},
			{
				title: l.text("Collectors", "Gestores"), width: 100,
				expr:  `count by (team) (count by (team, collector_id) (recaudo_collector_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}))`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			sampleColumn(l.text("Accounts", "Cuentas"), 110,
				`sum by (team) (recaudo_team_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`),
			{
				title: l.text("Assigned value", "Valor asignado"), width: 160,
				expr:  `sum by (team) (recaudo_team_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Recovered", "Recuperado"), width: 150,
				expr:  `sum by (team) (recaudo_team_recovered_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Effectiveness by amount", "Efectividad por monto"), width: 230, cell: gaugeCell(),
				expr: `sum by (team) (recaudo_team_recovered_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team) (recaudo_team_assigned_amount{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: l.text("Effectiveness by count", "Efectividad por número"), width: 230, cell: gaugeCell(),
				expr: `sum by (team) (recaudo_team_paying_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team) (recaudo_team_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(countColor)},
			},
			{
				title: l.text("Worked", "Gestionadas"), width: 110,
				expr: `sum by (team) (recaudo_team_worked_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team) (recaudo_team_assigned_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(0)},
			},
			{
				title: l.text("Contacted", "Contactadas"), width: 110,
				expr: `sum by (team) (recaudo_team_contacted_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ (sum by (team) (recaudo_team_worked_accounts{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(0)},
			},
			sampleColumn(l.text("Promises", "Promesas"), 96,
				`sum by (team) (recaudo_team_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
+ sum by (team) (recaudo_team_promises_partial{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
+ sum by (team) (recaudo_team_promises_broken{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})`),
			{
				title: l.text("Kept rate", "% cumplidas"), width: 100,
				expr: `sum by (team) (recaudo_team_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
/ ((sum by (team) (recaudo_team_promises_kept{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum by (team) (recaudo_team_promises_partial{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})
  + sum by (team) (recaudo_team_promises_broken{team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"})) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(0)},
			},
		},
	}
}
