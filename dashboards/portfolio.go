package dashboards

// portfolioBoard answers whether overdue credit is where it should be, what it is made of, and what it costs to bring
// it back. It is about debts, not people: only the segments follow the chosen teams.
func portfolioBoard(l Language) []row {
	return []row{
		{l.text("Portfolio · ${currency}", "Cartera · ${currency}"), header(l,
			receivablesMonth(l),
			openAmount(l),
		)},
		{l.text("Overdue credit against its goal of ${goal:text} · latest month stated · ${currency}",
			"Cartera vencida frente a su meta de ${goal:text} · último mes informado · ${currency}"), []panel{
			overdueRatio(l),
			under(overdueAgainstGoal(l)),
			overdueOverTime(l),
			overduePortfolios(l).panel(),
		}},
		{l.text("Aging: how old the open debt is, and which way it moves · ${currency}",
			"Edades: qué tan vieja es la deuda abierta y hacia dónde se mueve · ${currency}"), []panel{
			agingTable(l),
			agingOverTime(l),
		}},
		{l.text("The vital few, and why debtors do not pay · month to date · ${currency}",
			"Los pocos vitales, y por qué no pagan · mes en curso · ${currency}"), []panel{
			pareto(l).panel(),
			causes(l).panel(),
		}},
		{l.text("Segments: who is best at what · all portfolios · month to date · ${currency}",
			"Segmentos: quién es mejor en qué · todas las carteras · mes en curso · ${currency}"), []panel{
			segments(l).panel(),
		}},
		{l.text("What it costs · month to date · ${currency}", "Lo que cuesta · mes en curso · ${currency}"), []panel{
			costTotal(l),
			costRecovered(l),
			costPerUnit(l),
			costs(l).panel(),
		}},
	}
}

// portfolioColumn names the portfolio of a table's row.
func portfolioColumn(l Language, width int) column {
	return column{
		title: l.text("Portfolio", "Cartera"), width: width, label: "portfolio",
		field: field{Mappings: []mapping{{Type: "value", Options: exactly{
			"(none)": {Text: l.text("(no portfolio)", "(sin cartera)")},
		}}}},
	}
}
