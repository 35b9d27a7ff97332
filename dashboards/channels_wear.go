package dashboards

// wear shows how a channel wears off with each attempt on an account.
func wear(l Language) table {
	attempt := func(title, number string) column {
		return column{
			title: title, width: 150, align: "right", cell: colorTextCell(),
			expr: `sum by (channel) (recaudo_attempt_reaction_ratio{attempt="` + number + `"} and on (channel, attempt) recaudo_attempt_actions >= 30)
or sum by (channel) (recaudo_attempt_actions{attempt="` + number + `"} < 30) * 0 - 1`,
			field: field{
				Unit: unitRatio, Decimals: decimals(1), Color: colorByThreshold(), Thresholds: absolute("text"),
				Mappings: []mapping{{Type: "value", Options: exactly{
					"-1": {Text: l.text("⚠ few", "⚠ pocas"), Color: "orange"},
				}}},
			},
		}
	}
	return table{
		title: l.text("Reaction by attempt · month to date, all teams", "Reacción por intento · mes en curso, todos los equipos"),
		description: l.text("The share of a channel's actions that reached the debtor, by how often the account had been "+
			"tried on that channel in the days before. A channel is worn from the first attempt that does less than half of "+
			"what the first one did, each with at least 30 actions. Effect left is the reaction of the fifth and later attempts ÷ that of the first: below "+
			"50 % another channel is the better idea. “Few” stands for fewer than 30 actions, too few to judge.",
			"La parte de las gestiones de un canal que llegó al titular, según cuántas veces se había intentado con la cuenta "+
				"por ese canal en los días anteriores. Un canal está desgastado desde el primer intento que logra menos de la "+
				"mitad que el primero, con al menos 30 gestiones cada uno. Efecto restante es la reacción del quinto intento y los siguientes ÷ la del primero: "+
				"por debajo de 50 % conviene otro canal. «Pocas» son menos de 30 gestiones, insuficientes para juzgar."),
		height:     11,
		sortedBy:   l.text("1st attempt", "1.er intento"),
		descending: true,
		columns: []column{
			channelColumn(l, 150),
			sampleColumn(l.text("Actions", "Gestiones"), 110, `sum by (channel) (recaudo_attempt_actions)`),
			attempt(l.text("1st attempt", "1.er intento"), "1"),
			attempt(l.text("2nd", "2.º"), "2"),
			attempt(l.text("3rd", "3.º"), "3"),
			attempt(l.text("4th", "4.º"), "4"),
			attempt(l.text("5th and later", "5.º y más"), "5+"),
			{
				title: l.text("Worn from", "Desgastado desde"), width: 220, align: "right", cell: colorTextCell(),
				expr: `max by (channel) (recaudo_wear_worn_at_attempt)
or max by (channel) (recaudo_wear_first_reaction_ratio == 0 and recaudo_wear_first_actions >= 30) - 2
or max by (channel) (recaudo_wear_first_actions >= 30) * 0
or max by (channel) (recaudo_wear_first_actions) * 0 - 1`,
				field: field{
					Unit: "none", Decimals: decimals(0), Color: colorByThreshold(), Thresholds: absolute("text"),
					Mappings: wearMappings(l),
				},
			},
			{
				title: l.text("Effect left, 5th and later", "Efecto restante, 5.º y más"), width: 250, cell: colorTextCell(),
				expr: `max by (channel) (recaudo_attempt_reaction_ratio{attempt="5+"} and on (channel, attempt) recaudo_attempt_actions >= 30)
/ (max by (channel) (recaudo_attempt_reaction_ratio{attempt="1"} and on (channel, attempt) recaudo_attempt_actions >= 30) > 0)`,
				field: field{
					Unit: unitRatio, Decimals: decimals(0), Color: colorByThreshold(),
					Thresholds: absolute("red", from(0.5, "text")), Mappings: []mapping{emptyCell()},
				},
			},
		},
	}
}

// wearMappings write out from which attempt a channel is worn.
func wearMappings(l Language) []mapping {
	return []mapping{{Type: "value", Options: exactly{
		"-2": {Text: l.text("never an answer", "nunca responde"), Color: "orange", Index: 6},
		"-1": {Text: l.text("⚠ few", "⚠ pocas"), Color: "orange", Index: 0},
		"0":  {Text: l.text("not worn", "sin desgaste"), Index: 1},
		"2":  {Text: l.text("2nd attempt", "2.º intento"), Color: "red", Index: 2},
		"3":  {Text: l.text("3rd attempt", "3.er intento"), Color: "red", Index: 3},
		"4":  {Text: l.text("4th attempt", "4.º intento"), Color: "red", Index: 4},
		"5":  {Text: l.text("5th and later", "5.º y más"), Color: "red", Index: 5},
	}}}
}

func channelColumn(l Language, width int) column {
	return column{
		title: l.text("Channel", "Canal"), width: width, label: "channel", field: field{Mappings: channelMappings(l)},
	}
}
