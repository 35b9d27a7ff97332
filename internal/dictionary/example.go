package dictionary

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/transform"
)

// Example is a question in SQL.
type Example struct {
	File     string
	Question string
	Answer   string // how to read what it gives
	SQL      string
	Reads    []transform.Relation
}

// mayBeAsked lists the schemas that examples read: marts and ops, and where those don't hold the answer, intermediate.
var mayBeAsked = []string{"marts", "ops", "intermediate"}

// examples reads examples/*.sql by name.
func (b *builder) examples(ctx context.Context) ([]Example, error) {
	names, err := fs.Glob(b.files, "examples/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list examples: %w", err)
	}
	slices.Sort(names)
	var examples []Example
	var problems []error
	for _, name := range names {
		content, err := fs.ReadFile(b.files, name)
		if err != nil {
			return nil, fmt.Errorf("read example: %w", err)
		}
		example, err := parseExample(name, string(content))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if example.Reads, err = transform.Reads(ctx, b.db, name, example.SQL); err != nil {
			problems = append(problems, err)
		}
		for _, read := range example.Reads {
			if b.relations[read] == nil || !slices.Contains(mayBeAsked, read.Schema) {
				problems = append(problems, fmt.Errorf("%s: reads %s; examples read what is described in %s",
					name, read, strings.Join(mayBeAsked, ", ")))
			}
		}
		examples = append(examples, example)
	}
	return examples, errors.Join(problems...)
}

// parseExample reads lines `-- question: …` and `-- answer: …`, each of which may go on in another line of its kind, a
// blank line and one SELECT.
func parseExample(file, content string) (Example, error) {
	header, statement, hasBlank := strings.Cut(content, "\n\n")
	if !hasBlank {
		return Example{}, fmt.Errorf("%s: no blank line between header and SELECT", file)
	}
	var question, answer []string
	for i, line := range strings.Split(header, "\n") {
		if text, is := strings.CutPrefix(line, "-- question: "); is && len(answer) == 0 {
			question = append(question, text)
		} else if text, is := strings.CutPrefix(line, "-- answer: "); is && len(question) > 0 {
			answer = append(answer, text)
		} else {
			return Example{}, fmt.Errorf("%s:%d: want lines `-- question: …`, then `-- answer: …`, got %q", file, i+1, line)
		}
	}
	if len(answer) == 0 {
		return Example{}, fmt.Errorf("%s: want both a question and an answer", file)
	}
	return Example{
		File:     path.Base(file),
		Question: strings.Join(question, " "),
		Answer:   strings.Join(answer, " "),
		SQL:      strings.TrimSpace(statement),
	}, nil
}
