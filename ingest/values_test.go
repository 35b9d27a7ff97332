package ingest

import (
	"context"
	"testing"
	"unicode/utf8"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestFoldValue(t *testing.T) {
	tests := map[string]struct{ give, want string }{
		"case and accents":     {"Promesa de PÁGO", "promesa de pago"},
		"underscores":          {"promesa_pago", "promesa pago"},
		"runs and ends":        {" -- no__contesta - ", "no contesta"},
		"tilde and cedilla":    {"Ligação ñ", "ligacao n"},
		"no-break space":       {"Correo\u00a0electrónico", "correo electronico"},
		"decomposed as well":   {"gestio\u0301n", "gestion"},
		"empty":                {"", ""},
		"other scripts remain": {"договор", "договор"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := foldValue(test.give); got != test.want {
				t.Errorf("foldValue(%q): got %q, want %q", test.give, got, test.want)
			}
		})
	}
}

// One word must not lead to two canonical values: which one won would change from run to run.
func TestBuiltinWordsAreUnambiguous(t *testing.T) {
	lists := map[string]map[string][]string{
		"channel": channelWords(), "status": statusWords(), "direction": directionWords(), "reaction": reactionWords(),
	}
	for name, words := range lists {
		seen := map[string]string{}
		for canonical, spellings := range words {
			for _, spelling := range append(spellings, canonical) {
				folded := foldValue(spelling)
				if other, ok := seen[folded]; ok && other != canonical {
					t.Errorf("%s: %q is both %s and %s", name, spelling, other, canonical)
				}
				seen[folded] = canonical
			}
		}
	}
}

func TestBuiltinValues(t *testing.T) {
	tests := []struct {
		kind       Kind
		give, want string
	}{
		{Reaction, "promesa_pago", "promise"},
		{Reaction, "Promesa de pago", "promise"},
		{Reaction, "PTP", "promise"},
		{Reaction, "Acordo", "promise"},
		{Reaction, "contacto titular", "debtor_contact"},
		{Reaction, "Contacto directo", "debtor_contact"},
		{Reaction, "contacto_exitoso", "debtor_contact"},
		{Reaction, "Contacto con tercero", "third_party_contact"},
		{Reaction, "third_party_contact", "third_party_contact"},
		{Reaction, "recado", "third_party_contact"},
		{Reaction, "LEÍDO", "opened"},
		{Reaction, "read", "opened"},
		{Reaction, "entregado", "delivered"},
		{Reaction, "No contesta", "none"},
		{Reaction, "Buzón", "none"},
		{Reaction, "bounced", "none"},
		{Channel, "Llamada", "call"},
		{Channel, "Teléfono", "call"},
		{Channel, "Ligação", "call"},
		{Channel, "CORREO", "email"},
		{Channel, "Bot de voz", "voicebot"},
		{Channel, "IVR", "voicebot"},
		{Status, "Aplicado", "settled"},
		{Status, "pendente", "pending"},
		{Status, "Rechazado", "failed"},
		{Status, "Anulado", "reversed"},
		{Status, "chargeback", "reversed"},
		{Direction, "Saliente", "outbound"},
		{Direction, "ENTRANTE", "inbound"},
		{Channel, "paloma mensajera", ""},
		{Text, "anything", ""},
	}
	for _, test := range tests {
		if got := builtinValues(test.kind)[foldValue(test.give)]; got != test.want {
			t.Errorf("%q: got %q, want %q", test.give, got, test.want)
		}
	}
}

// foldSQL is what foldValue does, as a SQL expression over the text expression expr.
func foldSQL(expr string) string {
	return `trim(regexp_replace(lower(strip_accents(` + expr + `)), '[` + foldGap + `]+', ' ', 'g'))`
}

func FuzzFoldValue(f *testing.F) {
	db, err := warehouse.Open(context.Background(), warehouse.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	for _, seed := range []string{"Contacto\u00a0TITULAR_", "Ligação", "İstanbul", "ŒUVRE", "a\u0308\u0323", "- _ -", "ǅ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // DuckDB holds valid UTF-8 only
		}
		for _, r := range text {
			if r == 0 || r > 0x24FF {
				return // beyond the scripts of the exports, the two libraries know different versions of Unicode
			}
		}
		var want string
		if err := db.QueryRow("select "+foldSQL("?::varchar"), text).Scan(&want); err != nil {
			t.Fatalf("fold %q in DuckDB: %v", text, err)
		}
		if got := foldValue(text); got != want {
			t.Errorf("fold %q: got %q, DuckDB gives %q", text, got, want)
		}
	})
}
