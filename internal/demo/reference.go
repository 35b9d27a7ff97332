package demo

import "time"

// collectorTable lists the collectors with their teams.
func (op *operation) collectorTable() *table {
	out := &table{
		name: "gestores.csv", exportedOn: op.options.End,
		header: []string{"codigo", "nombre", "equipo", "supervisor", "fecha_ingreso"},
	}
	for _, person := range op.collectors {
		out.add(person.code, person.name, person.team, person.supervisor, person.joined.Format(dayFirst))
	}
	return out
}

// accountTable lists every account that is ever placed.
func (op *operation) accountTable() *table {
	out := &table{
		name: "cuentas.csv", exportedOn: op.options.End,
		header: []string{
			"credito", "identificacion", "cartera", "valor_original", "fecha_vencimiento", "tipo_cliente", "ciudad",
		},
	}
	for _, debt := range op.accounts {
		out.add(
			debt.id, debt.debtorID, debt.portfolio, debt.original.grouped(), debt.due.Format(dayFirst),
			debt.debtorType, debt.city,
		)
	}
	return out
}

// targetTable sets every collector a goal for each month: a fair share of what the collector held at its beginning,
// a little more or less as managers negotiate.
func (op *operation) targetTable() *table {
	const fairShare = 0.1 // of the balance held
	out := &table{
		name: "metas.csv", exportedOn: op.options.End,
		header: []string{"mes", "gestor", "indicador", "valor"},
	}
	for _, span := range op.months() {
		balances := make([]centavos, len(op.collectors))
		for _, line := range op.snapshotBefore(span.from).holdings {
			balances[line.collector] += line.balance
		}
		for who, person := range op.collectors {
			goal := balances[who].share(fairShare * op.between(0.85, 1.15)).roundedTo(500_000_00)
			out.add(span.first.Format(dayFirst), person.code, "recovered_amount", goal.plain())
		}
	}
	return out
}

// snapshotBefore returns the latest snapshot of a day or earlier.
func (op *operation) snapshotBefore(day int) snapshot {
	latest := op.snapshots[0]
	for _, taken := range op.snapshots {
		if taken.day <= day {
			latest = taken
		}
	}
	return latest
}

// receivableTable shows the creditor's books for the months that are closed: the overdue part shrinks as the work bears
// fruit.
func (op *operation) receivableTable() *table {
	const closedMonths = 4
	out := &table{
		name: "cartera_mes.csv", exportedOn: op.options.End,
		header: []string{"mes", "cartera", "saldo_inicial", "ventas_credito", "saldo_final", "saldo_final_al_dia"},
	}
	tomorrow := op.options.End.AddDate(0, 0, 1)
	running := time.Date(tomorrow.Year(), tomorrow.Month(), 1, 0, 0, 0, 0, time.UTC)
	for i, portfolio := range portfolios {
		beginning := centavos(92_000_000_000_00 / (i + 1))
		overdue := 0.155 + 0.02*float64(i)
		for ago := closedMonths; ago > 0; ago-- {
			sales := beginning.share(op.between(0.42, 0.5)).roundedTo(100_000_00)
			ending := beginning.share(op.between(0.99, 1.03)).roundedTo(100_000_00)
			overdue *= op.between(0.88, 0.97)
			current := ending - sales.share(overdue).roundedTo(100_000_00)
			out.add(
				running.AddDate(0, -ago, 0).Format(dayFirst), portfolio.name, beginning.grouped(), sales.grouped(),
				ending.grouped(), current.grouped(),
			)
			beginning = ending
		}
	}
	return out
}
