package cli

import "testing"

func TestMachineTimeZone(t *testing.T) {
	tests := []struct{ name, variable, localtime, want string }{
		{"variable", "America/Lima", "/usr/share/zoneinfo/Europe/Madrid", "America/Lima"},
		{"variable with a colon", ":America/Lima", "", "America/Lima"},
		{"link", "", "/usr/share/zoneinfo/America/Bogota", "America/Bogota"},
		{"link of a Mac", "", "/var/db/timezone/zoneinfo/America/Sao_Paulo", "America/Sao_Paulo"},
		{"a file instead of a name", ":/etc/localtime", "/usr/share/zoneinfo/America/Bogota", "America/Bogota"},
		{"no place on earth", "", "/usr/share/zoneinfo/Etc/GMT+5", "UTC"},
		{"nothing known", "", "", "UTC"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := machineTimeZone(test.variable, test.localtime); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestCurrencyOf(t *testing.T) {
	for timeZone, want := range map[string]string{
		"America/Bogota":                 "COP",
		"America/Mexico_City":            "MXN",
		"America/Argentina/Cordoba":      "ARS",
		"America/Guayaquil":              "USD",
		"America/New_York":               "USD",
		"Europe/Madrid":                  "EUR",
		"America/Argentina/Buenos_Aires": "ARS",
		"UTC":                            "USD",
	} {
		if got := currencyOf(timeZone); got != want {
			t.Errorf("%s: got %s, want %s", timeZone, got, want)
		}
	}
}

func TestGuessPlaceSaysWhatItGuessed(t *testing.T) {
	machine := func(string) string { return "America/Lima" }
	tests := []struct {
		name, timeZone, currency string
		want                     place
		wantComment              string
	}{
		{
			"both given", "America/Bogota", "USD", place{timeZone: "America/Bogota", currency: "USD"}, "",
		},
		{
			"time zone given", "America/Bogota", "",
			place{timeZone: "America/Bogota", currency: "COP", isCurrencyGuessed: true},
			"# The currency is that of the time zone's country: correct what is wrong below, before the first run.\n",
		},
		{
			"nothing given", "", "",
			place{timeZone: "America/Lima", currency: "PEN", isTimeZoneGuessed: true, isCurrencyGuessed: true},
			"# The time zone is this machine's, and the currency that of its country: correct what is wrong below, " +
				"before the first run.\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := guessPlace(machine, test.timeZone, test.currency)
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if got.comment() != test.wantComment {
				t.Errorf("comment: got %q, want %q", got.comment(), test.wantComment)
			}
		})
	}
}
