package ingest

import (
	"context"
	"fmt"
	"strings"
)

// rankExpr is the SQL of a reaction's place on the ladder, 0 for none and for NULL.
func rankExpr(reaction string) string {
	return fmt.Sprintf("coalesce(list_position(['%s'], %s), 1) - 1", strings.Join(reactions(), "', '"), reaction)
}

// foldEvents makes one row of the events of one message: at the highest reaction with its outcome, and everything
// else as the earliest event has it. Rows in force of the same message are events like the others, so that files
// give the same row in whatever order they arrive. Of two events of one instant the one whose columns sort first
// counts.
func (m *merge) foldEvents(ctx context.Context) error {
	if m.source.GroupEvents == nil {
		return nil
	}
	columns := m.contentColumns()
	list := quoteAll(columns)
	_, err := m.exec(ctx, fmt.Sprintf(`create temp table stage_events as
		select %s, __row, __missing from %s where __missing = 0 and interaction_id is not null`, list, m.rows))
	if err != nil {
		return err
	}
	if !m.isFirst {
		_, err := m.exec(ctx, fmt.Sprintf(`insert into temp.stage_events
			select %s, null, 0 from %s as known
			where known.interaction_id in (select interaction_id from temp.stage_events)`, list, m.rawTable()))
		if err != nil {
			return err
		}
	}
	// A struct of the columns breaks ties without regard to which file an event came from.
	content := fmt.Sprintf("row(%s)", list)
	var folded []string
	for _, name := range columns {
		switch name {
		case "interaction_id":
			folded = append(folded, "interaction_id")
		case "reaction", "outcome":
			folded = append(folded, fmt.Sprintf("arg_min_null(%s, row(-(%s), occurred_at, %s)) as %s",
				ident(name), rankExpr("reaction"), content, ident(name)))
		default:
			folded = append(folded,
				fmt.Sprintf("arg_min_null(%s, row(occurred_at, %s)) as %s", ident(name), content, ident(name)))
		}
	}
	_, err = m.exec(ctx, fmt.Sprintf(`create temp table stage_grouped as
		select %s, min(__row) as __row, 0::bigint as __missing
		from temp.stage_events
		group by interaction_id`, strings.Join(folded, ", ")))
	if err != nil {
		return err
	}
	// Rows without the message's id can't be folded; they go on as they are, and so do the rejected ones.
	_, err = m.exec(ctx, fmt.Sprintf(`insert into temp.stage_grouped by name
		select %s, __row, __missing from %s where __missing <> 0 or interaction_id is null`, list, m.rows))
	m.rows, m.isOrderless = "temp.stage_grouped", true
	return err
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = ident(name)
	}
	return strings.Join(quoted, ", ")
}
