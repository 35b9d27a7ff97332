package ingest

// headerSynonyms lists what exports call a canonical column, likeliest first; words are spelled out, see
// headerAbbreviations. A debtor's name, phone, e-mail or address and free-text notes are in no list: what is not in a
// list is not read.
func headerSynonyms(entity, column string) []string {
	if synonyms, ok := entitySynonyms()[entity][column]; ok {
		return synonyms
	}
	return sharedSynonyms()[column]
}

// sharedSynonyms hold for every entity that has no list of its own for the column.
func sharedSynonyms() map[string][]string {
	account := []string{
		"credito", "numero credito", "id credito", "codigo credito", "obligacion", "numero obligacion", "id obligacion",
		"cuenta", "numero cuenta", "id cuenta", "codigo cuenta", "account", "account number", "account no", "account",
		"prestamo", "numero prestamo", "id prestamo", "contrato", "numero contrato", "id contrato", "operacion",
		"numero operacion", "id operacion", "producto numero", "numero producto", "tarjeta cuenta",
		"loan", "loan id", "loan number", "case", "case id", "case number", "caso", "id caso", "numero caso", "expediente",
		"numero expediente", "factura", "numero factura", "id factura", "invoice", "invoice id", "invoice number",
		"contract", "contract id", "contract number", "debt id", "id deuda", "deuda id", "numero deuda", "titulo",
		"numero titulo", "conta", "numero conta", "id conta", "matricula", "numero matricula", "suscripcion",
		"numero suscripcion", "poliza", "numero poliza", "pagare", "numero pagare", "referencia credito",
		"referencia cuenta", "clave credito", "clave cuenta", "folio", "folio credito", "placement id",
	}
	debtor := []string{
		"id deudor", "codigo deudor", "id cliente", "codigo cliente", "numero cliente", "customer", "customer id",
		"customer number", "client id", "client number", "identificacion", "numero identificacion", "identificacion cliente",
		"identificacion deudor", "identificacion titular", "id titular", "cedula", "numero cedula", "cedula cliente",
		"cedula deudor", "documento", "numero documento", "documento cliente", "documento deudor", "documento titular",
		"documento identidad", "numero documento identidad", "dni", "nit", "rut", "ruc", "cpf", "cnpj", "cpf cnpj", "curp",
		"rfc", "cuit", "cuil", "rut cliente", "rut deudor", "dni cliente", "borrower id", "id devedor", "codigo devedor",
		"cliente", "deudor", "debtor", "devedor",
	}
	collector := []string{
		"id gestor", "codigo gestor", "gestor id", "id asesor", "codigo asesor", "id agente", "codigo agente", "agent id",
		"id cobrador", "codigo cobrador", "id usuario", "codigo usuario", "user id", "id empleado", "codigo empleado",
		"id ejecutivo", "codigo ejecutivo", "id operador", "codigo operador", "operator id", "id analista",
		"codigo analista", "id negociador", "gestor", "asesor", "agente", "cobrador", "usuario", "agent", "collector",
		"collector code", "collector number", "user", "username", "ejecutivo", "operador", "operator", "analista",
		"negociador", "login", "usuario gestor", "usuario gestion", "usuario asesor", "login agente", "agent login",
		"agent code", "agent number", "legajo", "gestor asignado", "asesor asignado", "agente asignado",
		"cobrador asignado", "ejecutivo asignado", "usuario asignado", "assigned to", "assigned agent",
		"assigned collector", "assignee", "owner", "owner id", "responsable", "responsavel", "atendente", "consultor",
		"colaborador", "funcionario", "recuperador", "nombre gestor", "gestor nombre", "nombre asesor", "nombre agente",
		"nombre cobrador", "nombre ejecutivo", "agent name", "collector name", "nome operador", "nome agente",
	}
	return map[string][]string{
		"account_id":   append(account, debtor...),
		"debtor_id":    debtor,
		"collector_id": collector,
		"currency": {"moneda", "codigo moneda", "tipo moneda", "divisa", "moeda", "codigo moeda", "currency code",
			"iso moneda", "moneda pago", "moneda credito", "moneda cuenta"},
		"portfolio": {"cartera", "nombre cartera", "id cartera", "codigo cartera", "tipo cartera", "portafolio",
			"portafolios", "campana", "nombre campana", "id campana", "campaign", "campaign name", "mandante", "cedente",
			"cliente mandante", "portfolio name", "portfolio id", "carteira", "campanha", "placement", "producto",
			"tipo producto", "linea credito", "linea", "product", "produto", "segmento cartera", "empresa", "entidad", "banco",
			"contratante", "credor", "creditor", "country code"},
		"team": {"equipo", "nombre equipo", "id equipo", "codigo equipo", "celula", "grupo", "equipe", "team name", "team id",
			"grupo trabajo", "cuadrilla", "mesa", "area", "group", "squad", "time equipe", "sede"},
		"month": {"mes", "periodo", "month date", "period", "mes ano", "ano mes", "anio mes", "mes meta", "mes referencia",
			"fecha mes", "mes corte", "vigencia", "competencia", "fecha"},
	}
}

