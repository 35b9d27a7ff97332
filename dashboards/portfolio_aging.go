package dashboards

// ageOrder is a label by which buckets sort from young to old, whatever their limits are: how many digits the first
// number has, then the number. Sorting by their names would put 181+ before 31-60.
const ageOrder = "age_order"

// agingTable shows one row per aging bucket.
func agingTable(l Language) panel {
	t := table{
		title: l.text("Open accounts by days past due", "Cuentas abiertas por días de mora"),
		description: l.text("One row per age of the debt. Open accounts and balance are of the data date. Restated, roll and "+
			"cure are of each portfolio's latest list with days past due: of the accounts that stood in the bucket the "+
			"day before and were stated again, roll is the share that moved to a later bucket and cure the share that became "+
			"current. Rates are per list: with weekly lists an account can roll four times in a month."+fewNote(l),
			"Una fila por edad de la deuda. Cuentas abiertas y saldo son a la fecha de los datos. Informadas de nuevo, rodamiento y "+
				"al día son de la última lista con días de mora de cada cartera: de las cuentas que estaban en la edad el día anterior "+
				"y se informaron de nuevo, rodamiento es la parte que pasó a una edad mayor y al día la parte que se normalizó. Las "+
				"tasas son por lista: con listas semanales una cuenta puede pasar de edad cuatro veces al mes."+fewNote(l)),
		width: 14, height: 9,
		hiddenLabels: []string{ageOrder},
		columns: []column{
			{
				title: l.text("Days past due", "Días de mora"), width: 120, label: "aging_bucket",
				field: field{Mappings: bucketMappings(l)},
			},
			{
				title: l.text("Open accounts", "Abiertas"), width: 110,
				expr: `label_replace(label_replace(label_replace(label_replace(label_replace(
  sum by (aging_bucket) (recaudo_aging_open_accounts{portfolio=~"$portfolio", currency="$currency"}),
  "age_order", "9", "aging_bucket", ".*"),
  "age_order", "0", "aging_bucket", "current"),
  "age_order", "1$1", "aging_bucket", "([0-9])([^0-9].*)?"),
  "age_order", "2$1", "aging_bucket", "([0-9]{2})([^0-9].*)?"),
  "age_order", "3$1", "aging_bucket", "([0-9]{3})([^0-9].*)?")`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Open balance", "Saldo abierto"), width: 210, cell: gaugeCell(),
				expr:  `sum by (aging_bucket) (recaudo_aging_open_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0), Min: bound(0), Color: fixedColor(amountColor)},
			},
			sampleColumn(l.text("Restated", "Informadas de nuevo"), 150,
				`sum by (aging_bucket) (recaudo_aging_restated_accounts{portfolio=~"$portfolio", currency="$currency"})`),
			{
				title: l.text("Roll", "Rodamiento"), width: 140, cell: gaugeCell(),
				expr: `sum by (aging_bucket) (recaudo_aging_rolled_accounts{portfolio=~"$portfolio", currency="$currency"})
/ (sum by (aging_bucket) (recaudo_aging_restated_accounts{portfolio=~"$portfolio", currency="$currency"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor("orange")},
			},
			{
				title: l.text("Cure", "Al día"), width: 140, cell: gaugeCell(),
				expr: `sum by (aging_bucket) (recaudo_aging_cured_accounts{portfolio=~"$portfolio", currency="$currency", aging_bucket!="current"})
/ (sum by (aging_bucket) (recaudo_aging_restated_accounts{portfolio=~"$portfolio", currency="$currency", aging_bucket!="current"}) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor("green")},
			},
		},
	}
	return sortedByLabel(t, ageOrder)
}

// sortedByLabel sorts a table by a label that it does not show.
func sortedByLabel(t table, label string) panel {
	p := t.panel()
	steps := t.transformations()
	for i := range steps {
		if steps[i].ID == "sortBy" {
			steps[i] = sortBy(label, false)
		}
	}
	p.body["transformations"] = steps
	return p
}

// bucketMappings name the two buckets that are words.
func bucketMappings(l Language) []mapping {
	return []mapping{{Type: "value", Options: exactly{
		"current": {Text: l.text("current", "al día"), Index: 0},
		"unknown": {Text: l.text("unknown", "sin dato"), Index: 1},
	}}}
}

func agingOverTime(l Language) panel {
	return timeSeries{
		title: l.text("Open balance by days past due", "Saldo abierto por días de mora"),
		description: l.text("The balance of the open accounts as it stood at the time, by days past due. When the later ages "+
			"grow and the total does not, old debt is piling up.",
			"El saldo de las cuentas abiertas como estaba en su momento, por días de mora. Si crecen las edades mayores y el "+
				"total no, se está acumulando deuda vieja."),
		width: 10, height: 9, stacked: true,
		targets: []target{
			overTime(0, `sum by (aging_bucket) (recaudo_aging_open_amount{portfolio=~"$portfolio", currency="$currency"})`, "{{aging_bucket}}"),
		},
		field:     field{Unit: unitAmount, Decimals: decimals(0)},
		overrides: []override{named("current", l.text("current", "al día")), named("unknown", l.text("unknown", "sin dato"))},
	}.panel()
}
