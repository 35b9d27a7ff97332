package dashboards

func snapshotSize(l Language) panel {
	return stat{
		title: l.text("Snapshot", "Publicado"),
		description: l.text("Size of the published snapshot, which boards and managers read.",
			"Tamaño del archivo publicado, que leen los tableros y los gerentes."),
		width: 4, height: 8, size: 36, expr: `max(recaudo_snapshot_size_bytes)`,
		field: field{Unit: unitBytes, Decimals: decimals(1), Color: fixedColor("text")},
	}.panel()
}

func warehouseSize(l Language) panel {
	return stat{
		title: l.text("Warehouse", "Bodega"),
		description: l.text("Size of the warehouse file when the latest run ended. The disk needs room for it and for the kept "+
			"snapshots.",
			"Tamaño del archivo de la bodega al terminar la última corrida. El disco necesita espacio para él y para los "+
				"publicados que se guardan."),
		width: 4, height: 8, size: 36, expr: `max(recaudo_warehouse_size_bytes)`,
		field: field{Unit: unitBytes, Decimals: decimals(1), Color: fixedColor("text")},
	}.panel()
}

func sizesOverTime(l Language) panel {
	snapshot, warehouse := l.text("snapshot", "publicado"), l.text("warehouse", "bodega")
	return timeSeries{
		title: l.text("File sizes", "Tamaño de los archivos"),
		description: l.text("Both files as each run left them. They should grow with the exports, not faster.",
			"Ambos archivos como los dejó cada corrida. Deberían crecer con los archivos de entrada, no más rápido."),
		width: 16, height: 8,
		targets: []target{
			overTime(0, `max(recaudo_snapshot_size_bytes)`, snapshot),
			overTime(1, `max(recaudo_warehouse_size_bytes)`, warehouse),
		},
		field: field{Unit: unitBytes, Decimals: decimals(1)},
	}.panel()
}

// exporters shows one row per exporter that was seen in the last six hours: one that is down exposes nothing itself, but
// Prometheus still says so.
func exporters(l Language) table {
	return table{
		title: l.text("Exporters", "Exportadores"),
		description: l.text("One row per recaudo serve that Prometheus scraped in the last six hours: whether it answers, how long "+
			"a scrape takes, how many series it holds, its memory, how long ago it read the snapshot, whether it could read the newest "+
			"one, and how many subjects failed. A failed subject is missing from the boards; the exporter's log says why.",
			"Una fila por recaudo serve que Prometheus leyó en las últimas seis horas: si responde, cuánto tarda una lectura, "+
				"cuántas series tiene, su memoria, hace cuánto leyó el archivo publicado, si pudo leer el más nuevo y cuántos temas "+
				"fallaron. Un tema fallido falta en los tableros; el registro del exportador dice por qué."),
		height:   5,
		sortedBy: l.text("Instance", "Instancia"),
		columns: []column{
			{title: l.text("Instance", "Instancia"), width: 260, label: "instance"},
			{
				title: l.text("Answers", "Responde"), width: 140, cell: colorTextCell(),
				expr:  `max by (instance) (up and on (job, instance) max_over_time(recaudo_build_info[6h]))`,
				field: yesOrNo(l),
			},
			{
				title: l.text("Scrape", "Lectura"), width: 150,
				expr:  `max by (instance) (scrape_duration_seconds and on (job, instance) max_over_time(recaudo_build_info[6h]))`,
				field: field{Unit: unitSeconds, Decimals: decimals(3)},
			},
			{
				title: l.text("Series", "Series"), width: 150,
				expr:  `max by (instance) (scrape_samples_scraped and on (job, instance) max_over_time(recaudo_build_info[6h]))`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Memory", "Memoria"), width: 140,
				expr:  `max by (instance) (process_resident_memory_bytes and on (job, instance) recaudo_build_info)`,
				field: field{Unit: unitBytes, Decimals: decimals(0)},
			},
			{
				title: l.text("Since it read", "Desde que leyó"), width: 190,
				expr:  `(time() - max by (instance) (recaudo_snapshot_load_timestamp_seconds)) / 3600`,
				field: field{Unit: unitHours, Decimals: decimals(1)},
			},
			{
				title: l.text("Newest read", "Leyó el más nuevo"), width: 180, cell: colorTextCell(),
				expr:  `max by (instance) (recaudo_snapshot_load_success)`,
				field: yesOrNo(l),
			},
			{
				title: l.text("Subjects", "Temas"), width: 140,
				expr:  `count by (instance) (recaudo_metric_success)`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Subjects failed", "Temas fallidos"), width: 190, cell: colorTextCell(), align: "right",
				expr:  `count by (instance) (recaudo_metric_success == 0) or 0 * count by (instance) (recaudo_metric_success)`,
				field: alarming("red"),
			},
		},
	}
}

func yesOrNo(l Language) field {
	return field{
		Unit: unitState, Color: colorByThreshold(), Thresholds: absolute("red", from(1, "text")),
		Mappings: []mapping{{Type: "value", Options: exactly{
			"0": {Text: l.text("NO", "NO"), Index: 0},
			"1": {Text: l.text("yes", "sí"), Index: 1},
		}}},
	}
}