// entitySynonyms hold where the entity decides what a header means: "fecha" is when a payment was made among
// payments, and when the action happened among interactions.
func entitySynonyms() map[string]map[string][]string {
	return map[string]map[string][]string{
		"assignments":  assignmentSynonyms(),
		"accounts":     accountSynonyms(),
		"collectors":   collectorSynonyms(),
		"interactions": interactionSynonyms(),
		"payments":     paymentSynonyms(),
		"promises":     promiseSynonyms(),
		"targets":      targetSynonyms(),
		"receivables":  receivableSynonyms(),
	}
}

func assignmentSynonyms() map[string][]string {
	return map[string][]string{
		"assigned_at": {"fecha asignacion", "fecha inicio asignacion", "fecha asignado", "assigned on", "assigned date",
			"assignment date", "date assigned", "fecha reparto", "fecha entrega", "fecha inicio gestion", "fecha desde", "desde",
			"inicio", "fecha inicio", "start date", "start", "start at", "valid from", "from", "assigned from", "placement date",
			"placed date", "data atribuicao", "data distribuicao", "data inicio", "data asignacion", "fecha carga",
			"fecha inicio cobranza", "fecha ingreso cobranza", "inicio asignacion", "fecha factura", "invoice date"},
		"as_of_date": {"fecha corte", "fecha snapshot", "snapshot date", "as of", "as of date", "fecha foto", "fecha base",
			"fecha informe", "fecha reporte", "report date", "fecha proceso", "fecha archivo", "fecha cierre", "fecha cartera",
			"fecha saldo", "corte", "data base", "data corte", "data referencia", "data posicao", "posicao", "fecha datos",
			"fecha actualizacion", "fecha", "date", "data"},
		"unassigned_at": {"fecha desasignacion", "fecha retiro", "fecha fin asignacion", "fecha fin", "fecha hasta", "hasta",
			"fin", "end", "end date", "end at", "ended at", "valid to", "valid until", "to", "until", "unassigned date",
			"unassigned on", "assigned to date", "recall date", "recalled at", "fecha devolucion", "fecha salida",
			"fecha desasignado", "data fim", "data retirada", "data devolucao", "fin asignacion", "settled date"},
		"assigned_amount": {"monto asignado", "valor asignado", "saldo asignado", "importe asignado", "assigned balance",
			"assigned value", "saldo total", "deuda total", "valor total", "total deuda", "total saldo", "saldo", "saldo deuda",
			"saldo actual", "saldo pendiente", "saldo vencido", "saldo mora", "valor mora", "monto mora", "saldo capital",
			"capital", "deuda", "monto deuda", "valor deuda", "monto total", "monto", "valor", "importe", "balance",
			"outstanding balance", "outstanding amount", "outstanding", "current balance", "balance due", "amount due",
			"total due", "debt amount", "debt", "amount", "invoice amount", "valor obligacion", "valor credito",
			"saldo obligacion", "saldo cuenta", "saldo credito", "capital pendiente", "capital vencido", "saldo insoluto",
			"adeudo", "saldo devedor", "valor divida", "valor em aberto", "valor atraso", "divida", "deuda inicial",
			"monto adeudado", "valor adeudado", "placed amount", "original balance"},
		"days_past_due": {"dias mora", "dias atraso", "dias vencido", "dias vencidos", "dias vencimiento", "mora",
			"dias en mora", "altura mora", "dias mora actual", "max dias mora", "days late", "days overdue", "days delinquent",
			"overdue days", "delinquency days", "atraso", "aging days", "dias de atraso", "mora dias", "atraso dias",
			"edad mora", "max mora", "dpd actual"},
	}
}

