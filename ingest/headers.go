package ingest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// matchHeaders proposes, for the canonical columns of entity, the headers of a file that feed them, and returns the
// whole mapping: the columns in explicit are taken as they are, and headers they use are proposed for nothing else.
// Case, accents, spaces, underscores, punctuation and common abbreviations make no difference. Required columns choose
// first; each takes its best synonym. An instant takes a time-of-day header beside its date. A snapshot's date rules
// out assigned_at, which such an export carries as information only.
func matchHeaders(entity Entity, headers []string, explicit map[string]Headers) map[string]Headers {
	mapping := map[string]Headers{}
	used := map[string]bool{}
	for column, feeding := range explicit {
		mapping[column] = feeding
		for _, header := range feeding {
			used[header] = true
		}
	}
	for _, column := range byNeed(entity) {
		if _, ok := mapping[column.Name]; ok || excludedBySnapshot(column.Name, mapping) {
			continue
		}
		header, ok := bestHeader(entity, column, headers, used)
		if !ok {
			continue
		}
		used[header] = true
		mapping[column.Name] = Headers{header}
		if column.Kind != Instant {
			continue
		}
		if clock, ok := clockHeader(header, headers, used); ok {
			used[clock] = true
			mapping[column.Name] = Headers{header, clock}
		}
	}
	return mapping
}

// byNeed lists required columns before those of which one is needed and the optional ones, and a snapshot's date
// before an assignment's start.
func byNeed(entity Entity) []Column {
	columns := slices.Clone(entity.Columns)
	slices.SortStableFunc(columns, func(a, b Column) int { return cmp.Compare(need(entity, a), need(entity, b)) })
	return columns
}

func need(entity Entity, column Column) int {
	switch {
	case column.Required:
		return 0
	case column.Name == "as_of_date":
		return 1
	case slices.Contains(entity.AnyOf, column.Name):
		return 2
	default:
		return 3
	}
}

func excludedBySnapshot(column string, mapping map[string]Headers) bool {
	_, snapshot := mapping["as_of_date"]
	return snapshot && (column == "assigned_at" || column == "unassigned_at")
}

// bestHeader returns the unused header whose synonym stands first in the column's list.
func bestHeader(entity Entity, column Column, headers []string, used map[string]bool) (string, bool) {
	best, bestRank := "", -1
	ranks := synonymRanks(entity.Name, column.Name)
	for _, header := range headers {
		if used[header] || header == "" {
			continue
		}
		rank, ok := headerRank(header, ranks)
		if ok && (bestRank < 0 || rank < bestRank) {
			best, bestRank = header, rank
		}
	}
	return best, bestRank >= 0
}

// synonymRanks returns the compact forms of a column's synonyms with their place in the list; the canonical name
// stands first.
func synonymRanks(entity, column string) map[string]int {
	ranks := map[string]int{compactWords(headerWords(column)): 0}
	for i, synonym := range headerSynonyms(entity, column) {
		key := compactWords(headerWords(synonym))
		if _, ok := ranks[key]; !ok {
			ranks[key] = i + 1
		}
	}
	return ranks
}

// headerRank looks a header up, first as its words stand, then with an abbreviation glued to its front spelled out
// ("fecpago", "numcredito").
func headerRank(header string, ranks map[string]int) (int, bool) {
	key := compactWords(headerWords(header))
	if rank, ok := ranks[key]; ok {
		return rank, true
	}
	best, found := 0, false
	for short, full := range headerAbbreviations() {
		rest, glued := strings.CutPrefix(key, short)
		if !glued || rest == "" || len(short) < 3 {
			continue
		}
		rank, ok := ranks[full+compactWords([]string{rest})]
		if ok && (!found || rank < best) {
			best, found = rank, true
		}
	}
	return best, found
}

// headerWords splits a header into lower-case words without accents: at anything that is no letter or digit, and
// between a small letter and a capital ("paidAt").
func headerWords(header string) []string {
	var spaced strings.Builder
	previous := ' '
	for _, r := range stripAccents(header) {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			spaced.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(previous):
			spaced.WriteByte(' ')
			fallthrough
		default:
			spaced.WriteRune(unicode.ToLower(r))
		}
		previous = r
	}
	return strings.Fields(spaced.String())
}

// compactWords spells abbreviations out, drops filler words and joins the rest, so that "Fec. de Pago", "FECHA_PAGO"
// and "fechaPago" become one key. "cliente_id" and "id_cliente" do as well. A header of filler words only keeps them.
func compactWords(words []string) string {
	abbreviations := headerAbbreviations()
	var telling []string
	for _, word := range words {
		if slices.Contains(fillerWords(), word) {
			continue
		}
		if full, ok := abbreviations[word]; ok {
			word = full
		}
		telling = append(telling, word)
	}
	if len(telling) == 0 {
		return strings.Join(words, "")
	}
	if last := len(telling) - 1; slices.Contains([]string{"id", "codigo", "numero", "code", "number"}, telling[last]) {
		telling = append([]string{telling[last]}, telling[:last]...)
	}
	return strings.Join(telling, "")
}

