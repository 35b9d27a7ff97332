package dashboards

import "strconv"

// The hours after the end of a business day at which its figures are late, and at which they are stale: the next
// day's night should be through by the first, and has been missed by the second.
const (
	lateHours  = 28
	staleHours = 36
)

// header begins a board's first row: how old the figures are, and what to do when they are old or missing. It takes
// 14 of the 24 columns and 3 of height; a board may add panels of its own.
func header(l Language, more ...panel) []panel {
	return append([]panel{dataAsOf(l), dataAge(l), dataState(l)}, more...)
}

// headerHeight is that of the header's panels.
const headerHeight = 3

func dataAsOf(l Language) panel {
	return stat{
		title: l.text("Data as of", "Datos al"),
		description: l.text("The last date that the figures include, in the operation's time zone.",
			"La última fecha incluida en las cifras, en la zona horaria de la operación."),
		width: 4, height: headerHeight, size: 24,
		// Noon of the day, so that a reader some time zones away still sees the same date. Grafana counts milliseconds.
		expr: `(min(recaudo_data_as_of_timestamp_seconds) + 43200) * 1000`,
		field: field{
			Unit: l.dayUnit(), NoValue: l.text("no data yet", "sin datos"), Color: fixedColor("text"),
		},
	}.panel()
}

func dataAge(l Language) panel {
	return stat{
		title: l.text("Age of the data", "Antigüedad"),
		description: l.text("Time since the end of the last date included. Amber after 28 hours: the night is "+
			"late. Red after 36 hours: a night was missed, do not act on these figures.",
			"Tiempo desde el final de la última fecha incluida. Ámbar después de 28 horas: el proceso nocturno va "+
				"tarde. Rojo después de 36 horas: faltó una noche, no actúe con estas cifras."),
		width: 3, height: headerHeight, background: true, size: 24,
		// In hours, because Grafana writes out longer units in English.
		expr: `clamp_min(time() - min(recaudo_data_as_of_timestamp_seconds) - 86400, 0) / 3600`,
		field: field{
			Unit: unitHours, Decimals: decimals(0), NoValue: l.text("no data yet", "sin datos"),
			Color:      colorByThreshold(),
			Thresholds: absolute("transparent", from(lateHours, "orange"), from(staleHours, "red")),
		},
	}.panel()
}

// dataState says in words what the age says in colour, and what to do. It has a value even when nothing is scraped,
// because a board without data must not leave its reader alone.
func dataState(l Language) panel {
	return stat{
		title: l.text("State of the data", "Estado de los datos"),
		description: l.text("Whether the figures can be trusted, and the command that tells the operator more. “No data "+
			"yet”: no night has been published, so recaudo run comes first. “Nothing scraped”: Prometheus reads no "+
			"exporter; start recaudo serve and name it in Prometheus' configuration. “Figures may be incomplete”: files in the "+
			"inbox were refused or could not be read, or a source sends nothing any more; Pipeline health says which. “Stale” and “last run failed”: "+
			"recaudo status says what went wrong, docs/operations.md what to do.",
			"Si las cifras son confiables, y el comando que le dice más al operador. «Sin datos»: no se ha publicado "+
				"ninguna noche; primero va recaudo run. «Nada que leer»: Prometheus no lee ningún exportador; inicie "+
				"recaudo serve y nómbrelo en la configuración de Prometheus. «Cifras quizás incompletas»: se rechazaron "+
				"archivos o no se pudieron leer, o una fuente dejó de enviar; Salud del proceso dice cuáles. «Desactualizado» y «falló la última "+
				"corrida»: recaudo status dice qué pasó y docs/operations.md qué hacer."),
		width: 7, height: headerHeight, background: true, size: 18,
		expr: `absent(recaudo_snapshot_loaded) * 6
or (min(recaudo_snapshot_loaded) == 0) + 5
or (time() - min(recaudo_data_as_of_timestamp_seconds) > bool 86400 + 36 * 3600 == 1) + 3
or (min(recaudo_last_run_success) == 0) + 3
or (time() - min(recaudo_data_as_of_timestamp_seconds) > bool 86400 + 28 * 3600 == 1) + 1
or (sum(recaudo_last_run_refused_files) + sum(recaudo_last_run_failed_files) > bool 0 == 1)
or (max(` + sourceSilence + `) > bool ` + strconv.FormatFloat(silentPauses, 'f', -1, 64) + ` == 1)
or vector(0)`,
		field: field{
			Unit: "none", Color: colorByThreshold(),
			NoValue:    l.text("Prometheus does not answer", "Prometheus no responde"),
			Thresholds: absolute("transparent", from(1, "orange"), from(4, "red")),
			Mappings: []mapping{{Type: "value", Options: exactly{
				"0": {Text: l.text("up to date", "al día"), Index: 0},
				"1": {Text: l.text("figures may be incomplete: see Pipeline health",
					"cifras quizás incompletas: vea Salud del proceso"), Index: 1},
				"2": {Text: l.text("late: recaudo status", "tarde: recaudo status"), Index: 2},
				"3": {Text: l.text("last run failed: recaudo status", "falló la última corrida: recaudo status"), Index: 3},
				"4": {Text: l.text("stale: recaudo status", "desactualizado: recaudo status"), Index: 4},
				"5": {Text: l.text("no data yet: recaudo run", "sin datos: recaudo run"), Index: 5},
				"6": {Text: l.text("nothing scraped: recaudo serve", "nada que leer: recaudo serve"), Index: 6},
			}}},
		},
	}.panel()
}
