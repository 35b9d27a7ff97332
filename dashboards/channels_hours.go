package dashboards

import (
	"fmt"
	"strconv"
)

// weekdayNames are in the order of ISO: 1 is Monday.
func weekdayNames(l Language) []string {
	if l == Spanish {
		return []string{"Lun", "Mar", "Mié", "Jue", "Vie", "Sáb", "Dom"}
	}
	return []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
}

// hours is a channel's week: a row for each hour, a column for each weekday.
func hours(l Language, channel, title string) table {
	columns := []column{hourColumn(l, 84)}
	for i, name := range weekdayNames(l) {
		selector := `{channel="` + channel + `", weekday="` + strconv.Itoa(i+1) + `"}`
		columns = append(columns, column{
			title: name, width: 66, align: "center", cell: cell{Type: "color-background", Mode: "basic"},
			// NaN stands where there is nothing to judge by, so that every hour of the channel has its row.
			expr: `max by (hour) (recaudo_hour_reaction_ratio` + selector + ` and recaudo_hour_actions` + selector + ` >= 30)
or max by (hour) (recaudo_hour_actions{channel="` + channel + `"}) * NaN`,
			field: field{
				Unit: unitRatio, Decimals: decimals(0), Min: bound(0), Color: &color{Mode: "continuous-blues"},
				Mappings: []mapping{{Type: "special", Options: special{
					Match: "null+nan", Result: mappedText{Text: "·", Color: "transparent"},
				}}},
			},
		})
	}
	return table{
		title: title,
		description: l.text("Of the channel's actions at this weekday and hour of the business, the share that reached the "+
			"debtor: the deeper the blue, the more. A dot stands for fewer than 30 actions, too few to judge. Actions "+
			"without a time of day are left out.",
			"De las gestiones del canal en este día y hora de la operación, la parte que llegó al titular: más azul, más "+
				"alta. Un punto son menos de 30 gestiones, insuficientes para juzgar. Las gestiones sin hora no entran."),
		width: 9, height: 15, columns: columns, sortedBy: l.text("Hour", "Hora"),
	}
}

// topHours lists the best hours over all channels.
func topHours(l Language) table {
	weekdays, days := exactly{}, weekdayNames(l)
	for i, name := range days {
		weekdays[strconv.Itoa(i+1)] = mappedText{Text: name, Index: i}
	}
	return table{
		title: l.text("Best hours of all channels · month", "Mejores horas de todos los canales · mes"),
		description: l.text("The weekdays and hours at which the most actions reached the debtor, over all channels and "+
			"teams: the twelve with the highest reaction and at least 30 actions.",
			"Los días y horas en que más gestiones llegaron al titular, en todos los canales y equipos: los doce con mayor "+
				"reacción y al menos 30 gestiones."),
		width: 6, height: 15, sortedBy: l.text("Reaction", "Reacción"), descending: true,
		columns: []column{
			channelColumn(l, 90),
			{
				title: l.text("Day", "Día"), width: 50, label: "weekday",
				field: field{Mappings: []mapping{{Type: "value", Options: weekdays}}},
			},
			hourColumn(l, 68),
			{
				title: l.text("Actions", "Gestiones"), width: 78,
				expr: `sum by (channel, weekday, hour) (recaudo_hour_actions)
and topk(12, max by (channel, weekday, hour) (recaudo_hour_reaction_ratio and recaudo_hour_actions >= 30))`,
				field: field{Unit: unitCount, Decimals: decimals(0)},
			},
			{
				title: l.text("Reaction", "Reacción"), width: 78,
				expr:  `topk(12, max by (channel, weekday, hour) (recaudo_hour_reaction_ratio and recaudo_hour_actions >= 30))`,
				field: field{Unit: unitRatio, Decimals: decimals(0)},
			},
		},
	}
}

func hourColumn(l Language, width int) column {
	texts := exactly{}
	for hour := range 24 {
		texts[fmt.Sprintf("%02d", hour)] = mappedText{Text: fmt.Sprintf("%02d–%02d", hour, hour+1), Index: hour}
	}
	return column{
		title: l.text("Hour", "Hora"), width: width, label: "hour",
		field: field{Mappings: []mapping{{Type: "value", Options: texts}}},
	}
}
