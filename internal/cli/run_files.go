package cli

import (
	"fmt"
	"os"
	"path/filepath"
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

// exportNames are the names, as they are below the root, of files that a flag names like messages do or as a shell
// completes them.
func (c *Config) exportNames(flag string, paths []string) ([]string, error) {
	var names []string
	for _, path := range paths {
		name := filepath.ToSlash(filepath.Clean(path))
		if _, err := os.Stat(filepath.Join(c.Root, name)); err != nil || !filepath.IsLocal(path) {
			name = belowRoot(c.Root, path)
		}
		if name == "" {
			return nil, &usageError{message: fmt.Sprintf("%s %s: there is no such file in %s", flag, path, c.Root)}
		}
		names = append(names, name)
	}
	return names, nil
}

// belowRoot is the name below the root of a file that is there, "" for any other.
func belowRoot(root, path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	folder, rootErr := filepath.Abs(root)
	full, err := filepath.Abs(path)
	if rootErr != nil || err != nil {
		return ""
	}
	name, err := filepath.Rel(folder, full)
	if err != nil || !filepath.IsLocal(name) {
		return ""
	}
	return filepath.ToSlash(name)
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
