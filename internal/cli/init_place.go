package cli

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// place is where an operation works, as far as this machine knows.
type place struct {
	timeZone, currency                   string
	isTimeZoneGuessed, isCurrencyGuessed bool
}

// guessPlace takes what is given, and guesses the rest: the time zone from the machine, the currency from the time zone.
func guessPlace(getenv func(string) string, timeZone, currency string) place {
	p := place{timeZone: timeZone, currency: currency}
	if p.timeZone == "" {
		p.timeZone, p.isTimeZoneGuessed = machineTimeZone(getenv("TZ"), localtimeTarget()), true
	}
	if p.currency == "" {
		p.currency, p.isCurrencyGuessed = currencyOf(p.timeZone), true
	}
	return p
}

// localtimeTarget returns the file that holds the machine's time zone, "" if that is not said.
func localtimeTarget() string {
	target, err := os.Readlink("/etc/localtime")
	if err != nil {
		return "" // Windows, or a copy instead of a link
	}
	return target
}

// machineTimeZone returns the time zone that the variable TZ or the target of /etc/localtime names, else UTC.
func machineTimeZone(variable, localtime string) string {
	_, fromLink, _ := strings.Cut(localtime, "zoneinfo/")
	for _, name := range []string{strings.TrimPrefix(variable, ":"), fromLink} {
		if name == "" || name == "Local" || strings.HasPrefix(name, "Etc/") {
			continue
		}
		if _, err := time.LoadLocation(name); err == nil {
			return name
		}
	}
	return "UTC"
}

// comment is the head of a proposed config, "" if nothing in it is a guess.
func (p place) comment() string {
	if text := p.guesses(); text != "" {
		return "# " + text + "\n"
	}
	return ""
}

// summary says by which time zone and currency the proposal was made.
func (p place) summary() string {
	text := fmt.Sprintf("time zone %s, currency %s", p.timeZone, p.currency)
	if guesses := p.guesses(); guesses != "" {
		text += ". " + guesses
	}
	return text
}

func (p place) guesses() string {
	const remedy = ": correct what is wrong below, before the first run."
	switch {
	case p.isTimeZoneGuessed && p.timeZone == "UTC":
		return "The time zone is unknown, so UTC stands in its place, and USD is a guess" + remedy
	case p.isTimeZoneGuessed && p.isCurrencyGuessed:
		return "The time zone is this machine's, and the currency that of its country" + remedy
	case p.isTimeZoneGuessed:
		return "The time zone is this machine's" + remedy
	case p.isCurrencyGuessed:
		return "The currency is that of the time zone's country" + remedy
	}
	return ""
}

// currencyOf returns the currency of the country that a time zone is named for, USD for those not listed.
func currencyOf(timeZone string) string {
	if strings.HasPrefix(timeZone, "America/Argentina/") {
		return "ARS"
	}
	for currency, zones := range zonesByCurrency {
		for _, zone := range zones {
			if timeZone == zone {
				return currency
			}
		}
	}
	return "USD"
}

// zonesByCurrency lists the time zones of Latin America and Iberia. Ecuador, El Salvador, Panama, Puerto Rico and the
// United States use the dollar, which is the default.
var zonesByCurrency = map[string][]string{
	"ARS": {"America/Buenos_Aires"},
	"BOB": {"America/La_Paz"},
	"BRL": {
		"America/Sao_Paulo", "America/Bahia", "America/Fortaleza", "America/Recife", "America/Belem", "America/Manaus",
		"America/Cuiaba", "America/Campo_Grande", "America/Maceio", "America/Porto_Velho", "America/Rio_Branco",
		"America/Boa_Vista", "America/Araguaina", "America/Santarem", "America/Noronha",
	},
	"CLP": {"America/Santiago", "America/Punta_Arenas", "Pacific/Easter"},
	"COP": {"America/Bogota"},
	"CRC": {"America/Costa_Rica"},
	"CUP": {"America/Havana"},
	"DOP": {"America/Santo_Domingo"},
	"EUR": {
		"Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta", "Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores",
		"Europe/Andorra",
	},
	"GTQ": {"America/Guatemala"},
	"HNL": {"America/Tegucigalpa"},
	"MXN": {
		"America/Mexico_City", "America/Monterrey", "America/Merida", "America/Cancun", "America/Chihuahua",
		"America/Ciudad_Juarez", "America/Hermosillo", "America/Tijuana", "America/Mazatlan", "America/Matamoros",
		"America/Ojinaga", "America/Bahia_Banderas",
	},
	"NIO": {"America/Managua"},
	"PEN": {"America/Lima"},
	"PYG": {"America/Asuncion"},
	"UYU": {"America/Montevideo"},
	"VES": {"America/Caracas"},
}
