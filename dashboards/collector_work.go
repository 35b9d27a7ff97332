package dashboards

func openAccounts(l Language) panel {
	return workList(l.text("Open accounts", "Cuentas abiertas"),
		l.text("Accounts held on the data date with a balance above zero.",
			"Cuentas a cargo a la fecha de los datos con saldo mayor que cero."),
		`sum(recaudo_collector_open_accounts`+person+`)`)
}

func idleAccounts(l Language) panel {
	return workList(l.text("Idle", "Sin gestión reciente"),
		l.text("Open accounts without an action by anyone for idle_days or longer.",
			"Cuentas abiertas sin gestión de nadie desde hace idle_days días o más."),
		`sum(recaudo_collector_idle_accounts`+person+`)`)
}

func untouchedAccounts(l Language) panel {
	return workList(l.text("New and not worked", "Nuevas sin gestión"),
		l.text("Accounts received in the period on which the collector has not acted yet.",
			"Cuentas recibidas en el periodo sobre las que el gestor todavía no ha hecho ninguna gestión."),
		`sum(recaudo_collector_untouched_accounts`+person+`)`)
}

func unvisitedAccounts(l Language) panel {
	return workList(l.text("Not visited", "Sin visita"),
		l.text("Open accounts without a visit by anyone for visit_days or longer.",
			"Cuentas abiertas sin visita de nadie desde hace visit_days días o más."),
		`sum(recaudo_collector_unvisited_accounts`+person+`)`)
}

func workList(title, description, expr string) panel {
	return stat{
		title: title, description: description, width: 5, height: headerHeight, expr: expr,
		field: field{Unit: unitCount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func firstAction(l Language) panel {
	return stat{
		title: l.text("First action after (month)", "Primera gestión tras (mes)"),
		description: l.text("Median days from receiving an account to the first action on it, over the accounts received "+
			"this month in all portfolios. Without a figure nothing was received, or most of it waits for an action.",
			"Mediana de días desde que se recibe una cuenta hasta su primera gestión, sobre las cuentas recibidas este mes "+
				"en todas las carteras. Sin cifra, no se recibió nada o la mayoría espera una gestión."),
		width: 4, height: headerHeight,
		expr: `max(recaudo_leaderboard_first_action_median_seconds` + personMonth + `) / 86400` + ofOnePerson,
		field: field{
			Unit: l.text("suffix: days", "suffix: días"), Decimals: decimals(1), Color: fixedColor("text"),
			NoValue: l.text("none", "ninguna"),
		},
	}.panel()
}

// agenda counts what the agenda lists; the accounts themselves stay in the warehouse.
func agenda(l Language) table {
	return table{
		title: l.text("Agenda of the next open day · all portfolios · ${currency}",
			"Agenda del próximo día hábil · todas las carteras · ${currency}"),
		description: l.text("Accounts to work on next, by the reason that counts most, over all portfolios. The list itself "+
			"is marts.agenda in the warehouse: no board shows debtors.",
			"Cuentas por gestionar, según el motivo que más pesa, en todas las carteras. La lista está en marts.agenda, en "+
				"la bodega: ningún tablero muestra deudores."),
		width: 10, height: 9,
		sortedBy:   l.text("Accounts", "Cuentas"),
		descending: true,
		columns: []column{
			{
				title: l.text("Reason", "Motivo"), width: 320, label: "reason",
				field: field{Mappings: reasonMappings(l)},
			},
			{
				title: l.text("Accounts", "Cuentas"), width: 120,
				expr:  `sum by (reason) (recaudo_agenda_accounts` + personMonth + `)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Open balance", "Saldo abierto"), width: 180,
				expr:  `sum by (reason) (recaudo_agenda_open_amount` + personMonth + `)`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
		},
	}
}

func reasonMappings(l Language) []mapping {
	return []mapping{{Type: "value", Options: exactly{
		"promise_due":     {Text: l.text("Promise due", "Promesa por vencer"), Index: 0},
		"promise_broken":  {Text: l.text("Promise broken", "Promesa incumplida"), Index: 1},
		"never_contacted": {Text: l.text("Debtor never reached", "Nunca se habló con el titular"), Index: 2},
		"idle":            {Text: l.text("Idle for too long", "Sin gestión hace mucho"), Index: 3},
		"high_value":      {Text: l.text("Among the largest balances", "Entre los saldos más altos"), Index: 4},
		"channel_worn":    {Text: l.text("Last channel is worn", "El último canal está desgastado"), Index: 5},
	}}}
}

// promises says what became of the promises.
func promises(l Language) table {
	return table{
		title: l.text("Promises · ${period:text} · ${currency}", "Promesas · ${period:text} · ${currency}"),
		description: l.text("Promises taken in the period, and those judged in it, whenever they were taken. Pending are all "+
			"that wait for their date now. A superseded one was replaced by a later promise and counts neither way.",
			"Promesas tomadas en el periodo, y las evaluadas en él, cuando fuera que se tomaron. Pendientes son todas las "+
				"que hoy esperan su fecha. Una reemplazada cedió ante una promesa posterior y no cuenta en ningún sentido."),
		width: 14, height: 9,
		sortedBy: l.text("Promises", "Promesas"),
		columns: []column{
			rowTitles(l.text("Promises", "Promesas"), 440,
				l.text("Taken", "Tomadas"),
				l.text("Kept", "Cumplidas"),
				l.text("Partly paid", "Pagadas en parte"),
				l.text("Broken", "Incumplidas"),
				l.text("Superseded", "Reemplazadas"),
				l.text("Pending now", "Pendientes hoy")),
			{title: l.text("Number", "Número"), width: 180, field: field{Unit: unitCount, Decimals: decimals(0)}, expr: numbered(
				`sum(recaudo_collector_promises_made`+person+`)`,
				`sum(recaudo_collector_promises_kept`+person+`)`,
				`sum(recaudo_collector_promises_partial`+person+`)`,
				`sum(recaudo_collector_promises_broken`+person+`)`,
				`sum(recaudo_collector_promises_superseded`+person+`)`,
				`sum(recaudo_promise_promises{collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team", portfolio=~"$portfolio", currency="$currency", status="pending"})`)},
			{
				title: l.text("Amount", "Monto"), width: 250,
				expr: numbered(
					`sum(recaudo_collector_promises_made_amount`+person+`)`,
					`sum(recaudo_collector_promises_kept_amount`+person+`)`,
					`sum(recaudo_collector_promises_partial_amount`+person+`)`,
					`sum(recaudo_collector_promises_broken_amount`+person+`)`,
					"",
					`sum(recaudo_promise_amount{collector=${collector:doublequote}, collector_id=~"${collector_id}", team=~"$team", portfolio=~"$portfolio", currency="$currency", status="pending"})`),
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
		},
	}
}
