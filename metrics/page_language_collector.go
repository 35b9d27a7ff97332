package metrics

import "cmp"

// collectorWords are the words of the page of one collector. Words with a verb are formats.
type collectorWords struct {
	Back, NoSuchCollector string

	Standing, ByIndex, RankOf, InTeam string
	Target, TargetText                string // of attainment, target, currency, part of the month
	NoTarget                          string

	Against, Measure, Own, Of, OwnTeam, AgainstTeam   string
	Index, WorkedOf, ContactedOf, KeptOf, Intensity   string
	TeamIsPooled                                      string
	Points, Above, Below, SameAsTeam                  string
	Funnel, Step, Accounts, OfAssigned                string
	StepAssigned, StepWorked, StepContacted, StepPaid string

	Promises, Number, Amount, Taken, Kept, Partial, Broken, Pending string
	Channels, Channel, Actions, Reactions, Reaction, NoAction       string
	Waiting, Open, Untouched, Idle, Unvisited, OnAgenda, Balance    string

	Trend, TrendText, Days, Day string // text: of ratio and date, first and last, and the team's

	channels, reasons map[string]string // words for codes
}

func (w collectorWords) channel(code string) string { return cmp.Or(w.channels[code], shownName(code)) }
func (w collectorWords) reason(code string) string  { return cmp.Or(w.reasons[code], shownName(code)) }

var englishCollector = collectorWords{
	Back: "Back to the board", NoSuchCollector: "Nobody of this number is on the board.",
	Standing: "Ranks", ByIndex: "Performance index (fair rank)", RankOf: "of %d", InTeam: "in the team:",
	Target: "Target of the month", TargetText: "%s of %s %s; %s of the month has gone by", NoTarget: "No target.",
	Against: "Against the team", Measure: "Measure", Own: "Own", Of: "Of", OwnTeam: "Team", AgainstTeam: "Difference",
	Index: "Performance index: recovered ÷ expected", WorkedOf: "Worked, of the assigned accounts",
	ContactedOf: "Contacted, of the worked accounts", KeptOf: "Kept, of the promises judged",
	Intensity:    "Actions per account",
	TeamIsPooled: "The team is its collectors added up: an account that changed hands counts once for each of them who held it.",
	Points:       "%s pp", Above: "%s above the team", Below: "%s below the team", SameAsTeam: "as the team",
	Funnel: "From assigned to paid", Step: "Step", Accounts: "Accounts", OfAssigned: "Of the assigned",
	StepAssigned: "Assigned", StepWorked: "Worked: had an action", StepContacted: "Contacted: debtor reached", StepPaid: "Paid",
	Promises: "Promises", Number: "Number", Amount: "Amount", Taken: "Taken", Kept: "Kept", Partial: "Partly paid",
	Broken: "Broken", Pending: "Pending, of any month",
	Channels: "Channels", Channel: "Channel", Actions: "Actions", Reactions: "Reached the debtor", Reaction: "Reaction",
	NoAction: "No action this month.",
	Waiting:  "Work that waits", Open: "Open accounts", Untouched: "New and not worked", Idle: "Idle for too long",
	Unvisited: "Not visited for too long", OnAgenda: "Agenda: %s", Balance: "Balance",
	Trend: "Effectiveness by amount, day by day", TrendText: "%s on %s, %s on %s; the team %s.",
	Days: "The figures of each day", Day: "Day",
	channels: map[string]string{
		"call": "Call", "sms": "SMS", "whatsapp": "WhatsApp", "email": "Email", "letter": "Letter", "visit": "Visit",
		"voicebot": "Voicebot", "portal": "Portal", "other": "Other",
	},
	reasons: map[string]string{
		"promise_due": "promise due", "promise_broken": "promise broken", "never_contacted": "debtor never reached",
		"idle": "idle for too long", "high_value": "among the largest balances", "channel_worn": "last channel is worn",
	},
}

var spanishCollector = collectorWords{
	Back: "Volver a la clasificación", NoSuchCollector: "Nadie con este número está en la clasificación.",
	Standing: "Puestos", ByIndex: "Índice de desempeño (puesto justo)", RankOf: "de %d", InTeam: "en el equipo:",
	Target: "Meta del mes", TargetText: "%s de %s %s; ha pasado el %s del mes", NoTarget: "Sin meta.",
	Against: "Frente al equipo", Measure: "Medida", Own: "Propio", Of: "De", OwnTeam: "Equipo", AgainstTeam: "Diferencia",
	Index: "Índice de desempeño: recuperado ÷ esperado", WorkedOf: "Gestionadas, de las cuentas asignadas",
	ContactedOf: "Contactadas, de las gestionadas", KeptOf: "Cumplidas, de las promesas evaluadas",
	Intensity:    "Gestiones por cuenta",
	TeamIsPooled: "El equipo es la suma de sus gestores: una cuenta que cambió de manos cuenta una vez por cada uno que la tuvo.",
	Points:       "%s pp", Above: "%s más que el equipo", Below: "%s menos que el equipo", SameAsTeam: "igual que el equipo",
	Funnel: "De lo asignado a lo pagado", Step: "Paso", Accounts: "Cuentas", OfAssigned: "De las asignadas",
	StepAssigned: "Asignadas", StepWorked: "Gestionadas: con gestión", StepContacted: "Contactadas: con titular",
	StepPaid: "Pagaron",
	Promises: "Promesas", Number: "Número", Amount: "Monto", Taken: "Tomadas", Kept: "Cumplidas",
	Partial: "Pagadas en parte", Broken: "Incumplidas", Pending: "Pendientes, de cualquier mes",
	Channels: "Canales", Channel: "Canal", Actions: "Gestiones", Reactions: "Con titular", Reaction: "Reacción",
	NoAction: "Ninguna gestión este mes.",
	Waiting:  "Trabajo pendiente", Open: "Cuentas abiertas", Untouched: "Nuevas sin gestión",
	Idle: "Sin gestión hace mucho", Unvisited: "Sin visita hace mucho", OnAgenda: "Agenda: %s", Balance: "Saldo",
	Trend: "Efectividad por monto, día a día", TrendText: "%s el %s, %s el %s; el equipo %s.",
	Days: "Las cifras de cada día", Day: "Día",
	channels: map[string]string{
		"call": "Llamada", "sms": "SMS", "whatsapp": "WhatsApp", "email": "Correo", "letter": "Carta", "visit": "Visita",
		"voicebot": "Bot de voz", "portal": "Portal", "other": "Otro",
	},
	reasons: map[string]string{
		"promise_due": "promesa por vencer", "promise_broken": "promesa incumplida",
		"never_contacted": "nunca se habló con el titular", "idle": "sin gestión hace mucho",
		"high_value": "entre los saldos más altos", "channel_worn": "el último canal está desgastado",
	},
}
