package dashboards

// pipelineBoard is for the operator: whether the night went well, what the exports were like, and how the exporter is.
func pipelineBoard(l Language) []row {
	return []row{
		{l.text("Now", "Ahora"), header(l, lastRunAge(l), lastSuccessAge(l))},
		{l.text("The latest run", "La última corrida"), []panel{
			lastRun(l),
			runDuration(l),
			failedChecks(l),
			warnedChecks(l),
			failedFiles(l),
			supersededRows(l),
			stageDurations(l),
			slowModels(l).panel(),
		}},
		{l.text("Sources: how fresh and how clean", "Fuentes: qué tan frescas y qué tan limpias"), []panel{
			sources(l).panel(),
		}},
		{l.text("What was left out, and what the checks found", "Qué quedó por fuera y qué hallaron los controles"), []panel{
			rejects(l).panel(),
			checks(l).panel(),
		}},
		{l.text("Files and exporter", "Archivos y exportador"), []panel{
			snapshotSize(l),
			warehouseSize(l),
			sizesOverTime(l),
			exporters(l).panel(),
		}},
	}
}

const (
	unitSeconds = "suffix: s" // Grafana's own unit writes out minutes and hours in English
	unitBytes   = "bytes"
	unitState   = "none" // of a number that is shown as a word: with unitText no threshold would colour it
)

func lastRunAge(l Language) panel {
	return stat{
		title: l.text("Since the last run", "Desde la última corrida"),
		description: l.text("Hours since the latest run ended, published or not.",
			"Horas desde que terminó la última corrida, haya publicado o no."),
		width: 5, height: headerHeight, size: 24,
		expr: `(time() - min(recaudo_last_run_timestamp_seconds)) / 3600`,
		field: field{
			Unit: unitHours, Decimals: decimals(1), Color: colorByThreshold(),
			Thresholds: absolute("text", from(lateHours, "orange"), from(staleHours, "red")),
			NoValue:    l.text("no run yet", "ninguna aún"),
		},
	}.panel()
}

func lastSuccessAge(l Language) panel {
	return stat{
		title: l.text("Since the last success", "Desde la última exitosa"),
		description: l.text("Hours since the latest run that ended well. When it is older than the last run, that one failed: "+
			"recaudo status tells why.",
			"Horas desde la última corrida que terminó bien. Si es más vieja que la última corrida, esa falló: recaudo status "+
				"dice por qué."),
		width: 5, height: headerHeight, size: 24,
		expr: `(time() - min(recaudo_last_success_timestamp_seconds)) / 3600`,
		field: field{
			Unit: unitHours, Decimals: decimals(1), Color: colorByThreshold(),
			Thresholds: absolute("text", from(lateHours, "orange"), from(staleHours, "red")),
			NoValue:    l.text("none yet", "ninguna aún"),
		},
	}.panel()
}

func lastRun(l Language) panel {
	return stat{
		title: l.text("Outcome", "Resultado"),
		description: l.text("Whether the latest run succeeded. After a failure the boards go on showing the night before; "+
			"recaudo status says what went wrong and docs/operations.md what to do.",
			"Si la última corrida salió bien. Tras una falla los tableros siguen mostrando la noche anterior; recaudo status "+
				"dice qué pasó y docs/operations.md qué hacer."),
		width: 4, height: 4, background: true, size: 24,
		expr: `min(recaudo_last_run_success)`,
		field: field{
			Unit: unitState, Color: colorByThreshold(), Thresholds: absolute("red", from(1, "transparent")),
			NoValue: l.text("no run yet", "ninguna aún"),
			Mappings: []mapping{{Type: "value", Options: exactly{
				"0": {Text: l.text("failed", "falló"), Index: 0},
				"1": {Text: l.text("succeeded", "exitosa"), Index: 1},
			}}},
		},
	}.panel()
}

func runDuration(l Language) panel {
	return stat{
		title:       l.text("Duration", "Duración"),
		description: l.text("Time the latest run took, all stages together.", "Tiempo que tomó la última corrida, todas las etapas."),
		width:       4, height: 4, size: 32,
		expr:  `sum(max without (instance) (recaudo_run_duration_seconds))`,
		field: field{Unit: unitSeconds, Decimals: decimals(1), Color: fixedColor("text")},
	}.panel()
}

