package dashboards

import (
	"strconv"
	"strings"

	"github.com/grafana-tools/sdk"
)

// goalVariable is the share of credit sales that may be overdue. No export states one, so the reader chooses it; an
// address may carry any other value, as in var-goal=0.035. It starts where the alerts do.
func goalVariable(l Language) sdk.TemplateVar {
	variable := sdk.TemplateVar{Name: "goal", Label: l.text("Overdue goal", "Meta de cartera vencida"), Type: "custom"}
	var choices []string
	for _, goal := range []float64{0.02, 0.03, DefaultGoal, 0.05, 0.06, 0.08, 0.1, 0.15} {
		text := strconv.FormatFloat(100*goal, 'f', -1, 64) + " %"
		value := strconv.FormatFloat(goal, 'f', -1, 64)
		choices = append(choices, text+" : "+value)
		variable.Options = append(variable.Options, sdk.Option{Text: text, Value: value, Selected: goal == DefaultGoal})
		if goal == DefaultGoal {
			variable.Current = current(text, value)
		}
	}
	variable.Query = strings.Join(choices, ", ")
	return variable
}

func receivablesMonth(l Language) panel {
	return stat{
		title: l.text("Receivables of", "Cartera al mes"),
		description: l.text("The latest month whose receivables were exported. Overdue ratio and CEI are of that month, "+
			"everything else on this board is of the month to date.",
			"El último mes cuya cartera se exportó. La proporción vencida y el CEI son de ese mes; lo demás del tablero es "+
				"del mes en curso."),
		width: 4, height: headerHeight, size: 24,
		// The middle of the month: its first midnight lies in the month before for readers further west.
		expr:  `(max(recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}) + 15 * 86400) * 1000`,
		field: field{Unit: l.text("time:YYYY-MM", "time:MM/YYYY"), Color: fixedColor("text")},
	}.panel()
}