func accountSynonyms() map[string][]string {
	shared := sharedSynonyms()
	return map[string][]string{
		"account_id": append([]string{"id"}, shared["account_id"]...),
		"original_amount": {"valor original", "monto original", "importe original", "valor inicial", "monto inicial",
			"valor desembolso", "monto desembolsado", "valor desembolsado", "monto otorgado", "valor credito", "monto credito",
			"valor prestamo", "monto prestamo", "monto aprobado", "cupo", "limite credito", "original balance",
			"original value", "principal", "loan amount", "principal amount", "disbursed amount", "invoice amount",
			"valor factura", "monto factura", "importe factura", "capital inicial", "saldo inicial", "deuda inicial",
			"deuda original", "valor contrato", "valor original divida", "valor titulo", "valor", "monto", "importe", "amount"},
		"due_date": {"fecha vencimiento", "vencimiento", "fecha vence", "fecha limite", "fecha limite pago", "maturity date",
			"due", "due on", "fecha vencimiento factura", "fecha vencimiento obligacion", "data vencimento", "vencimento",
			"fecha exigible", "fecha pago pactada", "invoice due date"},
		"debtor_type": {"tipo deudor", "tipo cliente", "tipo persona", "customer type", "client type", "segmento",
			"segmento cliente", "segment", "customer segment", "naturaleza", "tipo devedor", "tipo pessoa", "perfil",
			"perfil cliente", "perfil riesgo", "paperless bill"},
		"region": {"ciudad", "departamento", "provincia", "zona", "municipio", "estado region", "territorio", "regional",
			"city", "state", "province", "area", "comuna", "cidade", "uf", "regiao", "pais", "country", "country code",
			"localidad", "plaza", "sucursal"},
		"time_zone":    {"zona horaria", "huso horario", "timezone", "tz", "fuso horario"},
		"jurisdiction": {"jurisdiccion", "jurisdicao", "ley aplicable", "legal jurisdiction", "marco legal"},
	}
}

func collectorSynonyms() map[string][]string {
	shared := sharedSynonyms()
	names := []string{"nombre", "nombre completo", "nombres apellidos", "nombres", "name", "full name", "display name",
		"nombre gestor", "nombre asesor", "nombre agente", "nombre cobrador", "nombre ejecutivo", "nombre usuario",
		"nombre empleado", "nombre operador", "nombre analista", "gestor nombre", "asesor nombre", "agent name",
		"collector full name", "employee name", "user name", "nome", "nome completo", "nome operador", "nome agente",
		"nome colaborador", "gestor", "asesor", "agente", "cobrador", "agent", "ejecutivo"}
	return map[string][]string{
		"collector_id": append([]string{"codigo", "id", "code", "id empleado", "employee id", "documento", "numero documento",
			"cedula", "identificacion", "legajo", "dni", "rut", "matricula"}, shared["collector_id"]...),
		"collector_name": names,
		"supervisor": {"nombre supervisor", "jefe", "lider", "coordinador", "nombre lider", "nombre coordinador",
			"team leader", "team lead", "leader", "manager", "jefe directo", "jefe inmediato", "encargado", "lider equipo",
			"supervisor name", "id supervisor", "codigo supervisor", "coordenador", "gerente", "gestor responsavel"},
		"active_from": {"fecha ingreso", "fecha inicio", "fecha alta", "fecha contratacion", "fecha vinculacion", "alta",
			"vigente desde", "desde", "start date", "hire date", "hired on", "hired at", "join date", "joined at", "valid from",
			"data admissao", "data inicio", "data ingresso", "fecha desde", "ingreso", "activo desde"},
		"active_to": {"fecha retiro", "fecha fin", "fecha baja", "fecha salida", "fecha egreso", "baja", "retiro",
			"vigente hasta", "hasta", "end date", "termination date", "left at", "leave date", "valid to", "data demissao",
			"data saida", "data fim", "data desligamento", "fecha hasta", "fecha desvinculacion", "activo hasta", "egreso"},
	}
}

