package dashboards

func sources(l Language) table {
	count := func(english, spanish string, width int, expr string) column {
		return column{
			title: l.text(english, spanish), width: width, expr: expr,
			field: field{Unit: unitCount, Decimals: decimals(0)},
		}
	}
	alarm := func(english, spanish string, width int, expr string) column {
		return column{
			title: l.text(english, spanish), width: width, align: "right", cell: colorTextCell(), expr: expr, field: alarming("red"),
		}
	}
	return table{
		title: l.text("Sources", "Fuentes"),
		description: l.text("One row per source of the config; counts are since the beginning. Last load: hours since a file was "+
			"loaded. Newest export: the date of the newest file. Refused and failed: files of which nothing was loaded. "+
			"Duplicates were there already, corrected rows replaced an older version, rejected rows are in quarantine: recaudo "+
			"rejects shows them.",
			"Una fila por fuente de la configuración; las cantidades son desde el comienzo. Última carga: horas desde que se cargó "+
				"un archivo. Archivo más nuevo: su fecha. Rechazados y fallidos: archivos de los que no se cargó nada. Las "+
				"duplicadas ya estaban, las corregidas reemplazaron una versión anterior, las rechazadas están en cuarentena: "+
				"recaudo rejects las muestra."),
		height:   10,
		sortedBy: l.text("Source", "Fuente"),
		columns: []column{
			{title: l.text("Source", "Fuente"), width: 180, label: "source"},
			{
				title: l.text("Last load", "Última carga"), width: 110,
				expr:  `(time() - max by (source) (recaudo_pipeline_source_last_load_timestamp_seconds)) / 3600`,
				field: field{Unit: unitHours, Decimals: decimals(1)},
			},
			{
				title: l.text("Newest export", "Archivo más nuevo"), width: 150,
				expr:  `max by (source) (recaudo_pipeline_source_last_export_timestamp_seconds) * 1000`,
				field: field{Unit: l.dayUnit()},
			},
			count("Files", "Archivos", 80, `max by (source) (recaudo_pipeline_source_loaded_files)`),
			alarm("Refused", "Rechazados", 95, `max by (source) (recaudo_pipeline_source_refused_files)`),
			alarm("Failed", "Fallidos", 80, `max by (source) (recaudo_pipeline_source_failed_files)`),
			count("Rows read", "Filas leídas", 120, `max by (source) (recaudo_pipeline_source_read_rows)`),
			count("Accepted", "Aceptadas", 120, `max by (source) (recaudo_pipeline_source_accepted_rows)`),
			count("Duplicates", "Duplicadas", 105, `max by (source) (recaudo_pipeline_source_duplicate_rows)`),
			count("Corrected", "Corregidas", 105, `max by (source) (recaudo_pipeline_source_corrected_rows)`),
			count("Rejected", "En cuarentena", 130, `max by (source) (recaudo_pipeline_source_rejected_rows)`),
			{
				title: l.text("Rejected ÷ read", "Cuarentena ÷ leídas"), width: 230, cell: gaugeCell(),
				expr: `max by (source) (recaudo_pipeline_source_rejected_rows)
/ (max by (source) (recaudo_pipeline_source_read_rows) > 0)`,
				field: field{Unit: unitRatio, Decimals: decimals(2), Min: bound(0), Color: fixedColor("orange")},
			},
		},
	}
}

func rejects(l Language) table {
	return table{
		title: l.text("Rejected rows and emptied cells by reason", "Filas en cuarentena y celdas vaciadas por motivo"),
		description: l.text("What the quarantine holds since the beginning. A rejected row is in no figure; an emptied cell was "+
			"optional and unreadable, and its row counts without it. recaudo rejects shows files and lines.",
			"Lo que guarda la cuarentena desde el comienzo. Una fila en cuarentena no está en ninguna cifra; una celda vaciada era "+
				"opcional e ilegible, y su fila cuenta sin ella. recaudo rejects muestra archivos y líneas."),
		width: 12, height: 12,
		sortedBy: l.text("Rejected rows", "Filas"), descending: true,
		noData: l.text("Nothing is in quarantine. If the whole board is empty: recaudo run.",
			"No hay nada en cuarentena. Si todo el tablero está vacío: recaudo run."),
		columns: []column{
			{title: l.text("Source", "Fuente"), width: 150, label: "source"},
			{title: l.text("Reason", "Motivo"), width: 200, label: "reason"},
			{
				title: l.text("Rejected rows", "Filas"), width: 260, cell: gaugeCell(),
				expr:  `max by (source, reason) (recaudo_pipeline_reject_rejected_rows)`,
				field: field{Unit: unitCount, Decimals: decimals(0), Min: bound(0), Color: fixedColor("orange")},
			},
			{
				title: l.text("Emptied cells", "Celdas"), width: 130,
				expr:  `max by (source, reason) (recaudo_pipeline_reject_nulled_cells)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
		},
	}
}

// checks lists what the checks found, and one row for all of those that found nothing: an empty table would leave open
// whether any check ran.
func checks(l Language) table {
	const passed = "0"
	return table{
		title: l.text("What the checks found", "Qué hallaron los controles"),
		description: l.text("One row per check that found rows which should not exist, in the run behind the figures, and one for "+
			"all others with their number. A check of severity error stops the publish; a warning does not. sql/checks says "+
			"what each one looks for.",
			"Una fila por control que halló filas que no deberían existir, en la corrida de estas cifras, y una para todos los "+
				"demás con su cantidad. Un control de severidad error detiene la publicación; un aviso no. sql/checks dice qué "+
				"busca cada uno."),
		width: 12, height: 12,
		sortedBy: l.text("Severity", "Severidad"), descending: true,
		columns: []column{
			{
				title: l.text("Severity", "Severidad"), width: 110, label: "severity",
				field: field{Mappings: []mapping{{Type: "value", Options: exactly{
					"error": {Text: "error", Index: 0},
					"warn":  {Text: l.text("warning", "aviso"), Index: 1},
					passed:  {Text: l.text("passed", "bien"), Index: 2},
				}}}},
			},
			{
				title: l.text("Check", "Control"), width: 400, label: "check_name",
				field: field{Mappings: []mapping{{Type: "value", Options: exactly{
					passed: {Text: l.text("(all others; their number)", "(todos los demás; cuántos)")},
				}}}},
			},
			{
				title: l.text("Rows", "Filas"), width: 180,
				expr: `max by (severity, check_name) (recaudo_pipeline_check_failing_rows > 0)
or label_replace(label_replace(count(recaudo_pipeline_check_failing_rows == 0), "severity", "0", "", ""), "check_name", "0", "", "")`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
		},
	}
}
