package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// reactions is the ladder, from the lowest.
func reactions() []string {
	return []string{"none", "delivered", "opened", "third_party_contact", "debtor_contact", "promise"}
}

// canonicalWords are the values that a column of a kind may have.
func canonicalWords(kind Kind) []string {
	switch kind {
	case Channel:
		return []string{"call", "sms", "whatsapp", "email", "letter", "visit", "voicebot", "portal", "other"}
	case Status:
		return []string{"settled", "pending", "failed", "reversed"}
	case Direction:
		return []string{"outbound", "inbound"}
	case Reaction:
		return reactions()
	case Text, Money, Integer, Date, Instant, Month:
	}
	return nil
}

// lookUpWords translates the words of the columns that have a vocabulary. There are few of them in a file, so they
// are translated here, once each, and joined to the rows.
func (st *stage) lookUpWords(ctx context.Context) error {
	st.words = map[string]bool{}
	for _, column := range st.entity.Columns {
		hasWords := canonicalWords(column.Kind) != nil || column.Name == "outcome" || st.source.Values[column.Name] != nil
		if hasWords && st.mapping[column.Name] != nil {
			st.words[column.Name] = true
		}
	}
	if len(st.words) == 0 {
		return nil
	}
	_, err := st.conn.ExecContext(ctx, "create temp table stage_words "+
		"(column_name varchar, word varchar, value varchar, reaction varchar, known boolean)")
	if err != nil {
		return fmt.Errorf("create vocabulary: %w", err)
	}
	for _, column := range st.entity.Columns {
		if !st.words[column.Name] {
			continue
		}
		words, err := st.distinct(ctx, column)
		if err != nil {
			return err
		}
		if err := st.writeWords(ctx, column, words); err != nil {
			return err
		}
	}
	return nil
}

func (st *stage) distinct(ctx context.Context, column Column) ([]string, error) {
	name := ident(column.Name)
	rows, err := st.conn.QueryContext(ctx, fmt.Sprintf(
		"select distinct %s from %s where %s is not null", name, stageTable, name))
	if err != nil {
		return nil, fmt.Errorf("list the words of %s: %w", column.Name, err)
	}
	return scanStrings(rows)
}

func scanStrings(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}

func (st *stage) writeWords(ctx context.Context, column Column, words []string) error {
	const batch = 1000
	reaction, _ := st.entity.Column("reaction")
	for start := 0; start < len(words); start += batch {
		var values []string
		for _, word := range words[start:min(start+batch, len(words))] {
			value, known := st.translate(column, word)
			st.hasOddWords = st.hasOddWords || value == nil && (known || canonicalWords(column.Kind) != nil)
			var implied *string
			if column.Name == "outcome" {
				implied, _ = st.translate(reaction, word)
			}
			values = append(values, fmt.Sprintf("(%s, %s, %s, %s, %t)", literal(column.Name), literal(word),
				nullableLiteral(value), nullableLiteral(implied), known))
		}
		_, err := st.conn.ExecContext(ctx, "insert into "+wordsTable+" values "+strings.Join(values, ", "))
		if err != nil {
			return fmt.Errorf("write the words of %s: %w", column.Name, err)
		}
	}
	return nil
}

func nullableLiteral(text *string) string {
	if text == nil {
		return "null"
	}
	return literal(*text)
}

// translate looks a word up in the source's own values, exactly and then folded, then among the built-in words and
// the canonical ones. A nil value of a known word means nobody or nothing.
func (st *stage) translate(column Column, word string) (value *string, known bool) {
	folded := foldValue(word)
	own := st.source.Values[column.Name]
	if value, ok := own[word]; ok {
		return value, true
	}
	for key, value := range own {
		if foldValue(key) == folded {
			return value, true
		}
	}
	for _, canonical := range canonicalWords(column.Kind) {
		if foldValue(canonical) == folded {
			return &canonical, true
		}
	}
	if builtin, ok := builtinValues(column.Kind)[folded]; ok && canonicalWords(column.Kind) != nil {
		return &builtin, true
	}
	return nil, false
}