// clockHeader finds the time of day that belongs to a date header: "hora" or its like, alone or with the date
// header's other words ("fecha_pago", "hora_pago"). A date header that speaks of a time itself needs none.
func clockHeader(dateHeader string, headers []string, used map[string]bool) (string, bool) {
	dateWords := headerWords(dateHeader)
	var subject []string
	for _, word := range dateWords {
		if isClockWord(word) || word == "timestamp" || word == "datetime" || word == "fechahora" || word == "datahora" {
			return "", false
		}
		if !isDateWord(word) {
			subject = append(subject, word)
		}
	}
	plain := ""
	for _, header := range headers {
		if used[header] {
			continue
		}
		words := headerWords(header)
		if len(words) == 0 || !slices.ContainsFunc(words, isClockWord) || slices.ContainsFunc(words, isEndWord) {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(words), func(word string) bool {
			return isClockWord(word) || isStartWord(word)
		})
		if compactWords(rest) == compactWords(subject) && len(rest) > 0 {
			return header, true
		}
		if plain == "" && (len(rest) == 0 || len(subject) == 0 && isEventWord(compactWords(rest))) {
			plain = header
		}
	}
	return plain, plain != ""
}

func isClockWord(word string) bool {
	return slices.Contains([]string{"hora", "hour", "time", "horario", "hr", "hrs", "hs"}, word)
}

func isDateWord(word string) bool {
	return slices.Contains([]string{"fecha", "fec", "fch", "date", "data", "dt", "dia", "day", "on", "at"}, word)
}

func isStartWord(word string) bool {
	return slices.Contains([]string{"inicio", "inicial", "start", "ini"}, word)
}

func isEndWord(word string) bool {
	return slices.Contains([]string{"fin", "final", "end", "termino", "fim", "zone", "zona", "talk", "wait"}, word)
}

func isEventWord(word string) bool {
	return slices.Contains([]string{"gestion", "llamada", "contacto", "evento", "call", "event", "pago", "ligacao",
		"promesa", "interaccion", "acionamento", "contato", "pagamento", "registro"}, word)
}

func fillerWords() []string {
	return []string{"de", "del", "la", "el", "los", "las", "da", "do", "das", "dos", "of", "the", "al", "ao", "en", "em",
		"por", "para", "by"}
}

// headerAbbreviations spells out what operations shorten. Those of three letters and more are also found glued to the
// front of a word.
func headerAbbreviations() map[string]string {
	return map[string]string{
		"fec": "fecha", "fch": "fecha", "fech": "fecha", "fe": "fecha", "f": "fecha",
		"vlr": "valor", "vr": "valor", "val": "valor", "vl": "valor", "mto": "monto", "mnt": "monto", "imp": "importe",
		"nro": "numero", "num": "numero", "no": "numero", "n": "numero", "nr": "numero", "nbr": "number", "nº": "numero",
		"n°": "numero", "cod": "codigo", "cd": "codigo", "cdg": "codigo", "cve": "clave", "sdo": "saldo", "sld": "saldo",
		"cred": "credito", "cta": "cuenta", "oblig": "obligacion", "obl": "obligacion", "fact": "factura", "fac": "factura",
		"cto": "contrato", "ctto": "contrato", "op": "operacion", "oper": "operacion", "ptmo": "prestamo",
		"prest": "prestamo", "doc": "documento", "ident": "identificacion", "cli": "cliente", "deud": "deudor",
		"gest": "gestion", "ases": "asesor", "agt": "agente", "usr": "usuario", "user": "usuario", "usu": "usuario",
		"prom": "promesa", "comp": "compromiso", "dur": "duracion", "seg": "segundos", "secs": "seconds", "sec": "seconds",
		"asig": "asignacion", "asign": "asignacion", "venc": "vencimiento", "vcto": "vencimiento", "vto": "vencimiento",
		"ref": "referencia", "acct": "account", "acc": "account", "amt": "amount", "inv": "invoice", "cust": "customer",
		"pmt": "payment", "pymt": "payment", "mon": "moneda", "curr": "currency", "ccy": "currency", "tip": "tipo",
		"tp": "tipo", "est": "estado", "res": "resultado", "cap": "capital", "tot": "total", "ini": "inicio",
		"dpd": "diasmora", "emp": "empleado", "mot": "motivo", "obs": "observacion", "dt": "data", "vctos": "vencimientos",
	}
}
