package ingest

import "slices"

// personalKind says what a header seems to hold of a debtor that is left out on purpose: "a name", "a phone number",
// "an e-mail address", "an address" or "free text"; "" if it seems to hold none of them. Collectors' names are part
// of the warehouse, so an entity that maps such a header is asked first.
func personalKind(header string) string {
	words := headerWords(header)
	if len(words) == 0 || slices.Contains([]string{"id", "codigo", "cod", "code", "tipo", "type", "estado", "status",
		"fecha", "date", "canal", "resultado"}, words[0]) {
		return ""
	}
	kinds := []struct {
		kind  string
		words []string
	}{
		{"an e-mail address", []string{"email", "mail", "correo", "emails", "correos", "electronico"}},
		{"a phone number", []string{"telefono", "telefonos", "tel", "telf", "tlf", "phone", "mobile", "celular", "cel",
			"movil", "telefone", "fone", "whatsapp", "msisdn", "ani", "dnis", "destino", "callee", "caller", "fax"}},
		{"an address", []string{"direccion", "dir", "domicilio", "address", "street", "endereco", "calle", "rua", "barrio",
			"latitud", "longitud", "latitude", "longitude", "gps"}},
		{"a name", []string{"nombre", "nombres", "apellido", "apellidos", "name", "surname", "lastname", "firstname", "nome",
			"sobrenome", "titular", "razon", "fullname"}},
		{"free text", []string{"observacion", "observaciones", "obs", "nota", "notas", "note", "notes", "comentario",
			"comentarios", "comment", "comments", "descripcion", "description", "detalle", "detalles", "remarks", "memo",
			"texto", "mensaje", "message", "body", "observacao", "observacoes", "historico", "transcripcion", "transcript",
			"asunto", "subject"}},
	}
	for _, candidate := range kinds {
		for _, word := range words {
			if slices.Contains(candidate.words, word) {
				return candidate.kind
			}
		}
	}
	return ""
}
