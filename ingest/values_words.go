package ingest

// The words below are what dialers, collection systems, SMS and WhatsApp gateways and mail services write, in English,
// Spanish and Portuguese. They are folded before they are compared, so accents, case and underscores don't matter.

func channelWords() map[string][]string {
	return map[string][]string{
		"call": {
			"phone", "phone call", "telephone", "telephony", "voice", "outbound call", "inbound call", "dialer", "manual call",
			"llamada", "llamadas", "llamada telefonica", "llamada saliente", "llamada entrante", "llamada manual", "telefono",
			"telefonica", "telefonico", "telefonia", "gestion telefonica", "contacto telefonico", "celular", "telefono fijo",
			"marcador", "predictivo", "call center", "contact center",
			"ligacao", "ligacoes", "ligacao telefonica", "chamada", "telefone", "telefonema", "discador",
		},
		"sms": {
			"text", "text message", "texto", "mensaje de texto", "mensaje texto", "mensajes de texto", "msj", "msj texto",
			"mensagem de texto", "torpedo", "sms masivo", "envio sms", "sms saliente",
		},
		"whatsapp": {
			"wa", "wp", "wsp", "wpp", "wapp", "whats", "whats app", "whatsap", "watsapp", "wasap", "zap", "mensaje whatsapp",
			"mensaje de whatsapp", "whatsapp masivo", "whatsapp business", "chat whatsapp", "llamada whatsapp",
		},
		"email": {
			"mail", "e mail", "correo", "correo electronico", "mailing", "correo masivo", "envio de correo", "envio correo",
			"e mail masivo", "email masivo", "emails", "correos", "mensagem eletronica", "correio eletronico",
		},
		"letter": {
			"post", "postal", "postal mail", "mailed letter", "notice", "carta", "cartas", "carta fisica", "correo fisico",
			"correo postal", "correspondencia", "notificacion fisica", "carta certificada", "carta cobranca",
			"carta de cobranca", "carta de cobranza", "telegrama", "correio",
		},
		"visit": {
			"field", "field visit", "in person", "face to face", "home visit", "visita", "visitas", "visita domiciliaria",
			"visita domicilio", "visita de campo", "visita campo", "visita personal", "visita presencial", "presencial",
			"terreno", "campo", "gestion de campo", "gestion en campo", "personal", "visita terreno", "domiciliaria", "externa",
		},
		"voicebot": {
			"bot", "voice bot", "robocall", "auto dialer", "autodialer", "ivr", "ivr outbound", "blaster", "voice blaster",
			"bot de voz", "robot", "robot de voz", "llamada automatica", "llamada robot", "llamada ivr", "mensaje de voz",
			"mensaje de voz automatico", "blaster de voz", "audio", "callbot", "call bot", "ivr saliente", "virtual",
			"agente virtual", "agente virtual de voz", "ura", "robo", "agente de voz", "mensaje pregrabado",
		},
		"portal": {
			"web", "website", "web portal", "self service", "app", "mobile app", "pagina web", "sitio web", "portal web",
			"autogestion", "autoservicio", "autoatendimento", "sucursal virtual", "aplicacion", "aplicativo", "boton de pago",
			"portal de pagos", "site", "web chat", "webchat", "chat web",
		},
		"other": {"otro", "otros", "outro", "outros", "otra", "others", "sin canal", "n/a"},
	}
}

func statusWords() map[string][]string {
	return map[string][]string{
		"settled": {
			"paid", "applied", "confirmed", "completed", "complete", "cleared", "approved", "posted", "success", "successful",
			"succeeded", "captured", "received", "ok", "done", "processed", "valid",
			"aplicado", "aplicada", "pagado", "pagada", "pago", "confirmado", "confirmada", "aprobado", "aprobada",
			"acreditado", "acreditada", "abonado", "conciliado", "conciliada", "recibido", "recaudado", "exitoso", "exitosa",
			"efectivo", "efectivado", "efectuado", "completado", "completada", "procesado", "procesada", "cobrado", "cobrada",
			"liquidado", "liquidada", "cancelado total", "compensado", "registrado", "realizado",
			"aprovado", "confirmada", "creditado", "compensada", "baixado", "quitado", "concluido", "recebido", "efetivado",
		},
		"pending": {
			"open", "in process", "in progress", "processing", "authorized", "scheduled", "waiting", "created", "initiated",
			"uncleared", "on hold", "submitted",
			"pendiente", "por aplicar", "por confirmar", "por conciliar", "en proceso", "en tramite", "en transito",
			"en revision", "en validacion", "por identificar", "sin identificar", "no identificado", "programado",
			"en espera", "no aplicado", "sin aplicar", "autorizado", "iniciado", "creado",
			"pendente", "em processamento", "em analise", "aguardando", "aguardando pagamento", "agendado", "a confirmar",
		},
		"failed": {
			"rejected", "declined", "returned", "bounced", "failure", "error", "refused", "unpaid", "denied", "expired",
			"insufficient funds", "nsf", "voided", "void", "canceled", "cancelled",
			"rechazado", "rechazada", "devuelto", "devuelta", "fallido", "fallida", "no aprobado", "no pagado", "negado",
			"denegado", "denegada", "fondos insuficientes", "sin fondos", "cheque devuelto", "no exitoso", "vencido",
			"expirado", "caducado", "declinado", "declinada",
			"rejeitado", "rejeitada", "devolvido", "devolvida", "falhou", "falha", "recusado", "recusada", "nao pago",
			"nao autorizado", "negada",
		},
		"reversed": {
			"reversal", "chargeback", "charged back", "refunded", "refund", "undone",
			"reversado", "reversada", "reverso", "reversion", "reversa", "anulado", "anulada", "anulacion", "extornado",
			"extorno", "contracargo", "reembolsado", "reembolso", "devolucion",
			"estornado", "estornada", "estorno", "revertido", "revertida", "reembolsada",
		},
	}
}

