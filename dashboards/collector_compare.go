package dashboards

import (
	"strconv"
	"strings"
)

// measure is a ratio by which a person is compared with others.
type measure struct {
	title       string
	numerator   string   // of recaudo_collector_* and recaudo_team_*, without the prefix
	denominator []string // added up
	sample      []string // what the ratio is of; default is the denominator
	rank        string   // of recaudo_leaderboard_* and with team_ before it; "" when nobody is ranked by it
}

func measures(l Language) []measure {
	assigned := []string{"assigned_accounts"}
	return []measure{
		{
			title: l.text("Effectiveness by amount", "Efectividad por monto"), numerator: "recovered_assigned_amount",
			denominator: []string{"assigned_amount"}, sample: assigned, rank: "amount_rank",
		},
		{
			title: l.text("Effectiveness by count", "Efectividad por número"), numerator: "paying_accounts",
			denominator: assigned, rank: "count_rank",
		},
		{
			title:     l.text("Performance index: recovered ÷ expected", "Índice de desempeño: recuperado ÷ esperado"),
			numerator: "recovered_assigned_amount", denominator: []string{"expected_amount"}, sample: assigned,
			rank: "index_rank",
		},
		{
			title: l.text("Worked: accounts with an action", "Gestionadas: cuentas con gestión"), numerator: "worked_accounts",
			denominator: assigned,
		},
		{
			title:     l.text("Contacted: of the worked accounts", "Contactadas: de las gestionadas"),
			numerator: "contacted_accounts", denominator: []string{"worked_accounts"},
		},
		{
			title:     l.text("Kept: of the promises judged", "Cumplidas: de las promesas evaluadas"),
			numerator: "promises_kept", denominator: []string{"promises_kept", "promises_partial", "promises_broken"},
		},
	}
}

// total adds metrics up over what the selector picks; restriction narrows it further.
func total(prefix string, metrics []string, selector, restriction string) string {
	var sums []string
	for _, metric := range metrics {
		sums = append(sums, `sum(`+prefix+metric+selector+restriction+`)`)
	}
	return strings.Join(sums, " + ")
}

// ofPersonsTeam narrows a query to the team of the person.
const ofPersonsTeam = ` and on (team) recaudo_collector_assigned_accounts` + person

func (m measure) ofPerson() string {
	return share(total("recaudo_collector_", []string{m.numerator}, person, ""),
		total("recaudo_collector_", m.denominator, person, ""))
}

// ofOthers is the measure of the members of the teams that the restriction leaves, pooled: an account that two of them
// held counts for both, as it does for the person. A team's own metrics count it once and would make everybody look
// better than the team.
func (m measure) ofOthers(restriction string) string {
	return share(total("recaudo_collector_", []string{m.numerator}, everybody, restriction),
		total("recaudo_collector_", m.denominator, everybody, restriction))
}

func (m measure) sampleOfPerson() string {
	return m.sampleOf(person, "")
}

func (m measure) sampleOf(selector, restriction string) string {
	metrics := m.sample
	if metrics == nil {
		metrics = m.denominator
	}
	return total("recaudo_collector_", metrics, selector, restriction)
}

// againstTeam is the difference from the team in percentage points, where neither ratio is of too few.
func (m measure) againstTeam() string {
	enough := ` >= ` + strconv.Itoa(fewerThan)
	return `((` + m.ofPerson() + `) - (` + m.ofOthers(ofPersonsTeam) + `)) * 100
  and ((` + m.sampleOfPerson() + `)` + enough + `) and ((` + m.sampleOf(everybody, ofPersonsTeam) + `)` + enough + `)`
}

// ofOnePerson leaves nothing where the selection is two people of one name, who have no rank in common.
const ofOnePerson = `
  and on () count(group by (collector_id) (recaudo_leaderboard_is_ranked` + personMonth + `)) == 1`

// rankOfPerson is the rank; above unrankedFrom for who has none, below zero for two people of one name.
func (m measure) rankOfPerson(within string) string {
	if m.rank == "" {
		return ""
	}
	return `min(recaudo_leaderboard_` + within + m.rank + personMonth + `
  or (recaudo_leaderboard_is_ranked` + personMonth + ` == 0) + 9999)` + ofOnePerson + `
  or (count(group by (collector_id) (recaudo_leaderboard_is_ranked` + personMonth + `)) > 1) * 0 - 1`
}

