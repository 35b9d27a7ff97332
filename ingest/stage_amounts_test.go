package ingest

import (
	"fmt"
	"strings"
	"testing"
)

func TestAmountsThatCanBeThousandsOrDecimals(t *testing.T) {
	tests := map[string]struct {
		amounts     []string
		delimiter   string
		dialect     Dialect
		wantRefused bool
		want        string // the first amount as loaded
	}{
		"every point parts thousands": {amounts: []string{"250.000", "1.234", "7"}, wantRefused: true},
		"with a sign and a currency":  {amounts: []string{"$ -250.000", "1.234,50"}, wantRefused: true},
		"a point of another kind":     {amounts: []string{"1.234", "10.5"}, want: "1.2340"},
		"less than one":               {amounts: []string{"0.500"}, want: "0.5000"},
		"no point":                    {amounts: []string{"250000"}, want: "250000.0000"},
		"commas between cells":        {amounts: []string{"1.234"}, delimiter: ",", want: "1.2340"},
		"decimals are configured":     {amounts: []string{"1.234"}, dialect: Dialect{DecimalSeparator: "."}, want: "1.2340"},
		"thousands are configured": {
			amounts: []string{"1.234"}, dialect: Dialect{DecimalSeparator: ",", ThousandsSeparator: "."}, want: "1234.0000",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			source := paymentsSource()
			source.Dialect = test.dialect
			in := newInbox(t, source)
			delimiter := ";"
			if test.delimiter != "" {
				delimiter = test.delimiter
			}
			lines := []string{"payment_id,account_id,paid_at,amount"}
			for i, amount := range test.amounts {
				lines = append(lines, fmt.Sprintf("p%d,a1,2026-03-05,%s", i, amount))
			}
			for i := range lines {
				lines[i] = strings.Replace(lines[i], ",", delimiter, 3)
			}
			in.write("pagos.csv", 0, lines...)
			file := in.run().Files[0]
			inspection := inspectText(t, "pagos.csv", strings.Join(lines, "\n"), InspectOptions{Source: &source})
			isNamed := strings.Contains(fmt.Sprint(inspection.Problems), unclearAmounts)
			if isNamed != test.wantRefused {
				t.Errorf("inspect names it: got %t, want %t", isNamed, test.wantRefused)
			}
			if test.wantRefused {
				if file.Status != Refused || !strings.Contains(file.Err.Error(), unclearAmounts) {
					t.Errorf("got %s: %v", file.Status, file.Err)
				}
				return
			}
			in.wantRows("select amount::varchar from raw.payments where payment_id = 'p0'", test.want)
		})
	}
}
