package ingest

import (
	"reflect"
	"slices"
	"testing"
)

func TestMatchHeaders(t *testing.T) {
	tests := map[string]struct {
		entity   string
		headers  []string
		explicit map[string]Headers
		want     map[string]Headers
	}{
		"canonical names": {
			entity:  "payments",
			headers: []string{"payment_id", "account_id", "paid_at", "amount", "status"},
			want: map[string]Headers{"payment_id": {"payment_id"}, "account_id": {"account_id"}, "paid_at": {"paid_at"},
				"amount": {"amount"}, "status": {"status"}},
		},
		"Spanish payments with abbreviations": {
			entity:  "payments",
			headers: []string{"NRO_CREDITO", "Fec. de Pago", "vlr pago", "Estado", "Medio de pago", "Nombre cliente"},
			want: map[string]Headers{"account_id": {"NRO_CREDITO"}, "paid_at": {"Fec. de Pago"}, "amount": {"vlr pago"},
				"status": {"Estado"}, "method": {"Medio de pago"}},
		},
		"abbreviations glued to words": {
			entity:  "payments",
			headers: []string{"NUMCREDITO", "FECPAGO", "VLRPAGO"},
			want:    map[string]Headers{"account_id": {"NUMCREDITO"}, "paid_at": {"FECPAGO"}, "amount": {"VLRPAGO"}},
		},
		"Spanish interactions with date and time": {
			entity: "interactions",
			headers: []string{"id_gestion", "Crédito", "Gestor", "Canal", "FECHA", "HORA", "Resultado", "Valor promesa",
				"Fecha promesa", "Motivo no pago", "Observaciones", "Teléfono"},
			want: map[string]Headers{"interaction_id": {"id_gestion"}, "account_id": {"Crédito"}, "collector_id": {"Gestor"},
				"channel": {"Canal"}, "occurred_at": {"FECHA", "HORA"}, "outcome": {"Resultado"},
				"promised_amount": {"Valor promesa"}, "promised_date": {"Fecha promesa"}, "reason_code": {"Motivo no pago"}},
		},
		"the time of the same event": {
			entity:  "interactions",
			headers: []string{"credito", "canal", "Fecha de gestión", "hora_fin", "hora_gestion"},
			want: map[string]Headers{"account_id": {"credito"}, "channel": {"canal"},
				"occurred_at": {"Fecha de gestión", "hora_gestion"}},
		},
		"a date that has its time": {
			entity:  "interactions",
			headers: []string{"credito", "canal", "fecha_hora", "hora"},
			want:    map[string]Headers{"account_id": {"credito"}, "channel": {"canal"}, "occurred_at": {"fecha_hora"}},
		},
		"Portuguese interactions": {
			entity:  "interactions",
			headers: []string{"Nº Contrato", "Operador", "Canal", "Data do acionamento", "Resultado", "Valor do acordo"},
			want: map[string]Headers{"account_id": {"Nº Contrato"}, "collector_id": {"Operador"}, "channel": {"Canal"},
				"occurred_at": {"Data do acionamento"}, "outcome": {"Resultado"}, "promised_amount": {"Valor do acordo"}},
		},
		"English in camel case": {
			entity:  "interactions",
			headers: []string{"callId", "accountNumber", "agentId", "channelType", "startTime", "disposition", "talkTime"},
			want: map[string]Headers{"interaction_id": {"callId"}, "account_id": {"accountNumber"},
				"collector_id": {"agentId"}, "channel": {"channelType"}, "occurred_at": {"startTime"},
				"outcome": {"disposition"}, "duration_seconds": {"talkTime"}},
		},
		"snapshot": {
			entity: "assignments",
			headers: []string{"fecha_corte", "num_obligacion", "cedula", "cod_gestor", "saldo_capital", "dias_mora",
				"fecha_asignacion"},
			want: map[string]Headers{"as_of_date": {"fecha_corte"}, "account_id": {"num_obligacion"}, "debtor_id": {"cedula"},
				"collector_id": {"cod_gestor"}, "assigned_amount": {"saldo_capital"}, "days_past_due": {"dias_mora"}},
		},
		"intervals": {
			entity:  "assignments",
			headers: []string{"cuenta", "asesor", "fecha_asignacion", "fecha_retiro", "Saldo Total", "Cartera"},
			want: map[string]Headers{"account_id": {"cuenta"}, "collector_id": {"asesor"}, "assigned_at": {"fecha_asignacion"},
				"unassigned_at": {"fecha_retiro"}, "assigned_amount": {"Saldo Total"}, "portfolio": {"Cartera"}},
		},
		"a client is the account where nothing else is": {
			entity:  "payments",
			headers: []string{"cliente_id", "fecha", "monto"},
			want:    map[string]Headers{"account_id": {"cliente_id"}, "paid_at": {"fecha"}, "amount": {"monto"}},
		},
		"a client is the debtor beside an account": {
			entity:  "accounts",
			headers: []string{"id_cliente", "nro_credito"},
			want:    map[string]Headers{"account_id": {"nro_credito"}, "debtor_id": {"id_cliente"}},
		},
		"explicit headers are left alone": {
			entity:   "payments",
			headers:  []string{"credito", "fecha", "fecha_pago", "valor"},
			explicit: map[string]Headers{"paid_at": {"fecha"}},
			want:     map[string]Headers{"account_id": {"credito"}, "paid_at": {"fecha"}, "amount": {"valor"}},
		},
		"collectors have names": {
			entity:  "collectors",
			headers: []string{"codigo", "nombre", "equipo", "supervisor", "fecha_ingreso"},
			want: map[string]Headers{"collector_id": {"codigo"}, "collector_name": {"nombre"}, "team": {"equipo"},
				"supervisor": {"supervisor"}, "active_from": {"fecha_ingreso"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			entity, _ := LookupEntity(test.entity)
			if got := matchHeaders(entity, test.headers, test.explicit); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v\nwant %v", got, test.want)
			}
		})
	}
}

// No header of a debtor's name, phone, e-mail, address or of free text may feed anything.
func TestPersonalHeadersFeedNothing(t *testing.T) {
	for _, header := range []string{"Nombre del cliente", "TELEFONO 1", "celular", "correo", "e-mail", "Dirección",
		"Observaciones", "apellidos", "nome do devedor", "comments"} {
		if personalKind(header) == "" {
			t.Errorf("%q is not recognised as personal", header)
		}
		for _, entity := range entities {
			if mapping := matchHeaders(entity, []string{header}, nil); len(mapping) > 0 {
				t.Errorf("%q feeds %s: %v", header, entity.Name, mapping)
			}
		}
	}
}

func FuzzMatchHeaders(f *testing.F) {
	for _, seed := range []string{"Fecha de Pago", "nro_credito", "", "___", "ÑOÑO", "fec", "id", "\xff", "fechafecha"} {
		f.Add(seed, "hora")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		headers := []string{first, second}
		for _, entity := range entities {
			used := map[string]string{}
			for column, feeding := range matchHeaders(entity, headers, nil) {
				if _, ok := entity.Column(column); !ok {
					t.Errorf("%q: column %s is none of %s", headers, column, entity.Name)
				}
				for _, header := range feeding {
					if !slices.Contains(headers, header) {
						t.Errorf("%q: %s is fed by %q, which is no header", headers, column, header)
					}
					if other, ok := used[header]; ok {
						t.Errorf("%q: %q feeds both %s and %s", headers, header, column, other)
					}
					used[header] = column
				}
			}
		}
	})
}