func directionWords() map[string][]string {
	return map[string][]string{
		"outbound": {
			"out", "outgoing", "sent", "mt", "o", "dialed", "made",
			"saliente", "salida", "salientes", "emitida", "emitido", "realizada", "enviado", "enviada", "hacia cliente",
			"saida", "ativo", "ativa", "activo", "efetuada", "originada",
		},
		"inbound": {
			"in", "incoming", "received", "mo", "i",
			"entrante", "entrada", "entrantes", "recibida", "recibido", "desde cliente", "respuesta",
			"receptivo", "receptiva", "recebida", "recebido",
		},
	}
}

// reactionWords maps outcomes to the reaction ladder. An outcome in which the debtor was reached and gave no promise
// is debtor_contact, also when the debtor refused: the channel worked.
func reactionWords() map[string][]string {
	return map[string][]string{
		"promise": {
			"promise to pay", "promised to pay", "promised", "ptp", "payment promise", "promise made", "payment arrangement",
			"arrangement", "payment plan", "payment agreement", "agreement", "settlement agreed", "commitment",
			"promesa", "promesas", "promesa pago", "promesa de pago", "promesa de pago total", "promesa de pago parcial",
			"promesa total", "promesa parcial", "pdp", "pp", "ppago", "promete pagar", "promesa titular",
			"compromiso", "compromiso pago", "compromiso de pago", "compromiso de pago total", "compromiso de pago parcial",
			"cdp", "cpago", "acuerdo", "acuerdo pago", "acuerdo de pago", "convenio", "convenio de pago", "acuerdo cuotas",
			"plan de pago", "plan de pagos", "acepta acuerdo", "acepta convenio", "negociacion exitosa", "renueva promesa",
			"promessa", "promessa pagamento", "promessa de pagamento", "acordo", "acordo fechado", "acordo realizado",
			"acordo de pagamento", "compromisso", "compromisso de pagamento", "negociacao fechada",
		},
		"debtor_contact": {
			"contact", "contacted", "right party contact", "right party", "rpc", "direct contact", "debtor", "debtor contact",
			"customer contacted", "spoke to debtor", "spoke with debtor", "spoke with customer", "refuses to pay",
			"refusal to pay", "refused to pay", "rtp", "dispute", "disputed", "already paid", "claims paid", "call back",
			"callback", "callback requested", "unable to pay", "hardship", "replied", "reply", "responded", "answered by debtor",
			"contacto", "contactado", "contacto directo", "contacto con titular", "contacto titular", "contacto efectivo",
			"contacto con el titular", "contacto con deudor", "contacto deudor", "contacto cliente", "contacto con cliente",
			"contacto exitoso", "titular", "titular contactado", "cliente contactado", "habla con titular", "cd", "cef",
			"contacto positivo", "se hablo con titular", "renuente", "renuente al pago", "reacio", "reacio al pago",
			"se niega a pagar", "no desea pagar", "negativa de pago", "negativa al pago", "rehusa pagar", "rehusa pago",
			"no reconoce deuda", "no reconoce la deuda", "desconoce deuda", "reclamo", "reclamacion", "disputa", "ya pago",
			"indica que ya pago", "dice que ya pago", "informa pago", "pago realizado", "pago inmediato", "confirma pago",
			"pago confirmado", "solicita informacion", "solicita llamada", "volver a llamar", "rellamar", "agendado",
			"llamar despues", "sin capacidad de pago", "no puede pagar", "dificultad de pago", "dificil recaudo",
			"renegociacion", "refinanciacion", "reestructuracion", "en negociacion", "en tramite de pago", "evaluara pago",
			"recordatorio de pago", "recordatorio", "titular cuelga", "cuelga titular", "respondio", "responde", "respondido",
			"contato", "contatado", "contato com titular", "contato titular", "contato direto", "contato efetivo",
			"contato com cliente", "contato com devedor", "cpc", "recusa", "recusa pagamento", "recusa de pagamento",
			"se recusa a pagar", "nao pode pagar", "sem condicoes de pagar", "ja pagou", "alega pagamento", "retornar ligacao",
			"nao reconhece divida", "em negociacao", "renegociacao", "respondeu",
		},
		"third_party_contact": {
			"third party", "third party contact", "wrong party contact", "message left with third party", "left message",
			"message left", "message with third party", "relative", "family member", "spouse", "coworker", "tpc", "wpc",
			"tercero", "terceros", "contacto tercero", "contacto terceros", "contacto con tercero", "contacto con terceros",
			"contacto indirecto", "contacto familiar", "contacto con familiar", "familiar", "referencia", "codeudor",
			"contacto codeudor", "contacto con codeudor", "contacto referencia", "contacto con referencia",
			"mensaje con tercero", "mensaje a tercero", "mensaje con terceros", "mensaje con familiar", "deja mensaje",
			"se deja mensaje", "mensaje con un tercero", "recado", "razon con tercero", "se deja razon", "ci", "conyuge",
			"contesta tercero", "tercero toma recado", "tercero no da informacion", "vecino",
			"terceiro", "terceiros", "contato com terceiro", "contato com terceiros", "contato terceiro", "contato indireto",
			"recado com terceiro", "recado com terceiros", "recado deixado", "deixou recado", "parente",
		},
		"opened": {
			"open", "read", "seen", "viewed", "click", "clicked", "link clicked", "displayed", "played", "listened",
			"leido", "leida", "visto", "vista", "abierto", "abierta", "abrio", "correo abierto", "mensaje leido",
			"email abierto", "mensaje visto", "clic", "clicado", "hizo clic", "clic en enlace", "mensaje escuchado",
			"escuchado", "escucho mensaje", "lido", "lida", "aberto", "aberta", "visualizado", "visualizada", "mensagem lida",
			"clicou", "ouviu mensagem"},
		"delivered": {
			"delivery", "delivered to handset", "received", "delivrd", "message delivered", "letter delivered", "voicemail left",
			"voicemail message left", "left voicemail",
			"entregado", "entregada", "recibido", "recibida", "mensaje entregado", "correo entregado", "sms entregado",
			"carta entregada", "notificado", "notificada", "mensaje en buzon", "mensaje en buzon de voz",
			"deja mensaje en buzon", "mensaje dejado en buzon", "entregue", "mensagem entregue", "recebido", "recebida",
			"mensagem na caixa postal", "bajo puerta", "se deja bajo puerta", "carta bajo puerta", "buzon con mensaje",
			"aviso de visita"},
		"none": {
			"no answer", "no contact", "not contacted", "na", "busy", "line busy", "voicemail", "voice mail",
			"answering machine", "machine", "hang up", "hung up", "disconnected", "wrong number", "invalid number",
			"number not in service", "out of service", "dropped", "abandoned", "failed", "bounce", "bounced", "hard bounce",
			"soft bounce", "undelivered", "undeliverable", "undeliv", "rejected", "expired", "blocked", "spam", "spam report",
			"unsubscribed", "unsubscribe", "sent", "queued", "accepted", "processed", "deferred", "error", "returned",
			"not home", "moved", "not found", "no contesta", "no contestan", "no contesto", "sin contacto", "no contacto",
			"no contactado", "no contactada", "nc", "sc", "no responde", "sin respuesta", "no respondio", "ocupado",
			"linea ocupada", "buzon", "buzon de voz", "buzon voz", "correo de voz", "contestadora", "contestador",
			"maquina contestadora", "cuelga", "colgo", "cuelgan", "apagado", "telefono apagado", "fuera de servicio",
			"fuera de cobertura", "numero equivocado", "telefono errado", "numero errado", "equivocado", "telefono equivocado",
			"numero incorrecto", "telefono incorrecto", "no existe", "numero no existe", "numero inexistente",
			"telefono danado", "suspendido", "ilocalizado", "ilocalizable", "no localizado", "no ubicado", "inubicable",
			"no se encuentra", "no se encontro", "casa cerrada", "domicilio cerrado", "direccion errada",
			"direccion incorrecta", "direccion no existe", "no vive ahi", "no vive", "se mudo", "cambio de domicilio",
			"deshabitado", "devuelto", "rebotado", "rebote", "rebotada", "no entregado", "no entregada", "fallido", "fallida",
			"rechazado", "enviado", "enviada", "sms enviado", "correo enviado", "mensaje enviado", "whatsapp enviado",
			"en cola", "abandonada", "llamada caida", "se corta llamada", "tono de fax", "sin gestion", "no efectivo",
			"contacto no efectivo", "contacto no exitoso", "fallecido", "carta devuelta", "nao atende", "nao atendeu",
			"nao atendido", "nao contatado", "sem contato", "sem resposta", "nao responde", "caixa postal",
			"secretaria eletronica", "ocupada", "numero errado", "telefone errado", "engano", "desligou", "desligado",
			"telefone desligado", "fora de area", "fora de servico", "nao existe", "nao localizado", "nao entregue",
			"devolvido", "rejeitado", "mensagem enviada", "falha", "mudou se", "ausente", "endereco errado"},
	}
}
