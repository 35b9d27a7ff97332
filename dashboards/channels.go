package dashboards

// channelBoard shows what each action provoked.
func channelBoard(l Language) []row {
	return []row{
		{l.text("At a glance", "De un vistazo"), header(l,
			actionsOfPeriod(l),
			wornChannels(l),
		)},
		{l.text("By channel: what each action provoked", "Por canal: qué provocó cada gestión"), []panel{
			reach(l).panel(),
			reactionOverTime(l),
		}},
		{l.text("By attempt: which channels have become routine", "Por intento: qué canales se volvieron rutina"), []panel{
			wear(l).panel(),
		}},
		{l.text("Best hours", "Mejores horas"), []panel{
			hours(l, "call", l.text("Calls: share that reached the debtor · month to date, all teams",
				"Llamadas: parte que llegó al titular · mes en curso, todos los equipos")).panel(),
			hours(l, "whatsapp", l.text("WhatsApp: share that reached the debtor · month to date, all teams",
				"WhatsApp: parte que llegó al titular · mes en curso, todos los equipos")).panel(),
			topHours(l).panel(),
		}},
	}
}

func actionsOfPeriod(l Language) panel {
	return stat{
		title: l.text("Actions · ${period:text}", "Gestiones · ${period:text}"),
		description: l.text("Outbound actions of the chosen teams and portfolios on all channels.",
			"Gestiones salientes de los equipos y carteras elegidos en todos los canales."),
		width: 5, height: headerHeight,
		expr:  `sum(recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`,
		field: sampleField(),
	}.panel()
}

func wornChannels(l Language) panel {
	return stat{
		title: l.text("Worn channels (month, all teams)", "Canales desgastados (mes, todos)"),
		description: l.text("Channels on which a later attempt reaches the debtor less than half as often as the first, with "+
			"at least 30 actions of each. Over all teams.",
			"Canales en que un intento posterior llega al titular menos de la mitad de veces que el primero, con al menos "+
				"30 gestiones de cada uno. En todos los equipos."),
		width: 5, height: headerHeight,
		expr: `count(recaudo_wear_worn_at_attempt) or 0 * count(recaudo_wear_first_actions)`,
		field: field{
			Unit: unitCount, Decimals: decimals(0), Color: colorByThreshold(),
			Thresholds: absolute("text", from(1, "orange")),
		},
	}.panel()
}

// reach shows how far the actions of a channel got, level by level.
func reach(l Language) table {
	level := func(title string, width int, metric string) column {
		return column{
			title: title, width: width, field: field{Unit: unitRatio, Decimals: decimals(1)},
			expr: `sum by (channel) (recaudo_channel_` + metric + `_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})
/ (sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"}) > 0)`,
		}
	}
	gauge := func(c column, color string) column {
		c.cell, c.field.Min, c.field.Color = gaugeCell(), bound(0), fixedColor(color)
		return c
	}
	return table{
		title: l.text("Action and reaction · ${period:text}", "Acción y reacción · ${period:text}"),
		description: l.text("One row per channel, best reaction first. Each share is of all actions of the channel: delivered, "+
			"opened, answered by a third party, reached the debtor (the reaction), ended in a promise. An action that got "+
			"further counts in the levels before, too. Paid afterwards is the share of the actions of the same period 7 days "+
			"earlier, which have had their time, "+
			"that a payment followed within payment_days (7 unless configured)."+fewNote(l),
			"Una fila por canal, primero la mejor reacción. Cada parte es de todas las gestiones del canal: entregada, "+
				"abierta, atendida por un tercero, con el titular (la reacción), terminada en promesa. Una gestión que "+
				"llegó más lejos cuenta también en los niveles anteriores. Pago posterior es la parte de las gestiones del "+
				"mismo periodo 7 días antes, que ya tuvieron su tiempo, seguida por un pago dentro de payment_days (7 si no se configura otro)."+fewNote(l)),
		height:     11,
		sortedBy:   l.text("Reaction", "Reacción"),
		descending: true,
		columns: []column{
			channelColumn(l, 140),
			sampleColumn(l.text("Actions", "Gestiones"), 110,
				`sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`),
			level(l.text("Delivered", "Entregadas"), 110, "delivered"),
			level(l.text("Opened", "Abiertas"), 100, "opened"),
			level(l.text("Third party", "Tercero"), 110, "third_party_contact"),
			gauge(level(l.text("Reaction", "Reacción"), 290, "debtor_contact"), reactionColor),
			level(l.text("Promise", "Promesa"), 100, "promise"),
			sampleColumn(earlierActions(l), 180,
				`sum by (channel) (recaudo_channel_matured_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`),
			gauge(column{
				title: l.text("Paid afterwards", "Pago posterior"), width: 300,
				expr: `sum by (channel) (recaudo_channel_paid_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})
/ (sum by (channel) (recaudo_channel_matured_actions{team=~"$team", portfolio=~"$portfolio", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1)},
			}, amountColor),
		},
	}
}

// reactionOverTime leaves out what has too few actions: their lines would jump.
func reactionOverTime(l Language) panel {
	var names []override
	for _, c := range channelNames() {
		names = append(names, named(c.channel, l.text(c.english, c.spanish)))
	}
	return timeSeries{
		title: l.text("Reaction over time · ${period:text}", "Reacción en el tiempo · ${period:text}"),
		description: l.text("Reaction of each channel with at least 30 actions, as it stood at each moment of the board's "+
			"time range. A line that falls shows a channel that becomes routine. A day's figures appear when its night is "+
			"through, and the month to date starts anew on the first.",
			"Reacción de cada canal con al menos 30 gestiones, como estaba en cada momento del rango de tiempo del tablero. "+
				"Una línea que cae muestra un canal que se vuelve rutina. Las cifras de un día aparecen cuando termina su "+
				"proceso nocturno, y el mes en curso empieza de nuevo el día primero."),
		width: gridColumns, height: 8, overrides: names,
		targets: []target{overTime(0, `sum by (channel) (recaudo_channel_debtor_contact_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})
/ (sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"}) >= 30)`, "{{channel}}")},
		field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: &color{Mode: "palette-classic"}},
	}.panel()
}
