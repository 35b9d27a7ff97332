package dashboards

// bestOfSegment is who recovers most of the assigned value of each segment, among those with at least thirty accounts of
// it in the month: with fewer, a payment more or less names somebody else.
const bestOfSegment = `topk by (amount_band, aging_bucket) (1,
  sum by (amount_band, aging_bucket, collector_id, collector) (recaudo_segment_recovered_assigned_amount{team=~"$team", currency="$currency"})
  / (sum by (amount_band, aging_bucket, collector_id, collector) (recaudo_segment_assigned_amount{team=~"$team", currency="$currency"}) > 0)
  > 0
  and on (amount_band, aging_bucket, collector_id)
    sum by (amount_band, aging_bucket, collector_id) (recaudo_segment_assigned_accounts{team=~"$team", currency="$currency"}) >= 30
)`

func segments(l Language) table {
	best := l.text("Best", "Mejor")
	return table{
		title: l.text("By balance and days past due · ${team:text} · Best: of those with 30 accounts or more",
			"Por saldo y días de mora · ${team:text} · Mejor: entre quienes tienen 30 cuentas o más"),
		description: l.text("One row per segment: accounts of like balance and age, over all portfolios, of the chosen teams. "+
			"Effectiveness by amount: recovered ÷ assigned value, from ten accounts upwards. Best is the collector with the highest effectiveness among "+
			"those with at least 30 accounts of the segment; a dash where nobody has as many, or nobody of them recovered anything. Index: what that collector recovered ÷ what an average one would "+
			"have recovered from the same accounts; 1 is average."+fewNote(l),
			"Una fila por segmento: cuentas de saldo y edad parecidos, entre todas las carteras, de los equipos elegidos. "+
				"Efectividad por monto: recuperado ÷ valor asignado, desde diez cuentas. Mejor es el gestor con la mayor efectividad entre quienes "+
				"tienen al menos 30 cuentas del segmento; una raya donde nadie tiene tantas o ninguno de ellos recuperó nada. Índice: lo que ese gestor recuperó ÷ lo que uno promedio habría "+
				"recuperado de las mismas cuentas; 1 es el promedio."+fewNote(l)),
		height:   16,
		sortedBy: l.text("Assigned value", "Valor asignado"), descending: true,
		columns: []column{
			{
				title: l.text("Balance", "Saldo"), width: 230, label: "amount_band",
				field: field{Mappings: bandMappings(l)},
			},
			{
				title: l.text("Days past due", "Días de mora"), width: 120, label: "aging_bucket",
				field: field{Mappings: bucketMappings(l)},
			},
			sampleColumn(l.text("Accounts", "Cuentas"), 100,
				`sum by (amount_band, aging_bucket) (recaudo_segment_assigned_accounts{team=~"$team", currency="$currency"})`),
			{
				title: l.text("Assigned value", "Valor asignado"), width: 160,
				expr:  `sum by (amount_band, aging_bucket) (recaudo_segment_assigned_amount{team=~"$team", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Effectiveness by amount", "Efectividad por monto"), width: 220, cell: gaugeCell(),
				expr: `sum by (amount_band, aging_bucket) (recaudo_segment_recovered_assigned_amount{team=~"$team", currency="$currency"})
/ (sum by (amount_band, aging_bucket) (recaudo_segment_assigned_amount{team=~"$team", currency="$currency"}) > 0)
and sum by (amount_band, aging_bucket) (recaudo_segment_assigned_accounts{team=~"$team", currency="$currency"}) >= 10`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: best, width: 200, label: "collector",
				field: field{Links: collectorLink(l, "__data.fields."+best, "__data.fields."+numberTitle(l))},
			},
			numberColumn(l, 80),
			sampleColumn(l.text("Best: accounts", "Mejor: cuentas"), 140,
				`sum by (amount_band, aging_bucket, collector_id, collector) (recaudo_segment_assigned_accounts{team=~"$team", currency="$currency"})
and on (amount_band, aging_bucket, collector_id) `+bestOfSegment),
			{
				title: l.text("Best: effectiveness", "Mejor: efectividad"), width: 180, cell: gaugeCell(),
				expr:  bestOfSegment,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor("green")},
			},
			{
				title: l.text("Best: index", "Mejor: índice"), width: 120,
				expr: `sum by (amount_band, aging_bucket, collector_id, collector) (recaudo_segment_recovered_assigned_amount{team=~"$team", currency="$currency"})
/ (sum by (amount_band, aging_bucket, collector_id, collector) (recaudo_segment_expected_amount{team=~"$team", currency="$currency"}) > 0)
and on (amount_band, aging_bucket, collector_id) ` + bestOfSegment,
				field: field{Unit: "none", Decimals: decimals(2)},
			},
		},
	}
}

// bandMappings write the default bands, powers of ten, with the separators that readers expect. Bands that a config
// states keep their names.
func bandMappings(l Language) []mapping {
	bands := exactly{}
	low, lowText := "1", "1"
	for digits := 1; digits <= 14; digits++ {
		high := low + "0"
		highText := grouped(high, l.text(",", "."))
		bands[low+"-"+high] = mappedText{Text: lowText + " – " + highText, Index: digits}
		low, lowText = high, highText
	}
	return []mapping{{Type: "value", Options: bands}}
}

// grouped separates a whole number's digits by threes.
func grouped(number, separator string) string {
	for i := len(number) - 3; i > 0; i -= 3 {
		number = number[:i] + separator + number[i:]
	}
	return number
}
