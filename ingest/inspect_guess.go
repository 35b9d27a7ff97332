package ingest

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// guess is how well a table fits an entity.
type guess struct {
	Entity   Entity
	Columns  map[string]Headers
	Missing  []string // required columns without a header
	Defaults map[string]string
	Score    int
}

// guessEntity returns the entity that a table's headers, values and file name fit best. Every required column counts
// twice, an optional one once, a missing one heavily against; a telling file name decides between equals.
func guessEntity(name string, one sample) guess {
	var best guess
	for _, entity := range entities {
		candidate := judgeEntity(entity, name, one, nil)
		if best.Entity.Name == "" || candidate.Score > best.Score {
			best = candidate
		}
	}
	return best
}

// judgeEntity maps a table's headers for one entity and scores the fit.
func judgeEntity(entity Entity, name string, one sample, explicit map[string]Headers) guess {
	g := guess{Entity: entity, Columns: matchHeaders(entity, one.Headers, explicit), Defaults: map[string]string{}}
	for column, headers := range g.Columns {
		if _, ok := explicit[column]; ok {
			continue
		}
		kind, _ := entity.Column(column)
		if !isPlausible(kind.Kind, one.values(headers[0])) {
			delete(g.Columns, column)
			continue
		}
		if len(headers) == 2 && slices.ContainsFunc(one.values(headers[0]), hasClock) {
			g.Columns[column] = headers[:1] // the date has its time already
		}
	}
	if channel := cmp.Or(channelOfName(name), channelOfName(one.Records)); entity.Name == "interactions" && channel != "" {
		if _, ok := g.Columns["channel"]; !ok {
			g.Defaults["channel"] = channel
		}
	}
	for _, column := range entity.Columns {
		_, mapped := g.Columns[column.Name]
		switch {
		case mapped && (column.Required || slices.Contains(entity.AnyOf, column.Name)):
			g.Score += 2
		case mapped:
			g.Score++
		case column.Required && g.Defaults[column.Name] == "":
			g.Score -= 4
			g.Missing = append(g.Missing, column.Name)
		}
	}
	isMapped := func(name string) bool { return g.Columns[name] != nil }
	if len(entity.AnyOf) > 0 && !slices.ContainsFunc(entity.AnyOf, isMapped) {
		g.Score -= 4
		g.Missing = append(g.Missing, strings.Join(entity.AnyOf, " or "))
	}
	if nameSpeaksOf(name+" "+one.Records, entity.Name) {
		g.Score += 4
	}
	return g
}

// isComplete reports whether the table can be loaded as the entity.
func (g guess) isComplete() bool { return len(g.Missing) == 0 }

// why says in one line what the guess rests on.
func (g guess) why() string {
	var columns []string
	for _, column := range g.Entity.Columns {
		if headers, ok := g.Columns[column.Name]; ok && (column.Required || slices.Contains(g.Entity.AnyOf, column.Name)) {
			columns = append(columns, fmt.Sprintf("%s from %s", column.Name, strings.Join(headers, " + ")))
		}
	}
	text := strings.Join(columns, ", ")
	if len(g.Missing) > 0 {
		text = strings.TrimPrefix(text+"; no header for "+strings.Join(g.Missing, ", "), "; ")
	}
	return text
}

// isPlausible reports whether at least half of the values can be of the kind. A column without values is.
func isPlausible(kind Kind, values []string) bool {
	var fits func(string) bool
	switch kind {
	case Money, Integer:
		fits = isNumberText
	case Date, Instant, Month:
		fits = isDateText
	default:
		return true
	}
	filled, fit := 0, 0
	for _, value := range values[:min(len(values), 2000)] {
		if strings.TrimSpace(value) == "" {
			continue
		}
		filled++
		if fits(value) {
			fit++
		}
	}
	return fit*2 >= filled
}

// values returns the cells under a header.
func (s sample) values(header string) []string {
	i := slices.Index(s.Headers, header)
	if i < 0 {
		return nil
	}
	values := make([]string, len(s.Rows))
	for j, row := range s.Rows {
		values[j] = row[i]
	}
	return values
}

// nameSpeaksOf reports whether a file's name or a table's name has a word of the entity.
func nameSpeaksOf(name, entity string) bool {
	words := headerWords(strings.ToLower(path.Base(name)))
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.ContainsFunc(entityNameWords()[entity], func(known string) bool {
			return strings.HasPrefix(word, known)
		})
	})
}

// entityNameWords lists how names of exports begin.
func entityNameWords() map[string][]string {
	return map[string][]string{
		"assignments": {"asign", "assign", "cartera", "reparto", "placement", "snapshot", "distribu", "portfolio", "carteira",
			"saldos"},
		"accounts": {"cuenta", "account", "credito", "obligacion", "factura", "invoice", "loan", "cliente", "customer",
			"deudor", "debtor", "prestamo", "contrato", "conta", "receivable"},
		"collectors": {"gestores", "asesor", "agente", "agents", "collector", "cobrador", "usuario", "users", "empleado",
			"employee", "ejecutivo", "equipo", "operador", "staff", "plantilla"},
		"interactions": {"gestion", "interac", "llamada", "call", "contact", "sms", "whatsapp", "correo", "email", "mail",
			"visita", "visit", "actividad", "activity", "mensaje", "message", "acionamento", "ligac", "dialer", "carta",
			"evento", "event"},
		"payments": {"pago", "payment", "abono", "recaudo", "recaudacion", "cobro", "pagamento", "recebimento", "receipt"},
		"promises": {"promesa", "promise", "ptp", "compromiso", "acuerdo", "convenio", "promessa", "acordo",
			"arrangement"},
		"targets":     {"meta", "target", "goal", "objetivo", "presupuesto", "quota"},
		"receivables": {"receivables", "cxc", "ventas", "carteras", "sales"},
	}
}

// channelOfName returns the channel that a file of one channel names, "" if it names none.
func channelOfName(name string) string {
	builtin := builtinValues(Channel)
	for _, word := range headerWords(path.Base(name)) {
		for _, spelling := range []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es")} {
			if channel := builtin[spelling]; channel != "" && channel != "other" && len(spelling) > 2 {
				return channel
			}
		}
	}
	return ""
}

// alternatives lists the other entities that the table could feed as well, with all they need.
func alternatives(name string, one sample, best string) []guess {
	var others []guess
	for _, entity := range entities {
		if entity.Name == best || entity.Name == "collectors" || entity.Name == "targets" || entity.Name == "receivables" {
			continue
		}
		if g := judgeEntity(entity, name, one, nil); g.isComplete() && g.Score >= 6 && len(g.Columns) >= 3 {
			others = append(others, g)
		}
	}
	slices.SortStableFunc(others, func(a, b guess) int { return cmp.Compare(b.Score, a.Score) })
	return others
}
