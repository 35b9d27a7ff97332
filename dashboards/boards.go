package dashboards

import "cmp"

// board is one board in all its languages.
type board struct {
	name                       string
	uid                        string // of the English one; the Spanish one ends in "-es"
	title, titleES             string
	description, descriptionES string
	build                      func(Language) []row
	aside                      bool   // not among the links of the other boards
	refresh                    string // how often Grafana asks again; default is every five minutes
}

// boards lists every board once, in the order in which the others link to it.
func boards() []board {
	return []board{
		{
			name: "leaderboard", uid: "recaudo-leaderboard", build: leaderboard,
			title: "Team leaderboard", titleES: "Tablero de gestores",
			description: "Who leads, by what, and who moved: collectors ranked by the share of their assigned money " +
				"that they recovered.",
			descriptionES: "Quién va adelante, en qué, y quién cambió de puesto: gestores ordenados por la parte de su " +
				"valor asignado que recuperaron.",
		},
		{
			name: "collector", uid: collectorUID, build: collector,
			title: "Collector", titleES: "Gestor",
			description: "One collector against the team and the target: ranks, the way from assigned to paid, " +
				"channels, promises and the agenda.",
			descriptionES: "Un gestor frente a su equipo y su meta: puestos, el camino de lo asignado a lo pagado, " +
				"canales, promesas y agenda.",
		},
		{
			name: "channels", uid: "recaudo-channels", build: channelBoard,
			title: "Channels and reactions", titleES: "Canales y reacciones",
			description: "What each action provoked: reaction by channel and by attempt, channels that became " +
				"routine, and the hours that get an answer.",
			descriptionES: "Qué provocó cada gestión: reacción por canal y por intento, canales que se volvieron " +
				"rutina y las horas que obtienen respuesta.",
		},
		{
			name: "portfolio", uid: "recaudo-portfolio", build: portfolioBoard,
			title: "Portfolio", titleES: "Cartera",
			description: "Whether overdue credit is where it should be: overdue ratio against its goal, aging, the " +
				"vital few, segments, causes and cost.",
			descriptionES: "Si la cartera vencida está donde debe: proporción vencida frente a su meta, edades, los " +
				"pocos vitales, segmentos, causas y costo.",
		},
		{
			name: "limits", uid: "recaudo-limits", build: limitsBoard,
			title: "Contact limits", titleES: "Límites de contacto",
			description: "Actions that a contact limit may not have allowed, by rule, channel and collector: candidates " +
				"for review, not findings.",
			descriptionES: "Gestiones que un límite de contacto quizás no permitía, por regla, canal y gestor: candidatos " +
				"a revisión, no infracciones.",
		},
		{
			name: "pipeline", uid: "recaudo-pipeline", build: pipelineBoard,
			title: "Pipeline health", titleES: "Salud del proceso",
			description: "Whether the night went well: last run, sources, quarantine, checks, files and the exporter.",
			descriptionES: "Si la noche salió bien: última corrida, fuentes, cuarentena, controles, archivos y el " +
				"exportador.",
		},
		{
			name: "wall", uid: "recaudo-wall", build: wall, refresh: wallRefresh,
			title: "Wall", titleES: "Pantalla de pared",
			description: "The leaderboard for a screen on the wall: one team at a time in big type, the next one every " +
				"30 seconds.",
			descriptionES: "El tablero para una pantalla de pared: un equipo a la vez en letra grande, el siguiente cada " +
				"30 segundos.",
		},
	}
}

// in is the board in one language.
func (b board) in(l Language) Dashboard {
	return Dashboard{
		Name: b.name, Language: l, UID: l.text(b.uid, b.uid+"-es"),
		Title:       l.text(b.title, b.titleES),
		Description: l.text(b.description, b.descriptionES),
		Build:       b.build,
		Refresh:     cmp.Or(b.refresh, "5m"),
	}
}

// All lists every board in every language, in a stable order.
func All() []Dashboard {
	var all []Dashboard
	for _, b := range boards() {
		all = append(all, b.in(English), b.in(Spanish))
	}
	return all
}