func failedChecks(l Language) panel {
	return stat{
		title: l.text("Checks that failed", "Controles fallidos"),
		description: l.text("Checks of severity error that found rows in the run behind the figures. One of them stops the publish, "+
			"so this is zero on a published night.",
			"Controles de severidad error que hallaron filas en la corrida de estas cifras. Uno solo detiene la publicación; en "+
				"una noche publicada es cero."),
		width: 4, height: 4, size: 32,
		expr:  `count(max without (instance) (recaudo_pipeline_check_failing_rows{severity="error"}) > 0) or 0 * count(recaudo_pipeline_check_failing_rows)`,
		field: alarming("red"),
	}.panel()
}

func warnedChecks(l Language) panel {
	return stat{
		title: l.text("Checks that warn", "Controles con aviso"),
		description: l.text("Checks of severity warn that found rows. Figures are published all the same; the table below names "+
			"them.",
			"Controles de severidad aviso que hallaron filas. Las cifras se publican igual; la tabla de abajo los nombra."),
		width: 4, height: 4, size: 32,
		expr:  `count(max without (instance) (recaudo_pipeline_check_failing_rows{severity="warn"}) > 0) or 0 * count(recaudo_pipeline_check_failing_rows)`,
		field: alarming("orange"),
	}.panel()
}

func failedFiles(l Language) panel {
	return stat{
		title: l.text("Files not loaded", "Archivos no cargados"),
		description: l.text("Files that the latest run found in the inbox and that were refused or failed; nothing of them is in the "+
			"figures. Those that were taken away no longer count. recaudo status says why.",
			"Archivos que la última corrida halló en la carpeta y que se rechazaron o fallaron; nada de ellos está en las "+
				"cifras. Los que ya se retiraron no cuentan. recaudo status dice por qué."),
		width: 4, height: 4, size: 32,
		expr:  `sum(max without (instance) (recaudo_last_run_refused_files + recaudo_last_run_failed_files))`,
		field: alarming("red"),
	}.panel()
}

func supersededRows(l Language) panel {
	return stat{
		title: l.text("Superseded rows", "Filas reemplazadas"),
		description: l.text("Rows that a newer version replaced, or that came too late to count, since the beginning. They are "+
			"kept, so that every figure can be traced.",
			"Filas que una versión más nueva reemplazó, o que llegaron tarde para contar, desde el comienzo. Se guardan para "+
				"poder rastrear cada cifra."),
		width: 4, height: 4, size: 32,
		expr:  `sum(max without (instance) (recaudo_pipeline_superseded_rows))`,
		field: field{Unit: unitCount, Decimals: decimals(0), Color: fixedColor("text")},
	}.panel()
}

// alarming colours a number that should be zero.
func alarming(color string) field {
	return field{
		Unit: unitCount, Decimals: decimals(0), Color: colorByThreshold(), Thresholds: absolute("text", from(1, color)),
	}
}

func stageDurations(l Language) panel {
	return barGauge{
		title: l.text("Duration by stage", "Duración por etapa"),
		description: l.text("Where the time of the latest run went: loading the exports, computing the figures, checking them, "+
			"publishing the snapshot.",
			"En qué se fue el tiempo de la última corrida: cargar los archivos, calcular las cifras, controlarlas y publicar."),
		width: 9, height: 12, label: "stage",
		expr: `sort_desc(max by (stage) (recaudo_run_duration_seconds))`,
		field: field{
			Unit: unitSeconds, Decimals: decimals(1), Min: bound(0), Color: fixedColor(amountColor),
			NoValue: l.text("no run yet", "ninguna aún"),
		},
	}.panel()
}

func slowModels(l Language) table {
	return table{
		title: l.text("Slowest models", "Modelos más lentos"),
		description: l.text("The ten models that took longest when they last ran, and the rows they wrote. A view writes none.",
			"Los diez modelos que más tardaron la última vez, y las filas que escribieron. Una vista no escribe."),
		width: 15, height: 12,
		sortedBy: l.text("Seconds", "Segundos"), descending: true,
		columns: []column{
			{title: l.text("Model", "Modelo"), width: 330, label: "model"},
			{
				title: l.text("Seconds", "Segundos"), width: 400, cell: gaugeCell(),
				expr:  `topk(10, max by (model) (recaudo_pipeline_model_duration_seconds))`,
				field: field{Unit: unitSeconds, Decimals: decimals(2), Min: bound(0), Color: fixedColor(amountColor)},
			},
			{
				title: l.text("Rows", "Filas"), width: 180,
				expr: `max by (model) (recaudo_pipeline_model_written_rows)
and on (model) topk(10, max by (model) (recaudo_pipeline_model_duration_seconds))`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
		},
	}
}
