package dictionary

import (
	"fmt"
	"strings"
)

// ExamplesPage is docs/examples.md.
func (d *Dictionary) ExamplesPage() string {
	var page strings.Builder
	page.WriteString("<!-- Generated from sql/examples by `go generate ./internal/dictionary`; change the files there. -->\n" +
		"# Questions and answers\n\nEach is a file that runs on any snapshot as it is:\n\n" +
		"```sh\nrecaudo query - < sql/examples/01_why_did_my_rank_fall.sql\n```\n\n" +
		"Where a question is about somebody or some day, the first lines choose one that exists; write yours there.\n" +
		"The columns are explained in [warehouse.md](warehouse.md).\n\n" +
		"| question | how to read the answer |\n|---|---|\n")
	for _, example := range d.Examples {
		fmt.Fprintf(&page, "| [%s](../sql/examples/%s) | %s |\n", cell(example.Question), example.File, cell(example.Answer))
	}
	return page.String()
}