func (m measure) rankedOfAll() string {
	if m.rank == "" {
		return ""
	}
	return `count(recaudo_leaderboard_` + m.rank + `{currency="$currency"})` + ofOnePerson
}

func (m measure) rankedOfTeam() string {
	if m.rank == "" {
		return ""
	}
	return `count(recaudo_leaderboard_team_` + m.rank + `{currency="$currency"}
  and on (team) recaudo_leaderboard_is_ranked` + personMonth + `)` + ofOnePerson
}

// smallDifference is the difference from the team, in percentage points, from which it gets a colour.
const smallDifference = 1

// comparison holds the person against the team and against all.
func comparison(l Language) table {
	all := measures(l)
	var titles []string
	for _, m := range all {
		titles = append(titles, m.title)
	}
	each := func(expr func(measure) string) string {
		var exprs []string
		for _, m := range all {
			exprs = append(exprs, expr(m))
		}
		return numbered(exprs...)
	}
	ratio := field{Unit: unitRatio, Decimals: decimals(1)}
	rank := field{
		Unit: "none", Decimals: decimals(0), Thresholds: absolute("text"),
		Color: colorByThreshold(),
		Mappings: append(rankMappings(l), mapping{Type: "value", Options: exactly{
			"-1": {Text: l.text("two people", "dos personas"), Color: "semi-dark-orange", Index: 1},
		}}),
	}
	number := field{Unit: "none", Decimals: decimals(0)}
	return table{
		title: l.text("${collector}, the members of the own team and of all teams · ${period:text} · ${portfolio:text} · ${currency}",
			"${collector}, los miembros de su equipo y de todos los equipos · ${period:text} · ${portfolio:text} · ${currency}"),
		description: l.text("Each measure of the collector beside that of the own team and of all teams, pooled over their members: sum ÷ "+
			"sum, an account that two members held counting for both. The table of teams on Team leaderboard counts it once, "+
			"so that its ratios differ a little. Against team is "+
			"the difference in percentage points, in colour from one point on, and a dash where the collector or the team has fewer than 30. Of says of how many accounts or promises the ratio is. A performance "+
			"index of 100 % is what an average collector would have recovered from the same accounts. Ranks are of the "+
			"month to date and all portfolios, among those who hold enough accounts, dense (ties share one, the next follows "+
			"without a gap), and none for two people of one name together; the other columns follow the "+
			"selection."+fewNote(l),
			"Cada medida del gestor junto a la de su equipo y la de todos los equipos, en conjunto sobre sus miembros: suma ÷ "+
				"suma, y una cuenta que tuvieron dos miembros cuenta para ambos. La tabla de equipos del Tablero de gestores la "+
				"cuenta una vez, por eso sus proporciones difieren un poco. Frente al equipo es la diferencia en "+
				"puntos porcentuales, en color desde un punto, y una raya si el gestor o el equipo tiene menos de 30. De dice de cuántas cuentas o promesas es la proporción. Un índice de desempeño de "+
				"100 % es lo que un gestor promedio habría recuperado de las mismas cuentas. Los puestos son del mes en "+
				"curso y de todas las carteras, entre quienes tienen suficientes cuentas, sin saltos tras un empate, y ninguno para dos "+
				"personas del mismo nombre a la vez; las demás columnas siguen la "+
				"selección."+fewNote(l)),
		height:   8,
		sortedBy: l.text("Measure", "Medida"),
		columns: []column{
			rowTitles(l.text("Measure", "Medida"), 360, titles...),
			{title: l.text("Collector", "Gestor"), width: 130, expr: each(measure.ofPerson), field: ratio},
			sampleColumn(l.text("Of", "De"), 90, each(measure.sampleOfPerson)),
			{
				title: l.text("Own team", "Su equipo"), width: 130, field: ratio,
				expr: each(func(m measure) string { return m.ofOthers(ofPersonsTeam) }),
			},
			{
				title: l.text("All teams", "Todos"), width: 130, field: ratio,
				expr: each(func(m measure) string { return m.ofOthers("") }),
			},
			{
				title: l.text("Against team", "Frente al equipo"), width: 150, cell: colorTextCell(),
				expr: each(measure.againstTeam),
				field: field{
					Unit: unitPoints, Decimals: decimals(1), Color: colorByThreshold(),
					Thresholds: absolute("red", from(0, "green")),
					// A threshold below zero is never reached: in an override, Grafana takes the base step for zero.
					Mappings: []mapping{emptyCell(), {Type: "range", Options: between{
						From: bound(-smallDifference), To: bound(smallDifference), Result: mappedText{Color: "text"},
					}}},
				},
			},
			{
				title: l.text("Rank (month)", "Puesto (mes)"), width: 140, align: "right", cell: colorTextCell(), field: rank,
				expr: each(func(m measure) string { return m.rankOfPerson("") }),
			},
			{title: l.text("of ranked", "de"), width: 100, expr: each(measure.rankedOfAll), field: number},
			{
				title: l.text("Rank in team", "Puesto en equipo"), width: 150, align: "right", cell: colorTextCell(), field: rank,
				expr: each(func(m measure) string { return m.rankOfPerson("team_") }),
			},
			{title: l.text("of ranked in team", "de su equipo"), width: 150, expr: each(measure.rankedOfTeam), field: number},
		},
	}
}