func openAmount(l Language) panel {
	return stat{
		title: l.text("Open balance", "Saldo abierto"),
		description: l.text("Balance of all open accounts placed for collection, in the chosen portfolios and currency.",
			"Saldo de todas las cuentas abiertas entregadas a cobro, en las carteras y la moneda elegidas."),
		width: 6, height: headerHeight, size: 24,
		expr:  `sum(recaudo_aging_open_amount{portfolio=~"$portfolio", currency="$currency"})`,
		field: field{Unit: unitAmount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

// overdueShare is overdue receivables over credit sales. Portfolios whose latest statement is older are left out of
// both sums: their month is another one. So are those whose statement lacks one of the two amounts, and so the ratio.
const overdueShare = `sum(
  recaudo_portfolio_overdue_receivable_amount{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_overdue_ratio{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}
    == scalar(max(recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}))
) / (sum(
  recaudo_portfolio_credit_sales_amount{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_overdue_ratio{portfolio=~"$portfolio", currency="$currency"}
  and recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}
    == scalar(max(recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}))
) > 0)`

func overdueRatio(l Language) panel {
	return stat{
		title: l.text("Overdue ratio", "Proporción vencida"),
		description: l.text("Overdue receivables ÷ credit sales of the latest month stated, over the chosen portfolios. A "+
			"portfolio whose latest statement is older, or lacks one of the two, is left out. Overdue goal above the board sets the goal.",
			"Cartera vencida ÷ ventas a crédito del último mes informado, entre las carteras elegidas. Una cartera cuyo "+
				"último informe es más viejo, o al que le falta una de las dos, no cuenta. La meta se elige arriba, en Meta de cartera vencida."),
		width: 5, height: 4, size: 44, expr: overdueShare,
		field: field{Unit: unitRatio, Decimals: decimals(1), Color: fixedColor(amountColor)},
	}.panel()
}

func overdueAgainstGoal(l Language) panel {
	return stat{
		title: l.text("Against the goal of ${goal:text}", "Frente a la meta de ${goal:text}"),
		description: l.text("Whether the overdue ratio is at or under the chosen goal. By how much each portfolio misses it "+
			"stands in the table below.",
			"Si la proporción vencida está en la meta elegida o por debajo. Cuánto le falta a cada cartera está en la tabla "+
				"de abajo."),
		width: 5, height: 4, background: true, size: 26, expr: overdueShare + ` - $goal`,
		field: field{
			Unit: unitRatio, Decimals: decimals(1), Color: colorByThreshold(),
			Thresholds: absolute("green", from(aboveGoal, "orange")),
			Mappings: []mapping{
				{Type: "range", Options: between{From: bound(aboveGoal), Result: mappedText{
					Text: l.text("worse than goal", "peor que la meta"), Index: 0,
				}}},
				{Type: "range", Options: between{To: bound(aboveGoal), Result: mappedText{
					Text: l.text("goal met", "meta cumplida"), Index: 1,
				}}},
			},
		},
	}.panel()
}

// aboveGoal is the least excess that counts as one; a ratio of exactly the goal meets it.
const aboveGoal = 1e-9

func overdueOverTime(l Language) panel {
	goal := l.text("goal", "meta")
	return timeSeries{
		title: l.text("Overdue ratio by portfolio", "Proporción vencida por cartera"),
		description: l.text("The overdue ratio of each portfolio as it stood at the time. It changes when a new month of "+
			"receivables is exported. The dashed line is the goal.",
			"La proporción vencida de cada cartera como estaba en su momento. Cambia cuando se exporta un nuevo mes de "+
				"cartera. La línea punteada es la meta."),
		width: 19, height: 8,
		targets: []target{
			overTime(0, `max by (portfolio) (recaudo_portfolio_overdue_ratio{portfolio=~"$portfolio", currency="$currency"})`, "{{portfolio}}"),
			overTime(1, `vector($goal)`, goal),
		},
		field:     field{Unit: unitRatio, Decimals: decimals(1)},
		overrides: []override{dashed(goal, "orange")},
	}.panel()
}

func overduePortfolios(l Language) table {
	return table{
		title: l.text("Portfolios: overdue and collection effectiveness index",
			"Carteras: vencida e índice de efectividad de cobro"),
		description: l.text("One row per portfolio, at the end of its latest month stated. Overdue ratio: overdue ÷ credit "+
			"sales. Worse than goal by: percentage points (pp) over the chosen goal; negative is under it, which is good. CEI, the collection "+
			"effectiveness index: of what could have been collected in the month, the share that was; near 100 % is good. "+
			"CEI quarter is the same over three months.",
			"Una fila por cartera, al final de su último mes informado. Proporción vencida: vencida ÷ ventas a crédito. "+
				"Peor que la meta por: puntos porcentuales (pp) por encima de la meta elegida; negativo es por debajo, y eso es bueno. CEI, índice de "+
				"efectividad de cobro: de lo que se pudo cobrar en el mes, la parte que se cobró; cerca de 100 % es bueno. CEI "+
				"trimestre es lo mismo en tres meses."),
		height:     6,
		sortedBy:   l.text("Overdue ratio", "Proporción vencida"),
		descending: true,
		columns: []column{
			portfolioColumn(l, 170),
			{
				title: l.text("Month", "Mes"), width: 90,
				expr:  `(max by (portfolio) (recaudo_portfolio_receivables_month_timestamp_seconds{portfolio=~"$portfolio", currency="$currency"}) + 15 * 86400) * 1000`,
				field: field{Unit: l.text("time:YYYY-MM", "time:MM/YYYY")},
			},
			{
				title: l.text("Credit sales", "Ventas a crédito"), width: 160,
				expr:  `max by (portfolio) (recaudo_portfolio_credit_sales_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Receivables", "Cartera total"), width: 160,
				expr:  `max by (portfolio) (recaudo_portfolio_ending_receivable_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Overdue", "Vencida"), width: 150,
				expr:  `max by (portfolio) (recaudo_portfolio_overdue_receivable_amount{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitAmount, Decimals: decimals(0)},
			},
			{
				title: l.text("Overdue ratio", "Proporción vencida"), width: 230, cell: gaugeCell(),
				expr:  `max by (portfolio) (recaudo_portfolio_overdue_ratio{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: l.text("Worse than goal by", "Peor que la meta por"), width: 170, align: "right", cell: colorTextCell(),
				expr: `(max by (portfolio) (recaudo_portfolio_overdue_ratio{portfolio=~"$portfolio", currency="$currency"}) - $goal) * 100`,
				field: field{
					Unit: unitPoints, Decimals: decimals(1), Color: colorByThreshold(),
					Thresholds: absolute("green", from(aboveGoal, "orange")),
				},
			},
			{
				title: l.text("CEI month", "CEI mes"), width: 185, cell: gaugeCell(),
				expr:  `max by (portfolio) (recaudo_portfolio_collection_effectiveness_ratio{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor(countColor)},
			},
			{
				title: l.text("CEI quarter", "CEI trimestre"), width: 185, cell: gaugeCell(),
				expr:  `max by (portfolio) (recaudo_portfolio_collection_effectiveness_quarter_ratio{portfolio=~"$portfolio", currency="$currency"})`,
				field: field{Unit: unitRatio, Decimals: decimals(1), Min: bound(0), Max: bound(1), Color: fixedColor(countColor)},
			},
		},
	}
}
