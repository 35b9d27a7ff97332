package dashboards

// channels puts the reaction beside each action. It carries no currency: an answered call is one in any of them.
func channels(l Language) table {
	return table{
		title: l.text("Action and reaction · ${period:text}", "Acción y reacción · ${period:text}"),
		description: l.text("One row per channel: how many actions, how many reached the debtor or got a promise, and "+
			"what share of the actions old enough to judge was followed by a payment within 7 days. A channel whose reaction "+
			"falls has become routine.",
			"Una fila por canal: cuántas gestiones, cuántas llegaron al titular u obtuvieron una promesa, y qué parte de "+
				"las gestiones ya maduras fue seguida por un pago dentro de 7 días. Un canal cuya reacción cae se volvió "+
				"rutina."),
		height:     11,
		sortedBy:   l.text("Reaction", "Reacción"),
		descending: true,
		columns: []column{
			{
				title: l.text("Channel", "Canal"), width: 180, label: "channel",
				field: field{Mappings: channelMappings(l)},
			},
			{
				title: l.text("Actions", "Gestiones"), width: 150,
				expr:  `sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Reached debtor", "Con titular"), width: 160,
				expr:  `sum by (channel) (recaudo_channel_debtor_contact_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Promises", "Promesas"), width: 150,
				expr:  `sum by (channel) (recaudo_channel_promise_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Reaction", "Reacción"), width: 420, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_channel_debtor_contact_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})
/ (sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(reactionColor)},
			},
			{
				title: l.text("Paid within 7 days", "Pago en 7 días"), width: 420, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_channel_paid_actions{team=~"$team", portfolio=~"$portfolio", period="$period"})
/ (sum by (channel) (recaudo_channel_matured_actions{team=~"$team", portfolio=~"$portfolio", period="$period"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
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
