package dashboards

func costTotal(l Language) panel {
	return stat{
		title: l.text("Cost of the actions", "Costo de las gestiones"),
		description: l.text("What the actions of the month to date cost, those without a stated cost left aside.",
			"Lo que costaron las gestiones del mes en curso, sin las que no informan costo."),
		width: 8, height: 4, size: 40,
		expr:  `sum(recaudo_cost_amount{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0)`,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text"), NoValue: noCost(l)},
	}.panel()
}

func costRecovered(l Language) panel {
	return stat{
		title: l.text("Recovered, incl. unattributed", "Recuperado, incl. sin gestor"),
		description: l.text("Settled payments less reversals of the month to date, whoever or whatever brought them.",
			"Pagos aplicados menos reversos del mes en curso, sin importar quién o qué los trajo."),
		width: 8, height: 4, size: 40,
		expr:  `sum(recaudo_cost_recovered_amount{portfolio=~"$portfolio", currency="$currency"})`,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func costPerUnit(l Language) panel {
	return stat{
		title: l.text("Cost ÷ recovered", "Costo ÷ recuperado"),
		description: l.text("What it cost to bring back one unit of money: 1 % is one cent of each hundred. Only portfolios whose "+
			"exports state costs are in it, on both sides. Salaries are not part of it unless the exports state them as the "+
			"cost of actions.",
			"Lo que costó traer una unidad de dinero: 1 % es un centavo de cada cien. Solo cuentan, en ambos lados, las "+
				"carteras cuyos archivos informan costos. Los salarios no cuentan, salvo que los archivos los informen como "+
				"costo de las gestiones."),
		width: 8, height: 4, size: 40,
		expr: `sum(recaudo_cost_amount{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0)
/ (sum(recaudo_cost_recovered_amount{portfolio=~"$portfolio", currency="$currency"} and on (portfolio) recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0) > 0)`,
		field: field{Unit: unitRatio, Decimals: decimals(2), Color: fixedColor(amountColor), NoValue: noCost(l)},
	}.panel()
}

func noCost(l Language) string {
	return l.text("no cost stated: map cost_amount", "sin costos: asigne cost_amount")
}

// costs shows one row per channel.
func costs(l Language) table {
	channels := append(channelMappings(l), mapping{Type: "value", Options: exactly{
		"(none)": {Text: l.text("(no action before)", "(sin gestión previa)")},
	}})
	return table{
		title: l.text("Cost by channel", "Costo por canal"),
		description: l.text("One row per channel. Per action: cost ÷ the actions that state one. Recovered after: payments "+
			"whose last action before them was on the channel; robots' actions bring nothing here. Cost ÷ recovered compares "+
			"channels, over the portfolios that state a cost for the channel: the shorter the bar, the cheaper the money."+fewNote(l),
			"Una fila por canal. Por gestión: costo ÷ las gestiones que lo informan. Recuperado después: pagos cuya última "+
				"gestión previa fue por el canal; las gestiones de robots no traen nada aquí. Costo ÷ recuperado compara canales, "+
				"entre las carteras que informan costo para el canal: entre más corta la barra, más barato el dinero."+fewNote(l)),
		height:   12,
		sortedBy: l.text("Cost", "Costo"), descending: true,
		columns: []column{
			{title: l.text("Channel", "Canal"), width: 190, label: "channel", field: field{Mappings: channels}},
			{
				title: l.text("Actions", "Gestiones"), width: 130,
				expr:  `sum by (channel) (recaudo_cost_actions{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			sampleColumn(l.text("With a cost", "Con costo"), 130,
				`sum by (channel) (recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_actions{portfolio=~"$portfolio", currency="$currency"} > 0)`),
			{
				title: l.text("Cost", "Costo"), width: 260, cell: gaugeCell(),
				expr:  `sum by (channel) (recaudo_cost_amount{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0)`,
				field: field{Unit: unitAmount, Decimals: decimals(0), Min: bound(0), Color: fixedColor("orange")},
			},
			{
				title: l.text("Per action", "Por gestión"), width: 140,
				expr: `sum by (channel) (recaudo_cost_amount{portfolio=~"$portfolio", currency="$currency"})
/ (sum by (channel) (recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"}) > 0)`,
				field: field{Unit: unitAmount, Decimals: decimals(2)},
			},
			{
				title: l.text("Recovered after", "Recuperado después"), width: 320, cell: gaugeCell(),
				expr:  `sum by (channel) (recaudo_cost_recovered_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: l.text("Cost ÷ recovered", "Costo ÷ recuperado"), width: 320, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_cost_amount{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0)
/ (sum by (channel) (recaudo_cost_recovered_amount{portfolio=~"$portfolio", currency="$currency"} and recaudo_cost_costed_actions{portfolio=~"$portfolio", currency="$currency"} > 0) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor("orange")},
			},
		},
	}
}
