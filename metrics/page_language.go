package metrics

import (
	"fmt"
	"time"

	"golang.org/x/text/language"
)

// DefaultLanguage is that of the page unless told otherwise.
const DefaultLanguage = "en"

// pageWords are the words of the page in one language. Words with a verb are formats.
type pageWords struct {
	Tag     language.Tag
	Name    string // of the language, in itself
	Percent string // format of a ratio, from the formatted number
	Months  [12]string
	Date    string // format of day, month, year

	Title, Subtitle, AllTeams, AllCurrencies, Teams, Currencies, Languages string

	Rank, Move, Collector, Team, Assigned, AssignedValue, Recovered string
	ByCount, ByAmount, PromisesKept, Contact, Coverage              string
	RankedBy                                                        string

	Up, Down, Same      string // up and down: formats of the places
	TooFew, NoValue     string // why collectors are not ranked; too few: format of the number of accounts
	AsOf, Stale, Failed string // as of: format of the date
	NothingYet, NoBoard string
	NoSuchTeam          string
	Footnote            string
}

// pageLanguages are the languages of the page, by the code in its address.
var pageLanguages = map[string]pageWords{
	"en": {
		Tag: language.English, Name: "English", Percent: "%s%%", Date: "%[1]d %[2]s %[3]d",
		Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"},
		Title: "Leaderboard", Subtitle: "month to date", AllTeams: "All teams", AllCurrencies: "All currencies",
		Teams: "Teams", Currencies: "Currencies", Languages: "Languages",
		Rank: "Rank", Move: "Since yesterday", Collector: "Collector", Team: "Team", Assigned: "Accounts",
		AssignedValue: "Assigned value", Recovered: "Recovered", ByCount: "Effectiveness by count",
		ByAmount: "Effectiveness by amount", PromisesKept: "Promises kept", Contact: "Contact", Coverage: "Coverage",
		RankedBy: "ranked by this",
		Up:       "up %d", Down: "down %d", Same: "unchanged",
		TooFew: "Not ranked: fewer than %d accounts", NoValue: "Not ranked: no assigned value",
		AsOf: "Data as of %s", Stale: "These figures are old: the nightly run has not published newer ones.",
		Failed:     "The latest run failed: the figures of the last good run are shown.",
		NothingYet: "Nothing to show yet. Load the exports and publish a snapshot with “recaudo run”; this page then fills by itself.",
		NoBoard:    "This snapshot has no leaderboard. Publish it again with “recaudo run”; the exporter’s log says what is missing.",
		NoSuchTeam: "Nobody on the board is in this team or currency.",
		Footnote:   "Effectiveness by count: paying ÷ assigned accounts. By amount: recovered on assigned accounts ÷ assigned value. Contact: contacted ÷ worked accounts. Coverage: worked ÷ assigned accounts.",
	},
	"es": {
		Tag: language.Spanish, Name: "Español", Percent: "%s\u00a0%%", Date: "%[1]d de %[2]s de %[3]d",
		Months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
			"octubre", "noviembre", "diciembre"},
		Title: "Clasificación", Subtitle: "mes en curso", AllTeams: "Todos los equipos", AllCurrencies: "Todas las monedas",
		Teams: "Equipos", Currencies: "Monedas", Languages: "Idiomas",
		Rank: "Puesto", Move: "Desde ayer", Collector: "Gestor", Team: "Equipo", Assigned: "Cuentas",
		AssignedValue: "Valor asignado", Recovered: "Recuperado", ByCount: "Efectividad por número",
		ByAmount: "Efectividad por monto", PromisesKept: "Promesas cumplidas", Contact: "Contacto", Coverage: "Cobertura",
		RankedBy: "ordena la tabla",
		Up:       "sube %d", Down: "baja %d", Same: "sin cambio",
		TooFew: "Sin puesto: menos de %d cuentas", NoValue: "Sin puesto: sin valor asignado",
		AsOf: "Datos al %s", Stale: "Estas cifras son viejas: el proceso nocturno no ha publicado otras.",
		Failed:     "El último proceso falló: se muestran las cifras del último que terminó bien.",
		NothingYet: "Todavía no hay nada que mostrar. Cargue los archivos y publique con «recaudo run»; esta página se llena sola.",
		NoBoard:    "Esta publicación no tiene clasificación. Publique de nuevo con «recaudo run»; el registro del exportador dice qué falta.",
		NoSuchTeam: "Nadie en la tabla es de este equipo o moneda.",
		Footnote:   "Efectividad por número: cuentas que pagaron ÷ asignadas. Por monto: recuperado en cuentas asignadas ÷ valor asignado. Contacto: cuentas contactadas ÷ gestionadas. Cobertura: gestionadas ÷ asignadas.",
	},
}

// date writes a day as the language does.
func (w pageWords) date(day time.Time) string {
	return fmt.Sprintf(w.Date, day.Day(), w.Months[day.Month()-1], day.Year())
}
