package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// firstDay is the business date of night 0. Data of the past: the boards go as far as the data, but not beyond today.
var firstDay = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

const config = `timezone: America/Bogota
currency: COP
root: %s
warehouse: data/warehouse.duckdb
published: data/published/warehouse.duckdb
keep_snapshots: 2
threads: 1
memory_limit: 400MB
leaderboard: {min_assigned_accounts: 1}
sources:
  - {name: assignments, entity: assignments, path: "assignments*.csv", exported_at: "assignments_%%Y%%m%%d"}
  - {name: interactions, entity: interactions, path: "interactions*.csv"}
  - {name: payments, entity: payments, path: "payments*.csv"}
  - {name: collectors, entity: collectors, path: "collectors*.csv"}
`

const (
	accounts   = 24
	collectors = 3
)

// operation makes up the exports of one night after the other. Each file has a time of its own, since versions of a row
// go by it: a warehouse built anew must see the same ones.
type operation struct {
	inbox    string
	random   *rand.Rand
	files    []string       // under inbox, in order of arrival
	late     map[int]string // by the night they arrive: files held back, outside of the inbox
	payments []payment
	written  int // files so far
}

type payment struct {
	id, account string
	day         string
	amount      int
}

// newOperation writes the config of a warehouse in folder, and the exports that there are from the start.
func newOperation(folder string, random *rand.Rand) (*operation, error) {
	op := &operation{inbox: filepath.Join(folder, "inbox"), random: random, late: map[int]string{}}
	if err := os.MkdirAll(op.inbox, 0o755); err != nil {
		return nil, err
	}
	if err := writeConfig(folder, op.inbox); err != nil {
		return nil, err
	}
	var text strings.Builder
	text.WriteString("collector_id,collector_name,team\n")
	for i := range collectors {
		fmt.Fprintf(&text, "C%d,Collector %d,Team %d\n", i, i, i%2)
	}
	return op, op.write("collectors.csv", text.String())
}

func writeConfig(folder, inbox string) error {
	return os.WriteFile(filepath.Join(folder, "recaudo.yaml"), fmt.Appendf(nil, config, inbox), 0o644)
}

func (op *operation) write(name, text string) error {
	if err := op.place(filepath.Join(op.inbox, name), text); err != nil {
		return err
	}
	op.files = append(op.files, name)
	return nil
}

func (op *operation) place(path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return err
	}
	op.written++
	at := firstDay.Add(time.Duration(op.written) * time.Minute)
	return os.Chtimes(path, at, at)
}

// night writes the exports of a night, and the late ones that arrive in it.
func (op *operation) night(number int, isLate bool) error {
	day := firstDay.AddDate(0, 0, number)
	if path, ok := op.late[number]; ok {
		delete(op.late, number)
		name := filepath.Base(path)
		if err := os.Rename(path, filepath.Join(op.inbox, name)); err != nil {
			return err
		}
		op.files = append(op.files, name)
	}
	if number%7 == 0 {
		if err := op.write("assignments_"+day.Format("20060102")+".csv", op.assignments(number, day)); err != nil {
			return err
		}
	}
	name := "interactions_" + day.Format("20060102") + ".csv"
	if text := op.interactions(number, day); isLate {
		path := filepath.Join(filepath.Dir(op.inbox), name)
		op.late[number+2] = path
		if err := op.place(path, text); err != nil {
			return err
		}
	} else if err := op.write(name, text); err != nil {
		return err
	}
	return op.write("payments_"+day.Format("20060102")+".csv", op.newPayments(number, day))
}

func (op *operation) assignments(number int, day time.Time) string {
	var text strings.Builder
	text.WriteString("account_id,collector_id,as_of_date,assigned_amount,portfolio,days_past_due\n")
	for i := range accounts {
		fmt.Fprintf(&text, "A%d,C%d,%s,%d,Retail,%d\n", i, (i+number/28)%collectors, day.Format(time.DateOnly),
			1000+100*i, (number+10*i)%120)
	}
	return text.String()
}

func (op *operation) interactions(number int, day time.Time) string {
	var text strings.Builder
	text.WriteString("interaction_id,account_id,collector_id,channel,occurred_at,outcome,promised_amount,promised_date\n")
	for i := range 6 {
		account := op.random.IntN(accounts)
		outcome, amount, due := "No contesta", "", ""
		if op.random.IntN(3) == 0 {
			outcome, amount, due = "Promesa de pago", "100", day.AddDate(0, 0, 3).Format(time.DateOnly)
		}
		fmt.Fprintf(&text, "I%d-%d,A%d,C%d,%s,%s %02d:00:00,%s,%s,%s\n", number, i, account, account%collectors,
			[]string{"call", "sms", "whatsapp"}[op.random.IntN(3)], day.Format(time.DateOnly), 8+i, outcome, amount, due)
	}
	return text.String()
}

const paymentHeader = "payment_id,account_id,paid_at,amount,status\n"

func (p payment) line() string {
	return fmt.Sprintf("%s,%s,%s,%d,settled\n", p.id, p.account, p.day, p.amount)
}

func (op *operation) newPayments(number int, day time.Time) string {
	text := paymentHeader
	for i := range 2 {
		one := payment{
			id:      fmt.Sprintf("P%d-%d", number, i),
			account: fmt.Sprintf("A%d", op.random.IntN(accounts)),
			day:     day.Format(time.DateOnly),
			amount:  10 + op.random.IntN(100),
		}
		op.payments = append(op.payments, one)
		text += one.line()
	}
	return text
}

// correct states another amount for a payment of the past.
func (op *operation) correct(number int) error {
	one := &op.payments[op.random.IntN(len(op.payments))]
	one.amount++
	return op.write(fmt.Sprintf("payments_corrected_%d.csv", number), paymentHeader+one.line())
}

// repeat sends a file of the past once more, under another name.
func (op *operation) repeat(number int) error {
	var old []string
	for _, name := range op.files {
		if strings.HasPrefix(name, "payments_2") {
			old = append(old, name)
		}
	}
	content, err := os.ReadFile(filepath.Join(op.inbox, old[op.random.IntN(len(old))]))
	if err != nil {
		return err
	}
	return op.write(fmt.Sprintf("payments_again_%d.csv", number), string(content))
}

// spoil sends rubbish under the name of an export.
func (op *operation) spoil(number int) error {
	rubbish := make([]byte, 4096)
	for i := range rubbish {
		rubbish[i] = byte(op.random.UintN(256))
	}
	return op.write(rubbishName(number), string(rubbish))
}

// clear takes the rubbish of some nights ago away, as an operator does who has read the message.
func (op *operation) clear(number int) error {
	err := os.Remove(filepath.Join(op.inbox, rubbishName(number-3)))
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// isSpoiled reports whether rubbish lies in the inbox. Every run complains of it until it is gone.
func (op *operation) isSpoiled() (bool, error) {
	found, err := filepath.Glob(filepath.Join(op.inbox, "payments_rubbish_*.csv"))
	return len(found) > 0, err
}

func rubbishName(number int) string { return fmt.Sprintf("payments_rubbish_%d.csv", number) }
