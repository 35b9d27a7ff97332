package sqlfiles_test

import (
	"maps"
	"slices"
	"testing"

	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// TestLateNewsRestatesWhatItTouches is about what reaches further back than its own date, each as one late fact.
func TestLateNewsRestatesWhatItTouches(t *testing.T) {
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	assignment := map[string]string{
		"account_id": "A1", "collector_id": "ana", "assigned_at": dateText(0), "assigned_amount": "1000",
	}
	promise := map[string]string{
		"promise_id": "M1", "account_id": "A1", "promised_at": dateText(2), "due_date": dateText(7), "amount": "100",
	}
	payment := map[string]string{"payment_id": "P1", "account_id": "A1", "paid_at": dateText(4), "amount": "100"}
	taken := map[string]string{"payment_id": "P2", "account_id": "A1", "paid_at": dateText(5), "amount": "-50"}
	reversal := map[string]string{
		"payment_id": "R1", "account_id": "A1", "paid_at": dateText(12), "amount": "-100", "reverses_payment_id": "P1",
	}
	known := []fact{
		{entity: "assignments", key: "A1", values: assignment},
		{entity: "promises", key: "M1", values: promise},
		{entity: "payments", key: "P1", values: payment},
	}
	for _, test := range []struct {
		name  string
		known []fact // besides the assignment, the promise and the payment that keeps it
		late  fact   // of the second night
		asOf  []int  // the boards of both nights, in days since firstDate. Default is 20, 30
	}{
		{
			name: "a reversal after the promise's window takes back that it was kept",
			late: fact{entity: "payments", key: "R1", values: map[string]string{
				"payment_id": "R1", "account_id": "A1", "paid_at": dateText(28), "amount": "-100",
				"reverses_payment_id": "P1",
			}},
		},
		{
			name:  "a late payment lets the promise have been kept before it",
			known: []fact{{entity: "payments", key: "P2", values: taken}},
			late: fact{entity: "payments", key: "P3", values: map[string]string{
				"payment_id": "P3", "account_id": "A1", "paid_at": dateText(6), "amount": "50",
			}},
		},
		{
			name: "a corrected payment leaves its old date",
			late: fact{entity: "payments", key: "P1", values: changed(payment, "paid_at", dateText(25))},
		},
		{
			name: "an account's currency becomes known",
			late: fact{entity: "accounts", key: "A1", values: map[string]string{"account_id": "A1", "currency": "USD"}},
		},
		{
			name: "an account's portfolio becomes known after its actions",
			known: []fact{{entity: "interactions", key: "I1", values: map[string]string{
				"interaction_id": "I1", "account_id": "A2", "channel": "call", "occurred_at": dateText(3),
				"currency": "COP", "reason_code": "forgot",
			}}},
			late: fact{entity: "accounts", key: "A2", values: map[string]string{"account_id": "A2", "portfolio": "west"}},
		},
		{
			name: "an action turns out to have come before others",
			known: []fact{
				{entity: "interactions", key: "I1", values: map[string]string{
					"interaction_id": "I1", "account_id": "A1", "channel": "call", "occurred_at": dateText(6),
				}},
				{entity: "interactions", key: "I2", values: map[string]string{
					"interaction_id": "I2", "account_id": "A1", "channel": "call", "occurred_at": dateText(20),
				}},
			},
			late: fact{entity: "interactions", key: "I0", values: map[string]string{
				"interaction_id": "I0", "account_id": "A1", "channel": "call", "occurred_at": dateText(5),
			}},
		},
		{
			name: "a later interval gives the account's events their currency",
			late: fact{entity: "assignments", key: "A1 later", values: map[string]string{
				"account_id": "A1", "collector_id": "bea", "assigned_at": dateText(25), "currency": "USD",
			}},
		},
		{
			name: "an earlier interval gives the account's events another currency",
			known: []fact{{entity: "assignments", key: "A1 later", values: map[string]string{
				"account_id": "A1", "collector_id": "bea", "assigned_at": dateText(10), "currency": "EUR",
			}}},
			late: fact{entity: "assignments", key: "A1 between", values: map[string]string{
				"account_id": "A1", "collector_id": "bea", "assigned_at": dateText(5), "currency": "USD",
			}},
		},
		{
			name: "a payment is taken back on another account",
			late: fact{entity: "payments", key: "R1", values: map[string]string{
				"payment_id": "R1", "account_id": "A2", "paid_at": dateText(28), "amount": "-100", "reverses_payment_id": "P1",
			}},
		},
		{
			name: "an action is found before a payment that was taken back on another account",
			known: []fact{{entity: "payments", key: "R1", values: map[string]string{
				"payment_id": "R1", "account_id": "A2", "paid_at": dateText(8), "amount": "-100", "reverses_payment_id": "P1",
			}}},
			late: fact{entity: "interactions", key: "I1", values: map[string]string{
				"interaction_id": "I1", "account_id": "A1", "collector_id": "bea", "channel": "call", "occurred_at": dateText(3),
			}},
		},
		{
			name:  "a reversal turns out to take back no payment",
			known: []fact{{entity: "payments", key: "R1", values: reversal}},
			late:  fact{entity: "payments", key: "R1", values: changed(reversal, "reverses_payment_id", "")},
		},
		{
			name:  "a reversal on another account turns out to take back no payment",
			known: []fact{{entity: "payments", key: "R1", values: changed(reversal, "account_id", "A2")}},
			late: fact{entity: "payments", key: "R1", values: changed(
				changed(reversal, "account_id", "A2"), "reverses_payment_id", "")},
		},
		{
			name:  "money that went back turns out to have come",
			known: []fact{{entity: "payments", key: "P2", values: changed(taken, "paid_at", dateText(7))}},
			late: fact{entity: "payments", key: "P2", values: changed(
				changed(taken, "paid_at", dateText(7)), "amount", "50")},
		},
		{
			name:  "money turns out to have gone back on another account",
			known: []fact{{entity: "payments", key: "P2", values: changed(taken, "paid_at", dateText(7))}},
			late: fact{entity: "payments", key: "P2", values: changed(
				changed(taken, "paid_at", dateText(7)), "account_id", "A9")},
		},
		{
			name: "an account changes hands between a payment and the row before it that takes it back",
			known: []fact{
				{entity: "payments", key: "P5", values: map[string]string{
					"payment_id": "P5", "account_id": "A1", "paid_at": dateText(10), "amount": "100",
				}},
				{entity: "payments", key: "R5", values: map[string]string{
					"payment_id": "R5", "account_id": "A1", "paid_at": dateText(3), "amount": "-100",
					"reverses_payment_id": "P5",
				}},
			},
			late: fact{entity: "assignments", key: "A1 later", values: map[string]string{
				"account_id": "A1", "collector_id": "bea", "assigned_at": dateText(6),
			}},
		},
		{
			name: "a promise is due before it is made",
			late: fact{entity: "promises", key: "M2", values: changed(
				changed(promise, "promise_id", "M2"), "promised_at", dateText(15))},
		},
		{
			name: "a promise turns out to be due before it was made",
			known: []fact{{entity: "promises", key: "M2", values: changed(
				changed(promise, "promise_id", "M2"), "promised_at", dateText(15))}},
			late: fact{entity: "promises", key: "M2", values: changed(
				changed(promise, "promise_id", "M2"), "due_date", dateText(18))},
		},
		{
			name: "a promise is broken by the days that pass, whatever arrives",
			late: fact{entity: "interactions", key: "I1", values: map[string]string{
				"interaction_id": "I1", "account_id": "A9", "channel": "call", "occurred_at": dateText(20),
			}},
			known: []fact{{entity: "promises", key: "M2", values: map[string]string{
				"promise_id": "M2", "account_id": "A1", "promised_at": dateText(15), "due_date": dateText(19), "amount": "700",
			}}},
		},
		{
			name: "an account turns out to be long overdue",
			known: []fact{{entity: "assignments", key: "A2", values: map[string]string{
				"account_id": "A2", "collector_id": "bea", "assigned_at": dateText(0), "assigned_amount": "1000",
			}}},
			late: fact{entity: "assignments", key: "A1 again", values: map[string]string{
				"account_id": "A1", "collector_id": "ana", "assigned_at": dateText(3), "days_past_due": "45",
			}},
		},
		{
			name: "an account's debtor turns out to be a company",
			late: fact{entity: "accounts", key: "A1", values: map[string]string{
				"account_id": "A1", "debtor_type": "company",
			}},
			asOf: []int{40, 42}, // January is over
		},
		{
			name: "a payment follows an action of as many days before as count as a touch, two months back",
			known: []fact{{entity: "interactions", key: "I1", values: map[string]string{
				"interaction_id": "I1", "account_id": "A1", "collector_id": "ana", "channel": "call",
				"occurred_at": dateText(30),
			}}},
			late: fact{entity: "payments", key: "P3", values: map[string]string{
				"payment_id": "P3", "account_id": "A1", "paid_at": dateText(60), "amount": "300",
			}},
			asOf: []int{59, 60}, // January 31, March 1 and 2
		},
		{
			name: "a payment follows an action of as many days before as let it count as paid",
			known: []fact{{entity: "interactions", key: "I1", values: map[string]string{
				"interaction_id": "I1", "account_id": "A1", "collector_id": "ana", "channel": "call",
				"occurred_at": dateText(27), "reaction": "debtor_contact",
			}}},
			late: fact{entity: "payments", key: "P3", values: map[string]string{
				"payment_id": "P3", "account_id": "A1", "paid_at": dateText(34), "amount": "300",
			}},
			asOf: []int{33, 34},
		},
		{
			name: "a collector gets a name and a team",
			late: fact{entity: "collectors", key: "ana", values: map[string]string{
				"collector_id": "ana", "collector_name": "Ana", "team": "east",
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.late.night = 1
			if test.asOf == nil {
				test.asOf = []int{20, 30}
			}
			h := &history{nights: test.asOf, facts: slices.Concat(known, test.known, []fact{test.late})}
			r, err := replay(t.Context(), project, h, maps.Clone(defaultSettings))
			if err != nil {
				t.Fatal(err)
			}
			for _, difference := range r.differences {
				t.Error(difference)
			}
		})
	}
}
