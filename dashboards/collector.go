package dashboards

// What the queries of the collector's board select: the person with the whole selection, the person over all
// portfolios of the month, as ranks and targets are, and what the person is compared with.
const (
	person      = `{collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team", portfolio=~"$portfolio", currency="$currency", period="$period"}`
	personMonth = `{collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team", currency="$currency"}`
	everybody   = `{portfolio=~"$portfolio", currency="$currency", period="$period"}`
)

// collector shows one person against the team and the target.
func collector(l Language) []row {
	ownChannels := channels(l, `collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team"`, 330)
	ownChannels.columns = append(ownChannels.columns, teamReaction(l))
	return []row{
		{`${collector} · ${currency}`, header(l,
			whoIs(l),
			accountsHeld(l),
			personRecovered(l),
			personTarget(l),
			personAttainment(l),
			monthGoneBy(l),
		)},
		{l.text("Against the team", "Frente al equipo"), []panel{
			comparison(l).panel(),
			effectivenessOverTime(l),
		}},
		{l.text("From assigned to paid", "De lo asignado a lo pagado"), []panel{
			funnel(l).panel(),
		}},
		{l.text("Work that waits", "Trabajo pendiente"), []panel{
			openAccounts(l),
			idleAccounts(l),
			untouchedAccounts(l),
			unvisitedAccounts(l),
			firstAction(l),
			agenda(l).panel(),
			promises(l).panel(),
		}},
		{l.text("Channels", "Canales"), []panel{
			ownChannels.panel(),
		}},
	}
}

// whoIs names the team. Two people of one name show as two.
func whoIs(l Language) panel {
	return stat{
		title: l.text("Team and number", "Equipo y número"),
		description: l.text("The collector's team and number. Two of them mean that two people have this name: the figures "+
			"below are of both together and no rank is shown, so choose a number above the board.",
			"Equipo y número del gestor. Si aparecen dos, hay dos personas con este nombre y las cifras son de ambas, "+
				"sin puesto: elija un número arriba del tablero."),
		width: 5, height: headerHeight, legend: "{{team}} · {{collector_id}}", nameOnly: true,
		expr:  `count by (team, collector_id) (recaudo_collector_assigned_accounts` + person + `)`,
		field: field{Unit: "none", Color: fixedColor("text")},
	}.panel()
}

func accountsHeld(l Language) panel {
	return stat{
		title: l.text("Accounts · ${period:text}", "Cuentas · ${period:text}"),
		description: l.text("Accounts assigned at any time in the period: what the ratios below are of."+fewNote(l),
			"Cuentas asignadas en algún momento del periodo: de ellas son las proporciones de abajo."+fewNote(l)),
		width: 5, height: headerHeight,
		expr:  `sum(recaudo_collector_assigned_accounts` + person + `)`,
		field: sampleField(),
	}.panel()
}

func personRecovered(l Language) panel {
	return stat{
		title: l.text("Recovered · ${period:text}", "Recuperado · ${period:text}"),
		description: l.text("Settled payments less reversals that are credited to the collector.",
			"Pagos aplicados menos reversos que se acreditan al gestor."),
		width: 6, height: 4, size: 34,
		expr:  `sum(recaudo_collector_recovered_amount` + person + `)`,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func personTarget(l Language) panel {
	return stat{
		title: l.text("Target (month)", "Meta (mes)"),
		description: l.text("What the collector is to recover this month over all portfolios, from the targets export.",
			"Lo que el gestor debe recuperar este mes en todas las carteras, según el archivo de metas."),
		width: 6, height: 4, size: 34,
		expr: `sum(recaudo_leaderboard_target_amount` + personMonth + `)`,
		field: field{
			Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text"), NoValue: l.text("no target", "sin meta"),
		},
	}.panel()
}

func personAttainment(l Language) panel {
	return stat{
		title: l.text("Target reached (month)", "Meta alcanzada (mes)"),
		description: l.text("Recovered in the month over all portfolios ÷ target. Green from 100 %; compare it with the "+
			"share of the month that has gone by.",
			"Recuperado en el mes en todas las carteras ÷ meta. Verde desde 100 %; compárela con la parte del mes que ya "+
				"pasó."),
		width: 6, height: 4, size: 44,
		expr: share(`sum(recaudo_leaderboard_recovered_amount`+personMonth+` and recaudo_leaderboard_target_amount`+personMonth+`)`,
			`sum(recaudo_leaderboard_target_amount`+personMonth+`)`),
		field: field{
			Unit: unitRatio, Decimals: decimals(0), Color: colorByThreshold(), NoValue: l.text("no target", "sin meta"),
			Thresholds: absolute("text", from(1, "green")),
		},
	}.panel()
}

func monthGoneBy(l Language) panel {
	return stat{
		title: l.text("Month gone by", "Mes transcurrido"),
		description: l.text("Calendar days of the month up to the data date ÷ days of the month.",
			"Días calendario del mes hasta la fecha de los datos ÷ días del mes."),
		width: 6, height: 4, size: 44,
		// Noon of the day is on the same date in UTC.
		expr: `day_of_month(min(recaudo_data_as_of_timestamp_seconds) + 43200)
/ days_in_month(min(recaudo_data_as_of_timestamp_seconds) + 43200)`,
		field: field{Unit: unitRatio, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func teamReaction(l Language) column {
	return column{
		title: l.text("Team's reaction", "Reacción del equipo"), width: 170,
		expr: `(sum by (channel) (recaudo_channel_debtor_contact_actions{team=~"$team", portfolio=~"$portfolio", period="$period"} and on (team) recaudo_collector_assigned_accounts` + person + `)
/ (sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"} and on (team) recaudo_collector_assigned_accounts` + person + `) > 0))
and on (channel) recaudo_channel_actions{collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team", portfolio=~"$portfolio", period="$period"}`,
		field: field{Unit: unitRatio, Decimals: decimals(1)},
	}
}

func effectivenessOverTime(l Language) panel {
	byAmount := measures(l)[0]
	return timeSeries{
		title: l.text("Effectiveness by amount over time · ${period:text} · ${currency}",
			"Efectividad por monto en el tiempo · ${period:text} · ${currency}"),
		description: l.text("The collector, and the members of the own team and of all teams pooled, as they stood at each moment of the board's time "+
			"range. A day's figures appear when its night is through, and the month to date starts anew on the first.",
			"El gestor, y los miembros de su equipo y de todos los equipos en conjunto, como estaban en cada momento del rango de tiempo del tablero. Las "+
				"cifras de un día aparecen cuando termina su proceso nocturno, y el mes en curso empieza de nuevo el día "+
				"primero."),
		width: gridColumns, height: 7,
		targets: []target{
			overTime(0, byAmount.ofPerson(), "${collector}"),
			overTime(1, byAmount.ofOthers(ofPersonsTeam), l.text("Own team", "Su equipo")),
			overTime(2, byAmount.ofOthers(""), l.text("All teams", "Todos")),
		},
		overrides: []override{
			dashed(l.text("Own team", "Su equipo"), "text"), dashed(l.text("All teams", "Todos"), "semi-dark-orange"),
		},
		field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
	}.panel()
}
