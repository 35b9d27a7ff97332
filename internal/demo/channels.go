package demo

// level is how far an action got with the debtor.
type level int

const (
	nothing  level = iota
	reached        // delivered, opened, or somebody else answered
	debtor         // the debtor answered
	promised       // the debtor promised
)

// outcome is one way in which an action on a channel can end, in the words of the export.
type outcome struct {
	word   string
	level  level
	weight float64
}

// channel is one way to reach a debtor, in the words of the export.
type channel struct {
	word  string
	share float64 // of the collectors' actions
	// wear is how fast the channel becomes routine: each of the first attempts on an account makes an answer less
	// likely.
	wear     float64
	isSpoken bool // has a duration
	// tariff is what providers bill for an action: for each minute begun where the channel has a duration.
	tariff   centavos
	outcomes []outcome
}

// cost is what an action on the channel is billed with.
func (c channel) cost(seconds int) centavos {
	if !c.isSpoken {
		return c.tariff
	}
	return c.tariff * centavos((seconds+59)/60)
}

// Positions in channels of those that the simulation asks for by name.
const (
	callChannel = iota
	whatsappChannel
	smsChannel
	emailChannel
	visitChannel
	letterChannel
	botChannel
)

// channels of the operation. The voice bot has no share: it works by itself, as nobody.
var channels = [...]channel{
	callChannel: {word: "Llamada", share: 0.54, wear: 0.05, isSpoken: true, tariff: 85_00, outcomes: []outcome{
		{"No contesta", nothing, 44},
		{"Buzón de voz", nothing, 14},
		{"Número equivocado", nothing, 3},
		{"Contacto tercero", reached, 13},
		{"Contacto titular", debtor, 14},
		{"Promesa de pago", promised, 11},
	}},
	whatsappChannel: {word: "WhatsApp", share: 0.24, wear: 0.35, tariff: 62_50, outcomes: []outcome{
		{"No entregado", nothing, 7},
		{"Mensaje entregado", reached, 38},
		{"Mensaje leído", reached, 32},
		{"Contacto titular", debtor, 14},
		{"Promesa de pago", promised, 10},
	}},
	smsChannel: {word: "SMS", share: 0.09, wear: 0.3, tariff: 11_90, outcomes: []outcome{
		{"No entregado", nothing, 12},
		{"Mensaje entregado", reached, 88},
	}},
	emailChannel: {word: "Correo", share: 0.07, wear: 0.3, tariff: 3_00, outcomes: []outcome{
		{"Correo rebotado", nothing, 9},
		{"Mensaje entregado", reached, 61},
		{"Mensaje leído", reached, 22},
		{"Contacto titular", debtor, 5},
		{"Promesa de pago", promised, 3},
	}},
	visitChannel: {word: "Visita", share: 0.035, wear: 0.05, tariff: 14_500_00, outcomes: []outcome{
		{"No se encontró", nothing, 26},
		{"Contacto tercero", reached, 26},
		{"Contacto titular", debtor, 22},
		{"Promesa de pago", promised, 22},
	}},
	letterChannel: {word: "Carta", share: 0.025, wear: 0.1, tariff: 7_800_00, outcomes: []outcome{
		{"Carta devuelta", nothing, 18},
		{"Carta entregada", reached, 82},
	}},
	botChannel: {word: "Bot de voz", wear: 0.2, isSpoken: true, tariff: 48_00, outcomes: []outcome{
		{"No contesta", nothing, 55},
		{"Buzón de voz", nothing, 20},
		{"Contacto tercero", reached, 8},
		{"Contacto titular", debtor, 14},
		{"Promesa de pago", promised, 3},
	}},
}

// refusals are the reasons that debtors give for not paying.
var refusals = []string{
	"Desempleo", "Desempleo", "Disminución de ingresos", "Disminución de ingresos", "Sobreendeudamiento",
	"Calamidad doméstica", "Enfermedad", "Olvido", "Inconformidad con el cobro", "Viaje",
}

// methods of payment. The accents are why the payments file needs its encoding.
var methods = []string{
	"PSE", "PSE", "PSE", "Corresponsal bancario", "Corresponsal bancario", "Consignación", "Débito automático",
	"Efectivo en oficina", "Billetera móvil",
}
