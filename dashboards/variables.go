package dashboards

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/grafana-tools/sdk"
)

// sourceUID and sourceName are those of the provisioned data source; the board picks it where there are several.
const (
	sourceUID  = "recaudo-prometheus"
	sourceName = "Recaudo"
)

// Grafana's numbers for a variable's refresh and sort settings.
const (
	refreshOnTimeRange = 2
	sortAlphabetical   = 1
)

// variables are the same on every board, so that a link from one to another keeps the selection; hideUnused leaves
// those to be seen that the board uses. Currency takes a single value: amounts in different currencies are never added.
// Collector takes one, too, and stands in queries as ${collector:doublequote}, or a name with an apostrophe or a bracket
// would find nobody.
func variables(l Language) []sdk.TemplateVar {
	return []sdk.TemplateVar{
		sourceVariable(l),
		labelVariable("team", l.text("Team", "Equipo"), true),
		collectorVariable(l),
		collectorNumberVariable(l),
		labelVariable("portfolio", l.text("Portfolio", "Cartera"), true),
		labelVariable("currency", l.text("Currency", "Moneda"), false),
		periodVariable(l),
		goalVariable(l),
	}
}

func sourceVariable(l Language) sdk.TemplateVar {
	return sdk.TemplateVar{
		Name: "datasource", Label: l.text("Data source", "Fuente de datos"), Type: "datasource", Query: "prometheus",
		Refresh: refresh(1), Options: []sdk.Option{}, Current: current(sourceName, sourceUID),
	}
}

// labelVariable offers the values of a label of the team metrics. A variable of several values starts at all of them.
func labelVariable(label, title string, multiple bool) sdk.TemplateVar {
	query := "label_values(recaudo_team_assigned_accounts, " + label + ")"
	v := sdk.TemplateVar{
		Name: label, Label: title, Type: "query", Datasource: chosenSource(),
		Query:   map[string]any{"query": query, "refId": "variable"},
		Refresh: refresh(refreshOnTimeRange), Sort: sortAlphabetical, Options: []sdk.Option{},
		Multi: multiple, IncludeAll: multiple,
	}
	if multiple {
		v.AllValue = ".*" // a new team or portfolio belongs to "all" before the list is reloaded
		v.Current = sdk.Current{Text: texts("All"), Value: []string{"$__all"}}
	}
	return v
}

// collectorVariable offers the collectors of the chosen teams.
func collectorVariable(l Language) sdk.TemplateVar {
	v := labelVariable("collector", l.text("Collector", "Gestor"), false)
	v.Query = map[string]any{
		"query": `label_values(recaudo_collector_assigned_accounts{team=~"$team"}, collector)`, "refId": "variable",
	}
	return v
}

// collectorNumberVariable tells people of the collector's name apart; it starts at all of them.
func collectorNumberVariable(l Language) sdk.TemplateVar {
	v := labelVariable("collector_id", l.text("Number", "Número"), false)
	v.Query = map[string]any{
		"query": `label_values(recaudo_collector_assigned_accounts{collector=${collector:doublequote}, team=~"$team"}, collector_id)`,
		"refId": "variable",
	}
	v.IncludeAll, v.AllValue, v.Current = true, ".*", current("All", "$__all")
	return v
}

func periodVariable(l Language) sdk.TemplateVar {
	month, day := l.text("Month to date", "Mes en curso"), l.text("Day", "Día")
	return sdk.TemplateVar{
		Name: "period", Label: l.text("Period", "Periodo"), Type: "custom",
		Query: month + " : month, " + day + " : day",
		Options: []sdk.Option{
			{Text: month, Value: "month", Selected: true},
			{Text: day, Value: "day"},
		},
		Current: current(month, "month"),
	}
}

func refresh(when int64) sdk.BoolInt {
	return sdk.BoolInt{Value: &when}
}

func current(text, value string) sdk.Current {
	return sdk.Current{Text: texts(text), Value: value}
}

func texts(text string) *sdk.StringSliceString {
	return &sdk.StringSliceString{Value: []string{text}, Valid: true}
}

// completeVariables mends what the SDK's variables get wrong for a current Grafana: the text of a single choice is a
// list, settings that are not made hold nulls and wrong kinds of values, and the query is missing where the variable
// editor looks for it.
func completeVariables(board map[string]any) {
	templating, _ := board["templating"].(map[string]any)
	list, _ := templating["list"].([]any)
	for _, item := range list {
		variable, _ := item.(map[string]any)
		dropKeys(variable, "allFormat", "multiFormat")
		maps.DeleteFunc(variable, func(key string, value any) bool {
			return value == nil || key == "allValue" && value == "" || key == "refresh" && value == false
		})
		if query, isObject := variable["query"].(map[string]any); isObject {
			variable["definition"] = query["query"]
		}
		chosen, _ := variable["current"].(map[string]any)
		text, isList := chosen["text"].([]any)
		switch {
		case chosen["value"] == nil:
			variable["current"] = map[string]any{}
		case isList && variable["multi"] != true:
			chosen["text"] = text[0]
		}
	}
}

// hideUnused hides the variables that neither a query or title of the board nor a variable in sight asks for. They stay
// part of the board's address, and so of the links to other boards.
func hideUnused(board map[string]any) {
	var used strings.Builder
	panels, _ := board["panels"].([]any)
	for _, item := range panels {
		panel, _ := item.(map[string]any)
		fmt.Fprintln(&used, panel["title"], panel["targets"])
	}
	templating, _ := board["templating"].(map[string]any)
	list, _ := templating["list"].([]any)
	for _, item := range slices.Backward(list) { // a variable asks for those before it
		variable, _ := item.(map[string]any)
		name, _ := variable["name"].(string)
		uses := regexp.MustCompile(`\$\{?` + name + `\b`)
		if uses.MatchString(used.String()) {
			fmt.Fprintln(&used, variable["definition"])
			continue
		}
		variable["hide"] = 2 // Grafana's number for neither label nor value
	}
}