// funnel follows the accounts from assignment to payment.
func funnel(l Language) table {
	steps := []string{"assigned_accounts", "worked_accounts", "contacted_accounts", "promises_made", "paying_accounts"}
	var counts, before, own, team, all []string
	for i, step := range steps {
		counts = append(counts, total("recaudo_collector_", steps[i:i+1], person, ""))
		own = append(own, share(counts[i], counts[0]))
		team = append(team, share(total("recaudo_collector_", []string{step}, everybody, ofPersonsTeam),
			total("recaudo_collector_", steps[:1], everybody, ofPersonsTeam)))
		all = append(all, share(total("recaudo_collector_", []string{step}, everybody, ""),
			total("recaudo_collector_", steps[:1], everybody, "")))
		previous := ""
		if i > 0 && step != "paying_accounts" { // who pays need not have promised
			previous = share(counts[i], counts[i-1])
		}
		before = append(before, previous)
	}
	ratio := field{Unit: unitRatio, Decimals: decimals(1)}
	return table{
		title: l.text("From assigned to paid · ${period:text} · ${currency}",
			"De lo asignado a lo pagado · ${period:text} · ${currency}"),
		description: l.text("Of the accounts assigned in the period: how many had an action, how many reached their debtor, "+
			"how many promises were taken (an account may give several), and how many accounts paid, with or without a "+
			"promise. The bars and the columns of team and all, pooled over their members, are shares of the assigned accounts: the step where the "+
			"collector falls behind is the one to talk about.",
			"De las cuentas asignadas en el periodo: cuántas tuvieron gestión, en cuántas se habló con el titular, cuántas "+
				"promesas se tomaron (una cuenta puede dar varias) y cuántas cuentas pagaron, con o sin promesa. Las barras "+
				"y las columnas de equipo y todos, en conjunto sobre sus miembros, son partes de las cuentas asignadas: el paso donde el gestor queda atrás "+
				"es el tema de la conversación."),
		height:   7,
		sortedBy: l.text("Step", "Paso"),
		columns: []column{
			rowTitles(l.text("Step", "Paso"), 250,
				l.text("Accounts assigned", "Cuentas asignadas"),
				l.text("Worked: had an action", "Gestionadas: con gestión"),
				l.text("Contacted: debtor reached", "Contactadas: con titular"),
				l.text("Promises taken", "Promesas tomadas"),
				l.text("Accounts that paid", "Cuentas que pagaron")),
			{
				title: l.text("Number", "Número"), width: 110, expr: numbered(counts...),
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Of the assigned", "De las asignadas"), width: 590, cell: gaugeCell(), expr: numbered(own...),
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor(countColor)},
			},
			{
				title: l.text("Of the step before", "Del paso anterior"), width: 190, expr: numbered(before...), field: ratio,
			},
			{title: l.text("Own team, of its assigned", "Su equipo, de sus asignadas"), width: 220, expr: numbered(team...), field: ratio},
			{title: l.text("All teams", "Todos"), width: 130, expr: numbered(all...), field: ratio},
		},
	}
}
