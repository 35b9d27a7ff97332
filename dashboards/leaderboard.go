package dashboards

// leaderboard answers who leads, by what, and who moved.
func leaderboard(l Language) []row {
	return []row{
		{l.text("At a glance · ${currency}", "De un vistazo · ${currency}"), header(l,
			unattributedShare(l),
			notRanked(l),
			recovered(l),
			effectivenessByAmount(l),
			effectivenessByCount(l),
			keptRate(l),
		)},
		{l.text("Who leads", "Quién va adelante"), []panel{
			leaderByAmount(l),
			leaderByCount(l),
			biggestClimb(l),
			ranking(l).panel(),
		}},
		{l.text("Who moved, and the top five", "Quién cambió de puesto, y los cinco mejores"), []panel{
			movedUp(l),
			movedDown(l),
			topByAmount(l),
			topByCount(l),
		}},
		{l.text("Teams", "Equipos"), []panel{
			teams(l).panel(),
		}},
		{l.text("Balance: how evenly the work lies on each team",
			"Balance: qué tan parejo se reparte el trabajo en cada equipo"), []panel{
			balance(l).panel(),
		}},
		{l.text("Channels: which ones still get an answer", "Canales: cuáles todavía obtienen respuesta"), []panel{
			channels(l, `team=~"$team"`, 420).panel(),
		}},
	}
}
