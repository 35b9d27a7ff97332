package metrics

import (
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// teamLabel is the label by which a series belongs to a team.
const teamLabel = "team"

// OfTeams returns the definitions as an exporter of these teams alone serves them: the rows of a definition with a
// team label are those of the teams; one without is left out, since what is over all teams less what is theirs is the
// others', unless its header says that it is shared. Without teams everything is served.
func OfTeams(definitions []Definition, teams []string) []Definition {
	if len(teams) == 0 {
		return definitions
	}
	var kept []Definition
	for _, definition := range definitions {
		switch {
		case slices.Contains(definition.Labels, teamLabel):
			definition.Query = "select * from (\n" + definition.Query + "\n) where " + isOfTeams(teams)
			kept = append(kept, definition)
		case definition.Shared != "":
			kept = append(kept, definition)
		}
	}
	return kept
}

// isOfTeams is a condition in SQL that the column team names one of the teams; who has no team is in "(none)".
func isOfTeams(teams []string) string {
	if len(teams) == 0 {
		return "true"
	}
	var names []string
	for _, team := range teams {
		names = append(names, warehouse.QuoteLiteral(team))
	}
	return "coalesce(" + teamLabel + ", '(none)') in (" + strings.Join(names, ", ") + ")"
}
