package dashboards

// The Gini coefficients from which a load is no longer called even, and from which it is called uneven. Among eight
// collectors, one with twice the accounts of each of the others makes 0.10, one with four times as many 0.24.
const (
	slightlyUneven = 0.1
	clearlyUneven  = 0.2
)

// balance says who works with how much: the team that sees its load spreads it.
func balance(l Language) table {
	return table{
		title: l.text("Balance of open accounts and balances · all portfolios · ${currency}",
			"Balance de cuentas abiertas y saldos · todas las carteras · ${currency}"),
		description: l.text("How the open accounts of the data date, over all portfolios, lie on the collectors of each "+
			"team. Gini is 0 when everybody holds the same and near 1 when one holds all. Max ÷ mean is how many times the "+
			"team's mean the fullest desk holds. Below a Gini of 0.10 the load is called even, from 0.20 on uneven: the "+
			"team's ranks then say as much about the load as about the work."+fewNote(l),
			"Cómo se reparten entre los gestores de cada equipo las cuentas abiertas a la fecha de los datos, en todas las "+
				"carteras. Gini es 0 cuando todos tienen lo mismo y cerca de 1 cuando uno lo tiene todo. Máx ÷ media es "+
				"cuántas veces la media del equipo tiene quien más tiene. Con Gini menor que 0,10 la carga se llama pareja; "+
				"desde 0,20, dispareja: los puestos dicen entonces tanto de la carga como del trabajo."+fewNote(l)),
		height:     7,
		sortedBy:   l.text("Gini of accounts", "Gini de cuentas"),
		descending: true,
		columns: []column{
			{title: l.text("Team", "Equipo"), width: 150, label: "team"},
			{
				title: l.text("Collectors", "Gestores"), width: 110,
				expr:  `sum by (team) (recaudo_balance_collectors{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			sampleColumn(l.text("Open accounts", "Cuentas abiertas"), 140,
				`sum by (team) (recaudo_balance_open_accounts{team=~"$team", currency="$currency", period="$period"})`),
			{
				title: l.text("Load", "Carga"), width: 180, cell: colorTextCell(),
				expr: `max by (team) (recaudo_balance_open_accounts_gini{team=~"$team", currency="$currency", period="$period"})`,
				field: field{
					Unit: "none", Decimals: decimals(2), Mappings: loadMappings(l), Color: colorByThreshold(),
					Thresholds: absolute("text", from(slightlyUneven, "orange"), from(clearlyUneven, "red")),
				},
			},
			{
				title: l.text("Gini of accounts", "Gini de cuentas"), width: 150,
				expr:  `max by (team) (recaudo_balance_open_accounts_gini{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
			{
				title: l.text("Max ÷ mean, accounts", "Máx ÷ media, cuentas"), width: 200,
				expr:  `max by (team) (recaudo_balance_open_accounts_max_to_mean{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
			{
				title: l.text("Open balance", "Saldo abierto"), width: 180,
				expr:  `sum by (team) (recaudo_balance_open_amount{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Gini of balances", "Gini de saldos"), width: 150,
				expr:  `max by (team) (recaudo_balance_open_amount_gini{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
			{
				title: l.text("Max ÷ mean, balances", "Máx ÷ media, saldos"), width: 200,
				expr:  `max by (team) (recaudo_balance_open_amount_max_to_mean{team=~"$team", currency="$currency", period="$period"})`,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
		},
	}
}

// loadMappings say in words what a Gini coefficient means for a team.
func loadMappings(l Language) []mapping {
	return []mapping{
		{Type: "range", Options: between{
			To: bound(slightlyUneven - 1e-9), Result: mappedText{Text: l.text("even", "pareja"), Index: 0},
		}},
		{Type: "range", Options: between{
			From: bound(slightlyUneven), To: bound(clearlyUneven - 1e-9),
			Result: mappedText{Text: l.text("slightly uneven", "algo dispareja"), Index: 1},
		}},
		{Type: "range", Options: between{
			From: bound(clearlyUneven), Result: mappedText{Text: l.text("uneven", "dispareja"), Index: 2},
		}},
	}
}
