package ingest

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Control says where an export states how many rows it has and what its amounts sum up to. Both texts are written as
// they stand in the export, with {rows}, {amount} or another column of numbers in the place of the figures, and {*} in
// the place of what is not looked at.
type Control struct {
	// Footer is the line behind the last row: "TOTAL;{rows};{amount}".
	Footer string `yaml:"footer"`
	// Sidecar is a small file beside the export.
	Sidecar Sidecar `yaml:"sidecar"`
	// Required refuses a file without its footer or sidecar. Default is true.
	Required *bool `yaml:"required"`
}

// Sidecar is a file of control totals beside an export.
type Sidecar struct {
	// Name of the file, with {file} for the export's name, or {stem} for it without its endings.
	Name string `yaml:"name"`
	Text string `yaml:"text"` // of the whole file
}

// rowsFigure is the figure that counts rows; every other one is the sum of a canonical column.
const rowsFigure = "rows"

// controlText is a text of Control, ready to be looked for.
type controlText struct {
	expression *regexp.Regexp
	figures    []string // one for each group of the expression
}

// anyBlank is one of those of unicode.IsSpace; \s has those of ASCII only, and spreadsheets write others.
const anyBlank = `[\s\v\x{85}\p{Z}]`

var controlPlace = regexp.MustCompile(`\{(\*|[a-z_]+)\}`)

// parseControlText reads the text of a footer or a sidecar. Blanks in it stand for any blanks, line ends included.
func parseControlText(text string, entity Entity) (controlText, error) {
	var parsed controlText
	var expression strings.Builder
	expression.WriteString(`^` + anyBlank + `*`)
	rest := strings.TrimSpace(text)
	for rest != "" {
		place := controlPlace.FindStringSubmatchIndex(rest)
		if place == nil {
			expression.WriteString(blankTolerant(rest))
			break
		}
		expression.WriteString(blankTolerant(rest[:place[0]]))
		name := rest[place[2]:place[3]]
		rest = rest[place[1]:]
		if name == "*" {
			expression.WriteString(`(?s:.*?)`)
			continue
		}
		if !isFigure(entity, name) {
			return parsed, fmt.Errorf("{%s} is no figure of %s; use {rows}, or the sum of %s, and {*} for anything else",
				name, entity.Name, strings.Join(sumColumns(entity), ", "))
		}
		if slices.Contains(parsed.figures, name) {
			return parsed, fmt.Errorf("{%s} stands there twice; write {*} where it is not looked at", name)
		}
		parsed.figures = append(parsed.figures, name)
		expression.WriteString(`(.+?)`)
	}
	if len(parsed.figures) == 0 {
		return parsed, errors.New("it has no figure; write {rows} where the number of rows stands, or a column in braces " +
			"where its sum does")
	}
	expression.WriteString(anyBlank + `*$`)
	var err error
	parsed.expression, err = regexp.Compile(expression.String())
	return parsed, err
}

// blankTolerant is the expression of a plain text in which any blanks stand for any others.
func blankTolerant(text string) string {
	var expression strings.Builder
	isBlank := false
	for _, r := range text {
		if unicode.IsSpace(r) {
			if !isBlank {
				expression.WriteString(anyBlank + `+`)
			}
			isBlank = true
			continue
		}
		isBlank = false
		expression.WriteString(regexp.QuoteMeta(string(r)))
	}
	return expression.String()
}

// find returns the texts of the figures, false if text is not of this form.
func (c controlText) find(text string) (map[string]string, bool) {
	match := c.expression.FindStringSubmatch(text)
	if match == nil {
		return nil, false
	}
	found := map[string]string{}
	for i, figure := range c.figures {
		found[figure] = strings.TrimSpace(match[i+1])
	}
	return found, true
}

func isFigure(entity Entity, name string) bool {
	return name == rowsFigure || slices.Contains(sumColumns(entity), name)
}

// sumColumns are the columns of an entity that can be summed up.
func sumColumns(entity Entity) []string {
	var names []string
	for _, column := range entity.Columns {
		if column.Kind == Money || column.Kind == Integer {
			names = append(names, column.Name)
		}
	}
	return names
}