func interactionSynonyms() map[string][]string {
	return map[string][]string{
		"interaction_id": {"id gestion", "gestion id", "codigo gestion", "numero gestion", "id interaccion", "interaction",
			"interaction number", "id llamada", "call id", "id contacto", "contact id", "id accion", "action id", "activity id",
			"id actividad", "id evento", "event id", "message id", "id mensaje", "sms id", "uuid", "unique id", "uniqueid",
			"id registro", "consecutivo", "consecutivo gestion", "secuencia", "id acionamento", "id ligacao", "id mensagem",
			"id contato", "numero acionamento", "transaction id", "ticket", "id ticket", "id"},
		"channel": {"canal", "canal gestion", "canal contacto", "canal comunicacion", "tipo canal", "nombre canal",
			"contact channel", "channel type", "channel name", "medio", "medio contacto", "medio gestion", "medio comunicacion",
			"via", "via contacto", "tipo gestion", "tipo contacto", "tipo accion", "tipo actividad", "tipo interaccion",
			"interaction type", "contact type", "contact method", "action type", "activity type", "communication type",
			"accion", "codigo accion", "action", "medium", "type", "tipo", "canal contato", "tipo contato", "tipo acionamento",
			"meio contato", "forma contacto"},
		"occurred_at": {"fecha hora gestion", "fecha gestion", "fecha hora", "fecha hora llamada", "fecha hora inicio",
			"fecha hora contacto", "fecha hora evento", "fecha interaccion", "fecha hora interaccion", "fecha contacto",
			"fecha llamada", "fecha accion", "fecha actividad", "fecha evento", "fecha envio", "fecha hora envio",
			"fecha visita", "fecha inicio", "fecha registro", "fecha hora registro", "fecha creacion", "timestamp", "datetime",
			"date time", "event time", "event timestamp", "event date", "call date", "call time", "call datetime",
			"call start", "call start time", "start time", "start date time", "started at", "interaction date",
			"interaction time", "interaction at", "contact date", "contact time", "contacted at", "activity date",
			"action date", "created at", "created on", "created date", "sent at", "sent date", "sent time", "date sent",
			"data hora", "data contato", "data ligacao", "data acionamento", "data evento", "data hora acionamento",
			"data hora ligacao", "data envio", "fechahora", "datahora", "momento", "ts", "time", "fecha", "date", "data"},
		"direction": {"sentido", "direccion llamada", "sentido llamada", "sentido gestion", "call direction", "tipo llamada",
			"call type", "tipo trafico", "direccion gestion", "direccion contacto", "sentido contacto", "direcao",
			"tipo ligacao", "inbound outbound", "entrante saliente", "origen llamada"},
		"outcome": {"resultado", "resultado gestion", "resultado llamada", "resultado contacto", "codigo resultado",
			"descripcion resultado", "tipo resultado", "nombre resultado", "result", "result code", "call result",
			"contact result", "outcome code", "disposition", "disposition code", "call disposition", "disposicion",
			"tipificacion", "tipificacion gestion", "codigo tipificacion", "nombre tipificacion", "tipificacion final",
			"calificacion", "calificacion gestion", "respuesta", "respuesta gestion", "codigo respuesta", "efecto",
			"codigo efecto", "efecto gestion", "estado gestion", "estado contacto", "estado llamada", "estado mensaje",
			"estado envio", "estado", "status", "call status", "message status", "delivery status", "estatus", "event",
			"event type", "evento", "response", "conclusion", "desfecho", "resultado acionamento", "resultado ligacao",
			"resultado contato", "tabulacao", "ocorrencia", "situacao", "status acionamento", "codigo gestion resultado"},
		"reaction": {"reaccion", "nivel contacto", "tipo respuesta", "nivel respuesta", "reacao", "contact level"},
		"duration_seconds": {"duracion segundos", "duracion", "duracion llamada", "duracion llamada segundos",
			"duracion gestion", "duration", "call duration", "call length", "talk time", "talk seconds", "talk time seconds",
			"tiempo hablado", "tiempo conversacion", "tiempo llamada", "segundos", "seconds", "billsec", "tiempo segundos",
			"segundos hablados", "duracao", "duracao segundos", "tempo falado", "tempo ligacao", "length seconds"},
		"promised_amount": {"valor promesa", "monto promesa", "monto prometido", "valor prometido", "importe promesa",
			"importe prometido", "valor promesa pago", "monto promesa pago", "promise amount", "ptp amount", "amount promised",
			"valor compromiso", "monto compromiso", "monto comprometido", "valor comprometido", "valor acuerdo",
			"monto acuerdo", "valor convenio", "monto convenio", "promise value", "commitment amount", "promised",
			"valor promessa", "valor prometido", "valor acordo", "valor acordado", "monto pdp", "valor ptp", "monto ptp",
			"arrangement amount"},
		"promised_date": {"fecha promesa", "fecha promesa pago", "fecha prometida", "fecha compromiso",
			"fecha compromiso pago", "fecha comprometida", "fecha acuerdo", "fecha convenio", "fecha pago prometido",
			"fecha pago prometida", "fecha pdp", "fecha ptp", "promise date", "promised on", "promised for", "promise due date",
			"ptp date", "ptp due date", "commitment date", "date promised", "vencimiento promesa", "fecha vencimiento promesa",
			"data promessa", "data prometida", "data acordo", "vencimento acordo", "vencimento promessa", "promesa fecha"},
		"cost_amount": {"costo", "costo gestion", "costo llamada", "costo contacto", "costo envio", "coste", "cost",
			"cost per action", "call cost", "message cost", "valor gestion", "custo", "custo ligacao", "custo contato",
			"tarifa", "precio"},
		"reason_code": {"motivo no pago", "motivo mora", "motivo atraso", "razon no pago", "razon mora", "causa mora",
			"causa no pago", "causal", "causal mora", "causal no pago", "codigo motivo", "motivo", "razon", "motivo gestion",
			"reason", "non payment reason", "delinquency reason", "default reason", "motivo nao pagamento",
			"motivo inadimplencia", "motivo incumplimiento", "codigo razon"},
	}
}
