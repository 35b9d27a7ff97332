package dashboards

func pareto(l Language) table {
	return table{
		title: l.text("The vital few: what brings 80 % of the money", "Los pocos vitales: lo que trae el 80 % del dinero"),
		description: l.text("One row per portfolio: the fewest assigned accounts behind 80 % of what assigned accounts paid "+
			"this month, and the fewest actions behind 80 % of what was paid after an action. Shares of portfolios cannot be "+
			"added, so there is no total. Who they are: recaudo query \"from marts.pareto_accounts\".",
			"Una fila por cartera: las menos cuentas asignadas detrás del 80 % de lo que pagaron las cuentas asignadas este "+
				"mes, y las menos gestiones detrás del 80 % de lo pagado después de una gestión. Las partes de varias carteras "+
				"no se suman, por eso no hay total. Cuáles son: recaudo query \"from marts.pareto_accounts\"."),
		width: 12, height: 10,
		sortedBy: l.text("Portfolio", "Cartera"),
		columns: []column{
			portfolioColumn(l, 130),
			{
				title: l.text("Accounts", "Cuentas"), width: 90,
				expr:  `max by (portfolio) (recaudo_portfolio_assigned_accounts{portfolio=~"$portfolio", currency="$currency"} > 0)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			sampleColumn(l.text("Vital few", "Vitales"), 85,
				`max by (portfolio) (recaudo_portfolio_pareto_accounts{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_assigned_accounts{portfolio=~"$portfolio", currency="$currency"} > 0)`),
			{
				title: l.text("Of accounts", "De las cuentas"), width: 140, cell: gaugeCell(),
				expr: `max by (portfolio) (recaudo_portfolio_pareto_account_ratio{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{
					Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor(amountColor),
				},
			},
			{
				title: l.text("Actions", "Gestiones"), width: 90,
				expr:  `max by (portfolio) (recaudo_portfolio_actions{portfolio=~"$portfolio", currency="$currency"} > 0)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			sampleColumn(l.text("That paid", "Que trajeron"), 95,
				`max by (portfolio) (recaudo_portfolio_pareto_actions{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_actions{portfolio=~"$portfolio", currency="$currency"} > 0)`),
			{
				title: l.text("Of actions", "De las gestiones"), width: 140, cell: gaugeCell(),
				expr: `max by (portfolio) (recaudo_portfolio_pareto_action_ratio{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{
					Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor(countColor),
				},
			},
		},
	}
}

func causes(l Language) table {
	return table{
		title: l.text("Why debtors do not pay", "Por qué no pagan"),
		description: l.text("The reasons debtors stated this month, by the balance of their accounts. An account with "+
			"several reasons counts in each."+fewNote(l),
			"Los motivos que dieron los titulares este mes, por el saldo de sus cuentas. Una cuenta con varios motivos cuenta "+
				"en cada uno."+fewNote(l)),
		width: 12, height: 10,
		sortedBy: l.text("Balance", "Saldo"), descending: true,
		noData: l.text("No reason was stated this month: map reason_code in the interactions source to see causes.",
			"Ningún motivo este mes: asigne reason_code en la fuente de gestiones para ver las causas."),
		columns: []column{
			{title: l.text("Reason", "Motivo"), width: 230, label: "reason_code"},
			sampleColumn(l.text("Accounts", "Cuentas"), 100,
				`sum by (reason_code) (recaudo_reason_accounts{portfolio=~"$portfolio", currency="$currency"})`),
			{
				title: l.text("Times stated", "Veces dicho"), width: 110,
				expr:  `sum by (reason_code) (recaudo_reason_interactions{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Balance", "Saldo"), width: 310, cell: gaugeCell(),
				expr:  `sum by (reason_code) (recaudo_reason_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
}
