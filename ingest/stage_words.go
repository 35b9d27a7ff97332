package ingest

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
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
// are translated here, once each.
func (st *stage) lookUpWords(ctx context.Context) error {
	st.words = map[string]*vocabulary{}
	for _, column := range st.entity.Columns {
		hasWords := canonicalWords(column.Kind) != nil || column.Name == "outcome" || st.source.Values[column.Name] != nil
		if !hasWords || st.mapping[column.Name] == nil {
			continue
		}
		texts, err := st.distinct(ctx, column)
		if err != nil {
			return err
		}
		found := st.lookUp(column, texts)
		if found.isJoined {
			if err := st.writeWords(ctx, found); err != nil {
				return err
			}
		}
		st.words[column.Name] = found
	}
	return nil
}

// lookUp translates the words of a column.
func (st *stage) lookUp(column Column, texts []string) *vocabulary {
	reaction, _ := st.entity.Column("reaction")
	found := &vocabulary{column: column.Name, isJoined: len(texts) > maxCaseWords}
	for _, text := range texts {
		w := word{text: text}
		w.value, w.isKnown = st.translate(column, text)
		if column.Name == "outcome" {
			w.reaction, _ = st.translate(reaction, text)
		}
		st.hasOddWords = st.hasOddWords || w.value == nil && (w.isKnown || canonicalWords(column.Kind) != nil)
		found.words = append(found.words, w)
	}
	return found
}

// distinct lists the words of a column, the most frequent first.
func (st *stage) distinct(ctx context.Context, column Column) ([]string, error) {
	if counts, ok := st.findings.words[column.Name]; ok {
		return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		}), nil
	}
	name := ident(column.Name)
	rows, err := st.conn.QueryContext(ctx, fmt.Sprintf(
		"select %[1]s from %[2]s where %[1]s is not null group by %[1]s order by count(*) desc, %[1]s", name, stageTable))
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

// writeWords lists the words of a column for the rows to be joined to.
func (st *stage) writeWords(ctx context.Context, found *vocabulary) error {
	_, err := st.conn.ExecContext(ctx, "create temp table if not exists stage_words "+
		"(column_name varchar, word varchar, value varchar, reaction varchar, known boolean)")
	if err != nil {
		return fmt.Errorf("create vocabulary: %w", err)
	}
	const batch = 1000
	for words := range slices.Chunk(found.words, batch) {
		values := make([]string, len(words))
		for i, w := range words {
			values[i] = fmt.Sprintf("(%s, %s, %s, %s, %t)", literal(found.column), literal(w.text),
				nullableLiteral(w.value), nullableLiteral(w.reaction), w.isKnown)
		}
		_, err := st.conn.ExecContext(ctx, "insert into "+wordsTable+" values "+strings.Join(values, ", "))
		if err != nil {
			return fmt.Errorf("write the words of %s: %w", found.column, err)
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
