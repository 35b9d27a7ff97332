package ingest

// Synonyms of the entities that carry money besides assignments.

func paymentSynonyms() map[string][]string {
	return map[string][]string{
		"payment_id": {"id pago", "pago id", "codigo pago", "numero pago", "payment", "payment number", "id abono",
			"numero abono", "id recaudo", "numero recaudo", "recibo", "numero recibo", "id recibo", "recibo caja", "receipt",
			"receipt id", "receipt number", "comprobante", "numero comprobante", "transaccion", "id transaccion",
			"numero transaccion", "codigo transaccion", "transaction", "transaction id", "transaction number",
			"transaction reference", "payment reference", "referencia pago", "numero referencia", "referencia", "reference",
			"numero operacion pago", "consecutivo", "consecutivo pago", "numero autorizacion", "id movimiento",
			"numero movimiento", "id pagamento", "codigo pagamento", "numero pagamento", "id transacao", "uuid", "folio pago",
			"id"},
		"paid_at": {"fecha hora pago", "fecha pago", "fecha abono", "fecha recaudo", "fecha efectiva pago", "fecha efectiva",
			"fecha aplicacion", "fecha transaccion", "fecha hora transaccion", "fecha movimiento", "fecha recibo",
			"fecha deposito", "fecha consignacion", "fecha valor", "fecha cobro", "fecha cancelacion", "fecha contable",
			"fecha registro", "payment date", "payment time", "payment datetime", "paid on", "paid date", "date paid",
			"date of payment", "transaction date", "transaction time", "posting date", "posted at", "posted date",
			"effective date", "value date", "received at", "received date", "receipt date", "settled date", "settled at",
			"settled on", "settlement date", "data pagamento", "data hora pagamento", "data baixa", "data credito",
			"data liquidacao", "data recebimento", "data transacao", "timestamp", "datetime", "created at", "fecha hora",
			"fecha", "date", "data"},
		"amount": {"valor pago", "monto pago", "importe pago", "valor pagado", "monto pagado", "importe pagado",
			"valor abono", "monto abono", "monto abonado", "valor abonado", "valor recaudo", "monto recaudo", "valor recaudado",
			"monto recaudado", "total pagado", "total pago", "total recaudado", "pago total", "payment amount", "paid amount",
			"amount paid", "payment value", "transaction amount", "settled amount", "amount received", "collected amount",
			"amount collected", "received amount", "valor transaccion", "monto transaccion", "valor aplicado", "monto aplicado",
			"monto recuperado", "valor recuperado", "monto cobrado", "valor cobrado", "importe cobrado", "valor recibido",
			"valor consignado", "valor recebido", "valor pagamento", "valor baixado", "valor liquidado", "valor transacao",
			"monto", "valor", "importe", "amount", "abono", "recaudo", "pago", "value", "total", "invoice amount"},
		"status": {"estado", "estado pago", "estado transaccion", "estatus", "estatus pago", "payment status",
			"transaction status", "situacion", "situacion pago", "state", "situacao", "status pagamento", "situacao pagamento",
			"estado aplicacion", "estado recaudo"},
		"reverses_payment_id": {"id pago reversado", "id pago reversa", "pago reversado", "id pago original", "pago original",
			"numero pago original", "id reversado", "reversa de", "reverso de", "reversa pago", "anula pago", "id pago anulado",
			"pago anulado", "id transaccion original", "transaccion original", "original payment", "original payment id",
			"original transaction id", "reversed payment id", "reverses", "reversal of", "refund of", "parent payment id",
			"id pagamento estornado", "pagamento estornado", "id pagamento original", "recibo anulado", "referencia original"},
		"method": {"metodo", "metodo pago", "medio", "medio pago", "forma pago", "tipo pago", "canal pago", "canal recaudo",
			"modalidad", "modalidad pago", "via pago", "payment method", "payment type", "payment channel", "pay method",
			"method payment", "tender type", "instrument", "forma pagamento", "meio pagamento", "tipo pagamento", "canal",
			"punto pago", "banco recaudador", "entidad recaudadora"},
	}
}

