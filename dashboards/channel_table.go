package dashboards

// channels puts the reaction beside each action of whom the selector picks. It carries no currency: an answered call is
// one in any of them. barWidth is that of its two gauges, in pixels.
func channels(l Language, who string, barWidth int) table {
	selector := "{" + who + `, portfolio=~"$portfolio", period="$period"}`
	return table{
		title: l.text("Action and reaction · ${period:text}", "Acción y reacción · ${period:text}"),
		description: l.text("One row per channel: how many actions, what share of them reached the debtor (reaction), how "+
			"many got a promise, and what share of the actions of the same period 7 days earlier was followed by a payment within "+
			"payment_days (7 unless configured). A channel whose reaction falls has become routine."+fewNote(l),
			"Una fila por canal: cuántas gestiones, qué parte llegó al titular (reacción), cuántas obtuvieron una promesa, "+
				"y qué parte de las gestiones del mismo periodo 7 días antes fue seguida por un pago dentro de payment_days (7 si no se "+
				"configura otro). Un canal cuya reacción cae se volvió rutina."+fewNote(l)),
		height:     11,
		sortedBy:   l.text("Reaction", "Reacción"),
		descending: true,
		columns: []column{
			channelColumn(l, 150),
			sampleColumn(l.text("Actions", "Gestiones"), 110, `sum by (channel) (recaudo_channel_actions`+selector+`)`),
			{
				title: l.text("Reached debtor", "Con titular"), width: 140,
				expr:  `sum by (channel) (recaudo_channel_debtor_contact_actions` + selector + `)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Promises", "Promesas"), width: 110,
				expr:  `sum by (channel) (recaudo_channel_promise_actions` + selector + `)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Reaction", "Reacción"), width: barWidth, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_channel_debtor_contact_actions` + selector + `)
/ (sum by (channel) (recaudo_channel_actions` + selector + `) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(reactionColor)},
			},
			sampleColumn(earlierActions(l), 180,
				`sum by (channel) (recaudo_channel_matured_actions`+selector+`)`),
			{
				title: l.text("Paid afterwards", "Pago posterior"), width: barWidth, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_channel_paid_actions` + selector + `)
/ (sum by (channel) (recaudo_channel_matured_actions` + selector + `) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
}

// earlierActions are those that a payment may have followed: they have had payment_days.
func earlierActions(l Language) string {
	return l.text("Actions 7 days earlier", "Gestiones 7 días antes")
}

const reactionColor = "green"

// channelTitle is a canonical channel as a reader calls it.
type channelTitle struct {
	channel, english, spanish string
}

func channelNames() []channelTitle {
	return []channelTitle{
		{"call", "Call", "Llamada"},
		{"sms", "SMS", "SMS"},
		{"whatsapp", "WhatsApp", "WhatsApp"},
		{"email", "E-mail", "Correo"},
		{"letter", "Letter", "Carta"},
		{"visit", "Visit", "Visita"},
		{"voicebot", "Voice bot", "Bot de voz"},
		{"portal", "Portal", "Portal"},
		{"other", "Other", "Otro"},
	}
}

func channelMappings(l Language) []mapping {
	titles := exactly{}
	for i, c := range channelNames() {
		titles[c.channel] = mappedText{Text: l.text(c.english, c.spanish), Index: i}
	}
	return []mapping{{Type: "value", Options: titles}}
}