// isControlRequired reports whether a file without its totals is refused.
func (s Source) isControlRequired() bool {
	return s.Control != nil && (s.Control.Required == nil || *s.Control.Required)
}

func (s Source) hasFooter() bool { return s.Control != nil && s.Control.Footer != "" }

func (s Source) hasSidecar() bool { return s.Control != nil && s.Control.Sidecar.Name != "" }

// sidecarPath is where the sidecar of a file lies.
func (s Source) sidecarPath(file string) string {
	base := path.Base(file)
	name := strings.NewReplacer("{file}", base, "{stem}", stemOf(base)).Replace(s.Control.Sidecar.Name)
	return path.Join(path.Dir(file), name)
}

// stemOf is a file's name, or a glob, without the endings of format and compression.
func stemOf(name string) string {
	for _, packed := range []string{".gz", ".zst"} {
		if strings.HasSuffix(strings.ToLower(name), packed) {
			name = name[:len(name)-len(packed)]
		}
	}
	return strings.TrimSuffix(name, path.Ext(name))
}

// isSidecar reports whether a file is the sidecar of an export that the source takes, be that there or not.
func (s Source) isSidecar(name string) bool {
	if !s.hasSidecar() {
		return false
	}
	pattern := cleanPattern(s)
	before, after, isStem := strings.Cut(s.Control.Sidecar.Name, "{stem}")
	if !isStem {
		before, after, _ = strings.Cut(s.Control.Sidecar.Name, "{file}")
	}
	base := path.Base(name)
	if len(base) <= len(before)+len(after) || !strings.HasPrefix(base, before) || !strings.HasSuffix(base, after) {
		return false
	}
	export := base[len(before) : len(base)-len(after)]
	if isStem {
		pattern = path.Join(path.Dir(pattern), stemOf(path.Base(pattern)))
	}
	return matchesGlob(pattern, path.Join(path.Dir(name), export))
}

// validateControl checks what a config says about control totals.
func validateControl(source Source, entity Entity) error {
	if source.Control == nil {
		return nil
	}
	control := *source.Control
	if control.Footer == "" && control.Sidecar == (Sidecar{}) {
		return invalid(source, "control", "control says nothing; write the last line at `footer:`, or name a file at `sidecar:`")
	}
	if control.Footer != "" {
		if _, err := parseControlText(control.Footer, entity); err != nil {
			return invalid(source, "control.footer", "control.footer %q: %w", control.Footer, err)
		}
		if strings.ContainsAny(strings.TrimSpace(control.Footer), "\r\n") {
			return invalid(source, "control.footer", "control.footer has more than one line; write the one with the totals, "+
				"and say at `dialect.skip_footer_rows` how many lines there are")
		}
	}
	return validateSidecar(source, entity)
}

func validateSidecar(source Source, entity Entity) error {
	sidecar := source.Control.Sidecar
	if sidecar == (Sidecar{}) {
		return nil
	}
	places := strings.Count(sidecar.Name, "{file}") + strings.Count(sidecar.Name, "{stem}")
	switch {
	case places != 1:
		return invalid(source, "control.sidecar.name", "control.sidecar.name %q: write {file} for the export's name, or {stem} "+
			"for it without its ending, like \"{file}.ctl\"", sidecar.Name)
	case strings.ContainsAny(sidecar.Name, `/\`):
		return invalid(source, "control.sidecar.name", "control.sidecar.name %q is a path; the file lies beside its export",
			sidecar.Name)
	case source.Path != "" && source.sidecarPath(cleanPattern(source)) == cleanPattern(source):
		return invalid(source, "control.sidecar.name", "control.sidecar.name %q names the export itself", sidecar.Name)
	}
	if _, err := parseControlText(sidecar.Text, entity); err != nil {
		return invalid(source, "control.sidecar.text", "control.sidecar.text %q: %w", sidecar.Text, err)
	}
	return nil
}