func promiseSynonyms() map[string][]string {
	return map[string][]string{
		"promise_id": {"id promesa", "promesa id", "codigo promesa", "numero promesa", "promise", "promise number", "ptp id",
			"id compromiso", "numero compromiso", "id acuerdo", "numero acuerdo", "id convenio", "numero convenio",
			"arrangement id", "agreement id", "id promessa", "id acordo", "numero acordo", "consecutivo", "id"},
		"promised_at": {"fecha hora promesa", "fecha registro", "fecha registro promesa", "fecha creacion",
			"fecha creacion promesa", "fecha gestion", "fecha generacion", "fecha toma promesa", "fecha acuerdo",
			"fecha negociacion", "fecha convenio", "fecha hora", "fecha captura", "promised on", "promise made at",
			"promise made on", "date made", "made on", "made at", "taken at", "taken on", "created at", "created on",
			"created date", "agreement date", "arrangement date", "promise created", "data registro", "data criacao",
			"data acordo", "data negociacao", "fecha promesa", "promise date", "data promessa", "fecha", "date", "data"},
		"due_date": {"fecha vencimiento", "vencimiento", "fecha vencimiento promesa", "fecha limite", "fecha limite pago",
			"fecha pago", "fecha pago prometida", "fecha pago prometido", "fecha prometida", "fecha compromiso",
			"fecha compromiso pago", "fecha promesa pago", "fecha pactada", "fecha acordada", "fecha cumplimiento",
			"fecha para pago", "promised date", "promised for", "payment due", "due", "due on", "due by", "ptp date",
			"promise due date", "pay by", "data vencimento", "vencimento", "data prometida", "data pagamento",
			"fecha promesa", "promise date", "data promessa"},
		"amount": {"valor promesa", "monto promesa", "monto prometido", "valor prometido", "importe promesa",
			"importe prometido", "promised amount", "promise amount", "ptp amount", "amount promised", "valor compromiso",
			"monto compromiso", "monto comprometido", "valor acuerdo", "monto acuerdo", "valor pactado", "monto pactado",
			"valor convenio", "monto convenio", "valor promesa pago", "monto promesa pago", "promise value",
			"agreed amount", "arrangement amount", "valor promessa", "valor acordo", "valor acordado", "valor cuota", "monto",
			"valor", "importe", "value"},
	}
}

func targetSynonyms() map[string][]string {
	return map[string][]string{
		"metric": {"indicador", "metrica", "kpi", "medida", "nombre indicador", "indicator", "measure", "metric name",
			"concepto", "tipo meta", "meta indicador", "objetivo indicador"},
		"value": {"valor", "meta", "valor meta", "monto meta", "meta valor", "objetivo", "valor objetivo", "target",
			"target value", "target amount", "goal", "goal value", "presupuesto", "cuota", "meta mensual", "monto", "importe",
			"quota", "budget", "amount", "meta recaudo"},
	}
}

func receivableSynonyms() map[string][]string {
	return map[string][]string{
		"beginning_receivable": {"cartera inicial", "saldo inicial", "cuentas cobrar inicial", "saldo inicial cartera",
			"cxc inicial", "opening balance", "opening receivable", "beginning balance", "beginning receivables",
			"opening receivables", "saldo anterior", "valor inicial", "carteira inicial", "saldo inicial carteira",
			"contas receber inicial"},
		"credit_sales": {"ventas credito", "ventas", "ventas mes", "venta credito", "facturacion", "facturacion credito",
			"sales", "sales on credit", "colocacion", "colocaciones", "desembolsos", "vendas prazo", "vendas credito", "vendas",
			"faturamento", "billings"},
		"ending_receivable": {"cartera final", "saldo final", "cuentas cobrar final", "saldo final cartera", "cxc final",
			"closing balance", "closing receivable", "ending balance", "ending receivables", "closing receivables",
			"cartera total", "saldo total", "total cartera", "valor final", "carteira final", "saldo final carteira",
			"contas receber final"},
		"ending_current": {"cartera corriente", "cartera al dia", "cartera vigente", "saldo corriente", "saldo al dia",
			"cartera no vencida", "saldo vigente", "saldo final al dia", "saldo final corriente", "saldo final vigente",
			"cartera final al dia", "cartera final corriente", "cartera final vigente", "corriente", "al dia", "vigente",
			"ending current receivable",
			"current receivable", "current receivables", "not past due", "current balance", "carteira em dia",
			"saldo a vencer", "a vencer", "por vencer"},
	}
}
