package cli

import "testing"

func TestFilledColumns(t *testing.T) {
	row := `{"payment_id":"P1","amount":12345678901234.1200,"method":null,"paid_at":"2026-03-05 00:00:00",` +
		`"paid_at_has_time":false,"row_hash":null,"load_id":3,"source":"pagos"}`
	got, err := filledColumns(row)
	if err != nil {
		t.Fatal(err)
	}
	if want := "payment_id=P1, amount=12345678901234.1200, paid_at=2026-03-05 00:00:00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := filledColumns("not json"); err == nil {
		t.Error("got no error for a row that is no JSON")
	}
}
