package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/ingest"
)

// checkNames returns a usage error if a flag names a source that the config has not.
func (c *Config) checkNames(flag string, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(c.Sources, func(source ingest.Source) bool { return source.Name == name }) {
			return &usageError{message: fmt.Sprintf("%s %s: the config has no such source", flag, name)}
		}
	}
	return nil
}

// maxChangeLines is how many changes of one file are told; ops.schema_changes has more of them.
const maxChangeLines = 20

// describeChanges tells in what the columns of loaded files are not what they were. A refusal has it in its message.
func (p *pipeline) describeChanges(report ingest.Report) {
	for _, file := range report.Files {
		if file.Status != ingest.Loaded {
			continue
		}
		for _, change := range file.Changes[:min(len(file.Changes), maxChangeLines)] {
			p.sayf("warning: %s (%s): %s", file.Path, file.Source, change)
		}
		if more := len(file.Changes) - maxChangeLines; more > 0 {
			p.sayf("warning: %s (%s): %d more columns changed", file.Path, file.Source, more)
		}
	}
}

// describeTotals says which figures of a loaded file are those that it states, "" if it states none. Others are loaded only
// if the operator said so.
func describeTotals(totals []ingest.ControlTotal) string {
	var met, unmet []string
	for _, total := range totals {
		figures := &unmet
		if total.IsMet() {
			figures = &met
		}
		if !slices.Contains(*figures, total.Figure) {
			*figures = append(*figures, total.Figure)
		}
	}
	text := ""
	if len(met) > 0 {
		text += "; " + strings.Join(met, " and ") + " as stated"
	}
	if len(unmet) > 0 {
		text += "; " + strings.Join(unmet, " and ") + " not as stated"
	}
	return text
}
