package dashboards

// The hours after the end of a business day at which its figures are late, and at which they are stale: the next
// day's night should be through by the first, and has been missed by the second.
const (
	lateHours  = 28
	staleHours = 36
)

// leaderboard answers who leads, by what, and who moved.
func leaderboard(l Language) []row {
	return []row{
		{l.text("At a glance · ${currency}", "De un vistazo · ${currency}"), []panel{
			dataAsOf(l),
			dataAge(l),
			recovered(l),
			effectivenessByAmount(l),
			effectivenessByCount(l),
			keptRate(l),
			unattributedShare(l),
		}},
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
		{l.text("Channels: which ones still get an answer", "Canales: cuáles todavía obtienen respuesta"), []panel{
			channels(l).panel(),
		}},
	}
}
