package dashboards

// The wall is the leaderboard for people who stand five metres away: one team at a time, few figures, type that fills
// the screen, and nobody at the keyboard. It is laid out for 1920×1080 in kiosk mode:
//
//	/d/recaudo-wall?kiosk&_dash.hideTimePicker&_dash.hideVariables&_dash.hideLinks&autofitpanels
//
// It cycles through the chosen teams by itself, wallSeconds for each, and stays on the team when one is chosen, as in
// &var-team=Norte. The board's queries choose the team by the clock, so nothing has to be set up for each team, and all
// screens change together.
//
// A playlist cannot do that. Its items name a board or a tag, and the player keeps only kiosk, autofitpanels, orgId and
// _dash.hide* of an address, so that the variables of a board fall back to its own; nor is there a provisioning file for
// playlists. A playlist can still show other boards in between. Somebody who may edit makes one by hand or by
//
//	POST /api/playlists
//	{"name": "Recaudo", "interval": "2m", "items": [
//	  {"type": "dashboard_by_uid", "value": "recaudo-wall"},
//	  {"type": "dashboard_by_uid", "value": "recaudo-channels"}]}
//
// (from Grafana 12 on also POST /apis/playlist.grafana.app/v1/namespaces/default/playlists, with the name as
// metadata.generateName and spec.title, the rest under spec), with an interval that lets every team have its turn, and
// starts it at /playlists/play/<uid>?kiosk&autofitpanels.
const wallSeconds = "30"

// wallRefresh is how often the wall asks for the team whose turn it is; Grafana allows no less than every five seconds
// unless its min_refresh_interval says otherwise.
const wallRefresh = "10s"

// wallTeam is the team whose turn it is: of the chosen teams, ordered by assigned value, the n-th, where n counts up
// with the clock and starts again. Without a team, n is 1, because topk fails on what is no number.
const wallTeam = `bottomk(1, topk(
    scalar(1 + floor(vector(time()) / ` + wallSeconds + `) % count(sum by (team) (recaudo_leaderboard_assigned_amount{team=~"$team", currency="$currency"})) or vector(1)),
    sum by (team) (recaudo_leaderboard_assigned_amount{team=~"$team", currency="$currency"})
  ))`

// wall shows the month to date over all portfolios, as the ranks do.
func wall(l Language) []row {
	return []row{
		{"", []panel{
			onWall(dataAsOf(l), 6),
			onWall(dataAge(l), 4),
			onWall(dataState(l), 14),
			wallName(l),
			wallByAmount(l),
			wallByCount(l),
			wallTarget(l),
			wallRanking(l),
			wallClimb(l),
			under(wallRecovered(l)),
			under(wallKept(l)),
		}},
	}
}

// bigStat is a figure that fills its panel, with type of fixed sizes in pixels.
type bigStat struct {
	title, description string
	width, height      int
	expr               string
	legend             string // names the figure in big type
	onlyName           bool
	size               textSize
	field              field
}

func (s bigStat) panel() panel {
	p := stat{
		title: s.title, description: s.description, width: s.width, height: s.height, expr: s.expr, legend: s.legend,
		field: s.field,
	}.panel()
	options, _ := p.body["options"].(statOptions)
	options.Text, options.WideLayout = &s.size, false
	if s.onlyName {
		options.TextMode = "name"
	}
	p.body["options"] = options
	return p
}

func wallName(l Language) panel {
	return bigStat{
		title: l.text("Team · month to date · ${currency}", "Equipo · mes en curso · ${currency}"),
		description: l.text("The team whose turn it is; every 30 seconds comes the next of the chosen ones. All figures are of the "+
			"month to date, over all portfolios.",
			"El equipo de turno; cada 30 segundos sigue el próximo de los elegidos. Todas las cifras son del mes en curso, de "+
				"todas las carteras."),
		width: 8, height: 5, onlyName: true, legend: "{{team}}", size: textSize{Title: 80, Value: 80},
		expr:  wallTeam,
		field: field{Unit: unitText, Color: fixedColor("text")},
	}.panel()
}

func wallByAmount(l Language) panel {
	return bigStat{
		title: l.text("Effectiveness by amount", "Efectividad por monto"),
		description: l.text("The team's money recovered on assigned accounts ÷ assigned value.",
			"Dinero recuperado del equipo en cuentas asignadas ÷ valor asignado."),
		width: 5, height: 5, legend: l.text("by amount", "por monto"), size: textSize{Title: 30, Value: 60},
		expr: `sum by (team) (recaudo_team_recovered_assigned_amount{team=~"$team", currency="$currency", period="month"})
/ (sum by (team) (recaudo_team_assigned_amount{team=~"$team", currency="$currency", period="month"}) > 0)
and on (team) ` + wallTeam,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor(amountColor)},
	}.panel()
}

func wallByCount(l Language) panel {
	return bigStat{
		title: l.text("Effectiveness by count", "Efectividad por número"),
		description: l.text("The team's assigned accounts that paid ÷ accounts assigned.",
			"Cuentas asignadas del equipo que pagaron ÷ cuentas asignadas."),
		width: 5, height: 5, legend: l.text("by count", "por número"), size: textSize{Title: 30, Value: 60},
		expr: `sum by (team) (recaudo_team_paying_accounts{team=~"$team", currency="$currency", period="month"})
/ (sum by (team) (recaudo_team_assigned_accounts{team=~"$team", currency="$currency", period="month"}) > 0)
and on (team) ` + wallTeam,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor(countColor)},
	}.panel()
}

func wallTarget(l Language) panel {
	return bigStat{
		title: l.text("Target of the month", "Meta del mes"),
		description: l.text("What the team's collectors who have a target recovered ÷ the sum of their targets.",
			"Lo que recuperaron los gestores del equipo que tienen meta ÷ la suma de sus metas."),
		width: 6, height: 5, legend: l.text("of the target", "de la meta"), size: textSize{Title: 30, Value: 60},
		expr: `sum by (team) (
  recaudo_leaderboard_recovered_amount{team=~"$team", currency="$currency"}
  and recaudo_leaderboard_target_amount{team=~"$team", currency="$currency"}
)
/ (sum by (team) (recaudo_leaderboard_target_amount{team=~"$team", currency="$currency"}) > 0)
and on (team) ` + wallTeam,
		field: field{
			Unit: unitRatio, Decimals: decimals(0), Color: colorByThreshold(), Thresholds: absolute("text", from(1, "green")),
			NoValue: l.text("no target", "sin meta"),
		},
	}.panel()
}

// under puts a panel below the one before it.
func under(p panel) panel {
	p.below = true
	return p
}

// onWall is one of the header's panels in type for the wall.
func onWall(p panel, width int) panel {
	options, _ := p.body["options"].(statOptions)
	options.Text = &textSize{Value: 40}
	p.body["options"] = options
	p.width = width
	return p
}
