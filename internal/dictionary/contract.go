package dictionary

import (
	"fmt"
	"regexp"
	"strings"
)

// columnName is how columns are called.
var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// contract is what the file of a table in raw or ops says.
type contract struct {
	description string
	columns     map[string]Text // from the comments behind columns
}

// parseContract reads the file of a table: a line `-- description: …`, then `create table`, one column a line, with
// what is special about it in a comment behind.
func parseContract(file, content string) (contract, error) {
	parsed := contract{columns: map[string]Text{}}
	for i, line := range strings.Split(content, "\n") {
		code, comment, hasComment := strings.Cut(line, "--")
		comment = strings.TrimSpace(comment)
		if description, is := strings.CutPrefix(comment, "description: "); is && strings.TrimSpace(code) == "" {
			parsed.description = description
			continue
		}
		name, _, _ := strings.Cut(strings.TrimSpace(code), " ")
		if name = strings.Trim(name, `"`); !hasComment || !columnName.MatchString(name) {
			continue
		}
		text, err := parseText(comment)
		if err != nil {
			return contract{}, fmt.Errorf("%s:%d: %s: %w", file, i+1, name, err)
		}
		parsed.columns[name] = text
	}
	if parsed.description == "" {
		return contract{}, fmt.Errorf("%s:1: want a line `-- description: …; one row per …`", file)
	}
	return parsed, nil
}
