package dashboards

// limitsBoard shows the actions that a contact limit may not have allowed. Nothing on it is a finding: rules are
// simplified, consent and local law are not in the exports.
func limitsBoard(l Language) []row {
	return []row{
		{l.text("Candidates for review, not findings · month to date",
			"Candidatos a revisión, no infracciones · mes en curso"), header(l,
			candidates(l),
			candidatesPerAction(l),
		)},
		{l.text("Which rules, and on which channels", "Qué reglas y por qué canales"), []panel{
			limitRules(l).panel(),
			limitChannels(l).panel(),
		}},
		{l.text("Whose actions to look at first: candidates for review, not findings",
			"Las gestiones de quién revisar primero: candidatos a revisión, no infracciones"), []panel{
			limitCollectors(l).panel(),
		}},
	}
}

// reviewNote says in every description what a candidate is.
func reviewNote(l Language) string {
	return l.text(" A candidate is an action to review, not a finding: consent, exceptions and the law itself are not in the "+
		"exports. The rows: recaudo query \"from marts.contact_limit_candidates\".",
		" Un candidato es una gestión por revisar, no una infracción: el consentimiento, las excepciones y la ley misma no "+
			"están en los archivos. Las filas: recaudo query \"from marts.contact_limit_candidates\".")
}

func candidates(l Language) panel {
	return stat{
		title: l.text("Candidates for review", "Candidatos a revisión"),
		description: l.text("Actions of the month to date that a rule may not have allowed, of the chosen teams and "+
			"portfolios. An action counts once for each rule and breach.",
			"Gestiones del mes en curso que una regla quizás no permitía, de los equipos y carteras elegidos. Una gestión "+
				"cuenta una vez por cada regla y motivo.") + reviewNote(l),
		width: 5, height: headerHeight, size: 24,
		expr: `sum(recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})
or 0 * min(recaudo_data_as_of_timestamp_seconds)`,
		field: field{Unit: unitCount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

func candidatesPerAction(l Language) panel {
	return stat{
		title: l.text("Candidates ÷ actions", "Candidatos ÷ gestiones"),
		description: l.text("Candidates for review ÷ all actions of the month to date. It may exceed 100 %, because an action "+
			"counts once for each rule and breach.",
			"Candidatos a revisión ÷ todas las gestiones del mes en curso. Puede pasar de 100 %, porque una gestión cuenta "+
				"una vez por cada regla y motivo.") + reviewNote(l),
		width: 5, height: headerHeight, size: 24,
		expr: `(sum(recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"}) or 0 * min(recaudo_data_as_of_timestamp_seconds))
/ (sum(recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="month"}) > 0)`,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor("text")},
	}.panel()
}

// noCandidates is shown in place of an empty table, which may well be good news.
func noCandidates(l Language) string {
	return l.text("No candidates in this selection. Check that contact_limits is configured; if the whole board is empty: "+
		"recaudo run.",
		"Sin candidatos en esta selección. Verifique que contact_limits esté configurado; si todo el tablero está vacío: "+
			"recaudo run.")
}

func limitRules(l Language) table {
	return table{
		title: l.text("Candidates by jurisdiction, rule and breach", "Candidatos por jurisdicción, regla y motivo"),
		description: l.text("One row per rule and what the actions may have exceeded in it. docs/contact-limits.md has the rules "+
			"and their sources.",
			"Una fila por regla y lo que las gestiones quizás excedieron. docs/contact-limits.md trae las reglas y sus fuentes.") +
			reviewNote(l),
		width: 13, height: 9,
		sortedBy: l.text("Candidates", "Candidatos"), descending: true, noData: noCandidates(l),
		columns: []column{
			{title: l.text("Jurisdiction", "Jurisdicción"), width: 110, label: "jurisdiction"},
			{title: l.text("Rule", "Regla"), width: 220, label: "rule"},
			{
				title: l.text("May have been", "Quizás fue"), width: 230, label: "breach",
				field: field{Mappings: breachMappings(l)},
			},
			{
				title: l.text("Candidates", "Candidatos"), width: 240, cell: gaugeCell(),
				expr:  `sum by (jurisdiction, rule, breach) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})`,
				field: field{Unit: unitCount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(candidateColor)},
			},
		},
	}
}

// candidateColor is none of the colours of alarm: candidates are no findings.
const candidateColor = "yellow"

func limitChannels(l Language) table {
	return table{
		title: l.text("Candidates by channel", "Candidatos por canal"),
		description: l.text("One row per channel with candidates, and how many they are of the channel's actions."+fewNote(l),
			"Una fila por canal con candidatos, y cuántos son de las gestiones del canal."+fewNote(l)) + reviewNote(l),
		width: 11, height: 9,
		sortedBy: l.text("Candidates", "Candidatos"), descending: true, noData: noCandidates(l),
		columns: []column{
			{
				title: l.text("Channel", "Canal"), width: 140, label: "channel",
				field: field{Mappings: channelMappings(l)},
			},
			sampleColumn(l.text("Actions", "Gestiones"), 110,
				`sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="month"})
and on (channel) recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"}`),
			{
				title: l.text("Candidates", "Candidatos"), width: 210, cell: gaugeCell(),
				expr:  `sum by (channel) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})`,
				field: field{Unit: unitCount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(candidateColor)},
			},
			{
				title: l.text("÷ actions", "÷ gestiones"), width: 210, cell: gaugeCell(),
				expr: `sum by (channel) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})
/ (sum by (channel) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="month"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
}

func limitCollectors(l Language) table {
	name := collectorColumn(l, 180)
	name.field.Mappings = []mapping{{Type: "value", Options: exactly{
		"(none)": {Text: l.text("(no collector)", "(sin gestor)")},
	}}}
	number := numberColumn(l, 80)
	number.field.Mappings = []mapping{{Type: "value", Options: exactly{"(none)": {Text: "–"}}}}
	t := table{
		title: l.text("Candidates by collector", "Candidatos por gestor"),
		description: l.text("One row per collector with candidates. Many actions bring many candidates: compare the share, not "+
			"the count. The last columns say what the actions may have been.",
			"Una fila por gestor con candidatos. Muchas gestiones traen muchos candidatos: compare la proporción, no la "+
				"cantidad. Las últimas columnas dicen qué pudo pasar.") + fewNote(l) + reviewNote(l),
		height:   26,
		sortedBy: l.text("÷ actions", "÷ gestiones"), descending: true, noData: noCandidates(l),
		columns: []column{
			name,
			number,
			{title: l.text("Team", "Equipo"), width: 120, label: "team", field: field{Mappings: noTeam(l)}},
			sampleColumn(l.text("Actions", "Gestiones"), 110,
				`sum by (team, collector_id, collector) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="month"})
and on (collector_id) recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"}`),
			{
				title: l.text("Candidates", "Candidatos"), width: 190, cell: gaugeCell(),
				expr:  `sum by (team, collector_id, collector) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})`,
				field: field{Unit: unitCount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(candidateColor)},
			},
			{
				title: l.text("÷ actions", "÷ gestiones"), width: 190, cell: gaugeCell(),
				expr: `sum by (team, collector_id, collector) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})
/ on (collector_id) group_left ()
  (sum by (collector_id) (recaudo_channel_actions{team=~"$team", portfolio=~"$portfolio", period="month"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
		},
	}
	for _, b := range breaches() {
		t.columns = append(t.columns, column{
			title: l.text(b.english, b.spanish), width: 135,
			expr: `sum by (team, collector_id, collector) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio", breach="` + b.breach + `"})
or 0 * sum by (team, collector_id, collector) (recaudo_contact_limit_candidates{team=~"$team", portfolio=~"$portfolio"})`,
			field: field{Unit: unitCount, Decimals: decimals(0)},
		})
	}
	return t
}

func noTeam(l Language) []mapping {
	return []mapping{{Type: "value", Options: exactly{"(none)": {Text: l.text("(no team)", "(sin equipo)")}}}}
}

// breachTitle is what an action may have exceeded, as a reader calls it.
type breachTitle struct {
	breach, english, spanish string
}

func breaches() []breachTitle {
	return []breachTitle{
		{"holiday", "On a holiday", "En festivo"},
		{"outside_hours", "Outside hours", "Fuera de horario"},
		{"too_many", "Too many", "Demasiadas"},
		{"too_soon", "Too soon", "Muy seguidas"},
		{"after_contact", "After a contact", "Tras un contacto"},
	}
}

func breachMappings(l Language) []mapping {
	titles := exactly{}
	for i, b := range breaches() {
		titles[b.breach] = mappedText{Text: l.text(b.english, b.spanish), Index: i}
	}
	return []mapping{{Type: "value", Options: titles}}
}
