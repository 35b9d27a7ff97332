package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/recaudo/recaudo/ingest"
)

// rejectsPage shows what was rejected, with times of the business time zone.
type rejectsPage struct {
	*app
	zone   *time.Location
	config Config
	opts   rejectsOptions
}

// rejectsWriters are the formats of --format.
var rejectsWriters = map[string]func(rejectsPage, rejects) error{
	"table": rejectsPage.print,
	"csv":   rejectsPage.writeCSV,
	"json":  rejectsPage.writeJSON,
}

func (p rejectsPage) print(found rejects) error {
	if len(found.groups)+len(found.waits) == 0 {
		p.showf("Nothing is rejected%s.", p.ofSource())
		return nil
	}
	p.printGroups(found.groups)
	p.printWaits(found.waits)
	p.printNear(found.near)
	if found.gone > 0 {
		p.showf("\n%s with rejected rows: not in %s any more, so that --retry-rejected does not reach them",
			countFiles(found.gone), p.config.Root)
	}
	p.showf("\n%s", p.whatNext(found))
	return nil
}

func (p rejectsPage) ofSource() string {
	if p.opts.source == "" {
		return ""
	}
	return " of source " + p.opts.source
}

func (p rejectsPage) printGroups(groups []ingest.RejectGroup) {
	if len(groups) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "Reason", "Column", "Rows left out", "Cells not taken", "Files", "Last"}, 4, 5, 6)
	for _, group := range groups {
		rows, cells := group.Count, int64(0)
		if !group.IsRow {
			rows, cells = 0, group.Count
		}
		t.AppendRow(table.Row{group.Source, group.Reason, cell(group.Column, maxNameColumns), groupDigits(rows),
			groupDigits(cells), group.Files, group.LastAt.In(p.zone).Format("2006-01-02 15:04")})
	}
	p.showf("Rejected\n%s", t.Render())
	if p.opts.examples == 0 {
		return
	}
	p.showf("\nExamples")
	for _, group := range groups {
		p.showf("%s", printable(strings.Join(strings.Fields(group.Source+" "+group.Reason+" "+group.Column), " ")))
		for _, example := range group.Examples {
			place := example.File
			if example.Line > 0 {
				place += ", line " + strconv.FormatInt(example.Line, 10)
			}
			p.showf("  %s: %s", printable(place), printable(example.Message))
			if example.Raw != "" {
				p.showf("    %s", cell(example.Raw, maxCellColumns))
			}
		}
	}
}

func (p rejectsPage) printWaits(files []refusedFile) {
	if len(files) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "File", "Status", "Reason"})
	for _, file := range files {
		t.AppendRow(table.Row{file.Source, cell(file.Path, maxCellColumns), file.Status, oneLine(file.Err.String)})
	}
	p.showf("\nFiles that could not be loaded\n%s", t.Render())
}

func (p rejectsPage) printNear(files []nearFile) {
	if len(files) == 0 {
		return
	}
	const most = 10
	t := newListTable(table.Row{"Source", "File", "Rejected", "Of rows", "Share", "Refused above"}, 3, 4, 5, 6)
	for _, file := range files[:min(len(files), most)] {
		t.AppendRow(table.Row{file.Source, cell(file.Path, maxCellColumns), groupDigits(file.Rejected), groupDigits(file.Read),
			fmt.Sprintf("%.1f %%", file.Ratio*100), fmt.Sprintf("%.1f %%", file.Limit*100)})
	}
	p.showf("\nNear max_reject_ratio\n%s", t.Render())
	if len(files) > most {
		p.showf("and %d more", len(files)-most)
	}
}

// whatNext is one line on what to do.
func (p rejectsPage) whatNext(found rejects) string {
	source := p.opts.source
	if source == "" {
		source = "SOURCE"
	}
	switch {
	case len(found.files) > 0:
		return fmt.Sprintf("Next: where the mapping is wrong, fix it and `recaudo run --retry-rejected`; where rows are, "+
			"`recaudo rejects %[1]s --export FOLDER`, correct them and put them into the inbox; "+
			"`recaudo rejects %[1]s --forget` clears the list.", source)
	case len(found.groups) > 0:
		return "Next: fix the mapping or the dialect as the messages say, and `recaudo run --retry-rejected`."
	default:
		return "Next: fix the file, or its source in the config, and `recaudo run`."
	}
}

// kindOf says in csv and json what was not loaded.
func kindOf(group ingest.RejectGroup) string {
	if group.IsRow {
		return "row"
	}
	return "cell"
}

func (p rejectsPage) moment(instant time.Time) string { return instant.In(p.zone).Format(time.RFC3339) }

// writeCSV writes a line for each reason, with its newest example, and one for each file. Texts that a spreadsheet takes
// for formulas get an apostrophe: this list is to be looked at, the export of --export to be loaded.
func (p rejectsPage) writeCSV(found rejects) error {
	return p.writeResult("", func(out io.Writer) error {
		writer := csv.NewWriter(out)
		records := [][]string{{"kind", "source", "reason", "column", "count", "files", "last_at", "file", "line", "message", "raw"}}
		for _, group := range found.groups {
			var example ingest.RejectExample
			if len(group.Examples) > 0 {
				example = group.Examples[0]
			}
			line := ""
			if example.Line > 0 {
				line = strconv.FormatInt(example.Line, 10)
			}
			records = append(records, []string{kindOf(group), group.Source, group.Reason, group.Column,
				strconv.FormatInt(group.Count, 10), strconv.FormatInt(group.Files, 10), p.moment(group.LastAt), example.File, line,
				example.Message, example.Raw})
		}
		for _, file := range found.waits {
			records = append(records, []string{"file", file.Source, file.Reason.String, "", "1", "1", "", file.Path, "",
				file.Err.String, ""})
		}
		for _, record := range records {
			for i := range record {
				record[i] = queryOptions{}.cell(record[i])
			}
		}
		return writer.WriteAll(records)
	})
}

func (p rejectsPage) writeJSON(found rejects) error {
	type example struct {
		File    string `json:"file"`
		Line    *int64 `json:"line"`
		Message string `json:"message"`
		Raw     string `json:"raw"`
	}
	type group struct {
		Kind     string    `json:"kind"`
		Source   string    `json:"source"`
		Reason   string    `json:"reason"`
		Column   string    `json:"column"`
		Count    int64     `json:"count"`
		Files    int64     `json:"files"`
		LastAt   string    `json:"last_at"`
		Examples []example `json:"examples"`
	}
	type file struct {
		refusedFile
		Reason  string `json:"reason"`
		Message string `json:"message"`
	}
	page := struct {
		Rejected []group    `json:"rejected"`
		Files    []file     `json:"files"`
		Near     []nearFile `json:"near_max_reject_ratio"`
	}{Rejected: []group{}, Files: []file{}, Near: append([]nearFile{}, found.near...)}
	for _, g := range found.groups {
		shown := group{Kind: kindOf(g), Source: g.Source, Reason: g.Reason, Column: g.Column, Count: g.Count, Files: g.Files,
			LastAt: p.moment(g.LastAt), Examples: []example{}}
		for _, e := range g.Examples {
			one := example{File: e.File, Message: e.Message, Raw: e.Raw}
			if e.Line > 0 {
				one.Line = &e.Line
			}
			shown.Examples = append(shown.Examples, one)
		}
		page.Rejected = append(page.Rejected, shown)
	}
	for _, f := range found.waits {
		page.Files = append(page.Files, file{f, f.Reason.String, f.Err.String})
	}
	return p.writeResult("", func(out io.Writer) error {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(page)
	})
}
