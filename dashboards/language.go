package dashboards

// Language is the language of a board's titles, descriptions and columns, as an ISO 639-1 code.
type Language string

// The languages every board exists in.
const (
	English Language = "en"
	Spanish Language = "es"
)

// text picks one of the two wordings. Both stand side by side in the board's source, so that neither is forgotten and
// the boards of both languages have the same structure.
func (l Language) text(english, spanish string) string {
	if l == Spanish {
		return spanish
	}
	return english
}

// dayUnit is Grafana's unit for a calendar day, in the order readers of the language expect.
func (l Language) dayUnit() string {
	return l.text("time:YYYY-MM-DD", "time:DD/MM/YYYY")
}
