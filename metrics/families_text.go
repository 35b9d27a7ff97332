package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The escapes of the text format.
var (
	helpEscapes  = strings.NewReplacer("\\", `\\`, "\n", `\n`)
	labelEscapes = strings.NewReplacer("\\", `\\`, "\n", `\n`, `"`, `\"`)
)

// What a line has besides the name and the labels, and what the lines before the series have, for the most part.
const (
	maxValueBytes = 28
	headBytes     = 512
)

// write returns the families of a definition, labels as show writes them. Labels of a series are sorted by name, and
// series by their labels.
func (r seriesRows) write(definition Definition, show func(label string) string) ([]family, error) {
	series, err := r.series(definition, show)
	if err != nil {
		return nil, err
	}
	labelBytes := 0
	for _, one := range series {
		labelBytes += len(one.labels)
	}
	var families []family
	for column, metric := range definition.Metrics {
		text := make([]byte, 0, labelBytes+r.count*(len(metric.Name)+maxValueBytes)+headBytes)
		text = fmt.Appendf(text, "# HELP %[1]s %[2]s\n# TYPE %[1]s gauge\n", metric.Name, helpEscapes.Replace(metric.Help))
		last := ""
		isEmpty := true
		for _, one := range series {
			value := r.values[one.row*len(definition.Metrics)+column]
			if math.IsNaN(value) {
				continue
			}
			if !isEmpty && one.labels == last {
				return nil, fmt.Errorf("%s: %s{%s} is there twice; its rows must differ in their labels",
					definition.File, metric.Name, one.labels)
			}
			last, isEmpty = one.labels, false
			text = append(text, metric.Name...)
			if one.labels != "" {
				text = append(append(append(text, '{'), one.labels...), '}')
			}
			text = append(appendValue(append(text, ' '), value), '\n')
		}
		if !isEmpty {
			families = append(families, family{name: metric.Name, text: text})
		}
	}
	return families, nil
}

// series is a row with its labels as they are written between the braces.
type series struct {
	row    int
	labels string
}

func (r seriesRows) series(definition Definition, show func(label string) string) ([]series, error) {
	width := len(definition.Labels)
	byName := make([]int, width) // places of the labels, sorted by name
	for i := range byName {
		byName[i] = i
	}
	slices.SortFunc(byName, func(a, b int) int { return cmp.Compare(definition.Labels[a], definition.Labels[b]) })
	shown := make([]string, 0, len(r.labels)) // sorted by name in each row
	all := make([]series, r.count)
	var text []byte
	for row := range all {
		text = text[:0]
		for _, place := range byName {
			value := show(r.labels[row*width+place])
			if !utf8.ValidString(value) {
				return nil, fmt.Errorf("%s: label %s is %q, which is no UTF-8", definition.File, definition.Labels[place], value)
			}
			shown = append(shown, value)
			if len(text) > 0 {
				text = append(text, ',')
			}
			text = append(append(text, definition.Labels[place]...), '=', '"')
			text = append(append(text, labelEscapes.Replace(value)...), '"')
		}
		all[row] = series{row: row, labels: string(text)}
	}
	slices.SortStableFunc(all, func(a, b series) int {
		return slices.Compare(shown[a.row*width:(a.row+1)*width], shown[b.row*width:(b.row+1)*width])
	})
	return all, nil
}

// appendValue writes a number as expfmt does.
func appendValue(text []byte, value float64) []byte {
	if value == 0 {
		return append(text, '0') // minus zero, too
	}
	return strconv.AppendFloat(text, value, 'g', -1, 64)
}
