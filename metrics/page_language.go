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
	ToDate  string // format of month, year

	Title, AllTeams, AllCurrencies, Teams, Currencies, Languages string

	Rank, Move, Collector, Team, Assigned, AssignedValue, Recovered string
	ByCount, ByAmount, KeptPromises, Contact, Coverage              string
	RankedBy                                                        string

	Leads, Lead string // before one name, and before several
	LeadFigure  string // format of the effectiveness
	More        string // format of how many names are left out

	Up, Down, Same      string // up and down: formats of the places
	TooFew, NoValue     string // why collectors are not ranked; too few: format of the number of accounts
	AsOf, Stale, Failed string // as of: format of the date; stale: of the date and the days since
	NotLoaded           string // format of the names of sources
	NothingYet, NoBoard string
	NoSuchTeam, Nobody  string // nobody: format of the date
	Footnote            string

	SortedUp, SortedDown string // formats of the column
	Skip, Offline, Few   string // few: why a number is marked

	collectorWords // of the page of one collector
}

// pageLanguages are the languages of the page, by the code in its address.
var pageLanguages = map[string]pageWords{
	"en": {
		Tag: language.English, Name: "English", Percent: "%s%%", Date: "%[1]d %[2]s %[3]d",
		ToDate: "%s %d to date",
		Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"},
		Title: "Leaderboard", AllTeams: "All teams", AllCurrencies: "All currencies",
		Teams: "Teams", Currencies: "Currencies", Languages: "Languages",
		Rank: "Rank", Move: "Since the day before", Collector: "Collector", Team: "Team", Assigned: "Accounts",
		AssignedValue: "Assigned value", Recovered: "Recovered", ByCount: "Effectiveness by count",
		ByAmount: "Effectiveness by amount", KeptPromises: "Kept promises", Contact: "Contact", Coverage: "Coverage",
		RankedBy: "ranked by this",
		Leads:    "Leads:", Lead: "Lead:", LeadFigure: "%s by amount", More: "and %d more",
		Up: "up %d", Down: "down %d", Same: "unchanged",
		TooFew: "Not ranked: fewer than %d accounts", NoValue: "Not ranked: no assigned value",
		AsOf: "Data as of %s", Stale: "These figures are of %s, %d days ago.",
		Failed:     "The latest run failed: the figures of the last good run are shown.",
		NotLoaded:  "Not loaded: files of %s. What they hold is not in these figures.",
		NothingYet: "Nothing to show yet. Load the exports and publish a snapshot with “recaudo run”; this page then fills by itself.",
		NoBoard:    "This snapshot has no leaderboard. Publish it again with “recaudo run”; the exporter’s log says what is missing.",
		NoSuchTeam: "Nobody on the board is in this team or currency.",
		Nobody:     "Nobody held an account or did anything in the month up to %s. “recaudo status” shows what was loaded, up to which date, and what was refused.",
		SortedUp:   "Sorted by %s, ascending", SortedDown: "Sorted by %s, descending",
		Skip: "Skip to the figures", Offline: "No answer from Recaudo: these figures may be old.",
		Few:            "⚠ marks fewer than 30: one more or less moves a ratio by points.",
		collectorWords: englishCollector,
		Footnote:       "Effectiveness by count: paying ÷ assigned accounts. By amount: recovered on assigned accounts ÷ assigned value. Contact: contacted ÷ worked accounts. Coverage: worked ÷ assigned accounts.",
	},
	"es": {
		Tag: language.Spanish, Name: "Español", Percent: "%s\u00a0%%", Date: "%[1]d de %[2]s de %[3]d",
		ToDate: "%s de %d, mes en curso",
		Months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
			"octubre", "noviembre", "diciembre"},
		Title: "Clasificación", AllTeams: "Todos los equipos", AllCurrencies: "Todas las monedas",
		Teams: "Equipos", Currencies: "Monedas", Languages: "Idiomas",
		Rank: "Puesto", Move: "Desde el día anterior", Collector: "Gestor", Team: "Equipo", Assigned: "Cuentas",
		AssignedValue: "Valor asignado", Recovered: "Recuperado", ByCount: "Efectividad por número",
		ByAmount: "Efectividad por monto", KeptPromises: "Promesas cumplidas", Contact: "Contacto", Coverage: "Cobertura",
		RankedBy: "define el puesto",
		Leads:    "Va adelante:", Lead: "Van adelante:", LeadFigure: "%s por monto", More: "y %d más",
		Up: "sube %d", Down: "baja %d", Same: "sin cambio",
		TooFew: "Sin puesto: menos de %d cuentas", NoValue: "Sin puesto: sin valor asignado",
		AsOf: "Datos al %s", Stale: "Estas cifras son del %s, hace %d días.",
		Failed:     "El último proceso falló: se muestran las cifras del último que terminó bien.",
		NotLoaded:  "Sin cargar: archivos de %s. Lo que contienen no está en estas cifras.",
		NothingYet: "Todavía no hay nada que mostrar. Cargue los archivos y publique con «recaudo run»; esta página se llena sola.",
		NoBoard:    "Esta publicación no tiene clasificación. Publique de nuevo con «recaudo run»; el registro del exportador dice qué falta.",
		NoSuchTeam: "Nadie en la tabla es de este equipo o moneda.",
		Nobody:     "Nadie tuvo cuentas ni actividad en el mes hasta el %s. «recaudo status» muestra qué se cargó, hasta qué fecha, y qué se rechazó.",
		SortedUp:   "En orden ascendente de %s", SortedDown: "En orden descendente de %s",
		Skip: "Ir a las cifras", Offline: "Recaudo no responde: estas cifras pueden ser viejas.",
		Few:            "⚠ marca menos de 30: uno más o menos mueve una proporción en varios puntos.",
		collectorWords: spanishCollector,
		Footnote:       "Efectividad por número: cuentas que pagaron ÷ asignadas. Por monto: recuperado en cuentas asignadas ÷ valor asignado. Contacto: cuentas contactadas ÷ gestionadas. Cobertura: gestionadas ÷ asignadas.",
	},
}

// date writes a day as the language does.
func (w pageWords) date(day time.Time) string {
	return fmt.Sprintf(w.Date, day.Day(), w.Months[day.Month()-1], day.Year())
}

// monthToDate names the month that a board of that day covers so far.
func (w pageWords) monthToDate(day time.Time) string {
	return fmt.Sprintf(w.ToDate, w.Months[day.Month()-1], day.Year())
}

// fault says what the latest run could not do, "" if there is nothing to say.
func (w pageWords) fault(key pageKey) string {
	switch {
	case key.hasFailed:
		return w.Failed
	case key.notLoaded != "":
		return fmt.Sprintf(w.NotLoaded, key.notLoaded)
	}
	return ""
}
