package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	dayFirst   = "02/01/2006"
	monthName  = "200601"
	dayInName  = "20060102"
	robotAgent = "AUTOMATICO"
)

// exports shows an operation as the files that its systems would send.
func (op *operation) exports() []*table {
	tables := []*table{op.collectorTable(), op.accountTable(), op.targetTable(), op.receivableTable()}
	for _, taken := range op.snapshots {
		tables = append(tables, op.assignmentTable(taken))
	}
	for _, month := range op.months() {
		tables = append(tables, op.interactionTable(month), op.paymentTable(month))
	}
	slices.SortFunc(tables, func(a, b *table) int { return strings.Compare(a.name, b.name) })
	return tables
}

// month is the part of a calendar month that an operation covers, as half-open days.
type month struct {
	first    time.Time // first day of the calendar month
	from, to int
}

// isLast says whether the month is the one that is still going on.
func (m month) isLast(op *operation) bool {
	return m.to == op.options.Days
}

// months returns the months in which anything happens, the earliest first.
func (op *operation) months() []month {
	var found []month
	for day := 0; day < op.options.Days; {
		date := op.date(day)
		next := min(op.nextMonth(day), op.options.Days)
		found = append(found, month{
			first: time.Date(date.Year(), date.Month(), 1, 0, 0, 0, 0, time.UTC), from: day, to: next,
		})
		day = next
	}
	return found
}

// assignmentTable lists who held what at the start of one day.
func (op *operation) assignmentTable(taken snapshot) *table {
	date := op.date(taken.day)
	out := &table{
		name: "asignacion_" + date.Format(dayInName) + ".csv", exportedOn: date,
		header: []string{
			"fecha_corte", "credito", "identificacion", "cartera", "gestor", "saldo_capital", "dias_mora",
			"nombre_cliente", "telefono",
		},
	}
	for _, line := range taken.holdings {
		debt := op.accounts[line.account]
		out.add(
			date.Format(dayFirst), debt.id, debt.debtorID, debt.portfolio, op.collectors[line.collector].code,
			line.balance.grouped(), strconv.Itoa(int(date.Sub(debt.due).Hours()/24)), debt.debtorName, debt.phone,
		)
	}
	op.soilAssignments(out)
	return out
}

// interactionTable holds the actions of one month. Finished months are compressed, the current one still grows.
func (op *operation) interactionTable(span month) *table {
	out := &table{
		name: "gestiones_" + span.first.Format(monthName) + ".csv", exportedOn: op.date(span.to - 1),
		header: []string{
			"id_gestion", "fecha", "hora", "credito", "gestor", "canal", "sentido", "resultado", "duracion_seg",
			"valor_promesa", "fecha_promesa", "motivo_no_pago", "costo",
		},
	}
	if !span.isLast(op) {
		out.name += ".gz"
	}
	corrections := 8
	for _, event := range op.interactions {
		switch {
		case event.day >= span.from && event.day < span.to:
			out.add(op.interactionRecord(event)...)
		case event.day >= span.from-10 && event.day < span.from && corrections > 0 &&
			event.outcome.word == "Contacto tercero" && op.chance(0.05):
			// Quality control listened to the call: it was the debtor. The row of last month is sent again.
			event.outcome.word = "Contacto titular"
			out.add(op.interactionRecord(event)...)
			corrections--
		}
	}
	op.soilInteractions(out)
	return out
}

// interactionRecord writes one interaction in the columns of the export.
func (op *operation) interactionRecord(event interaction) []string {
	agent, direction := robotAgent, "Saliente"
	if event.collector != nobody {
		agent = op.collectors[event.collector].code
	}
	if event.isInbound {
		direction = "Entrante"
	}
	var duration, amount, due, cost string
	if !event.isInbound {
		cost = channels[event.channel].cost(event.duration).plain()
	}
	if event.duration > 0 {
		duration = strconv.Itoa(event.duration)
	}
	if event.promisedAmount > 0 {
		amount = event.promisedAmount.plain()
		due = op.date(event.promisedDay).Format(dayFirst)
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", event.second/3600, event.second/60%60, event.second%60)
	return []string{
		fmt.Sprintf("GE%08d", event.serial), op.date(event.day).Format(dayFirst), clock, op.accounts[event.account].id,
		agent, channels[event.channel].word, direction, event.outcome.word, duration, amount, due, event.refusal,
		cost,
	}
}

// paymentTable holds the payments of one month, and those of the month before of which there is news. The system
// behind it is an old one on Windows.
func (op *operation) paymentTable(span month) *table {
	out := &table{
		name: "pagos_" + span.first.Format(monthName) + ".csv", exportedOn: op.date(span.to - 1), isWindows: true,
		header: []string{
			"id_pago", "credito", "fecha_pago", "valor", "estado", "medio", "id_pago_reversado",
		},
	}
	for _, made := range op.payments {
		switch {
		case made.day >= span.from && made.day < span.to:
			out.add(op.paymentRecord(made)...)
		case made.statusLater != "" && op.nextMonth(made.day) == span.from:
			made.status = made.statusLater
			out.add(op.paymentRecord(made)...)
		}
	}
	op.soilPayments(out)
	return out
}

// paymentRecord writes one payment in the columns of the export.
func (op *operation) paymentRecord(made payment) []string {
	var reverses string
	if made.reverses != 0 {
		reverses = paymentID(made.reverses)
	}
	return []string{
		paymentID(made.serial), op.accounts[made.account].id, op.date(made.day).Format(dayFirst),
		made.amount.grouped(), made.status, made.method, reverses,
	}
}

// paymentID numbers the payments.
func paymentID(serial int) string {
	return fmt.Sprintf("RC-%06d", serial)
}
