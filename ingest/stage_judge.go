package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// problems are what judging a file found, before anything of it is written.
type problems struct {
	read     int64
	rejected int64
	recorded int64          // rows with a cell that is nulled or replaced, and recorded
	broken   []brokenRecord // records that DuckDB sorted out; every line they take counts as a rejected row
	reasons  string         // the most frequent reasons, for a message
}

// judge decides which rows are rejected. It leaves the view of the canonical rows behind.
func (st *stage) judge(ctx context.Context) (problems, error) {
	var found problems
	if err := st.scan(ctx); err != nil {
		return found, err
	}
	if st.findings.rows > st.Limits.Rows {
		return found, refuse(refusedUnreadable, "read %s: it has %d rows, more than %d: split it, or raise `limits.rows`",
			st.file.Path, st.findings.rows, st.Limits.Rows)
	}
	if st.relation.hasRejects {
		var err error
		if st.findings.hasBroken {
			found.broken, err = st.brokenRecords(ctx)
		}
		if err == nil {
			err = st.measureBroken(ctx, found.broken)
		}
		if err == nil {
			err = st.findSwallowed(ctx, found.broken)
		}
		if err != nil {
			return found, fmt.Errorf("judge %s: %w", st.file.Path, err)
		}
	}
	if err := st.lookUpWords(ctx); err != nil {
		return found, err
	}
	if err := st.findErased(ctx); err != nil {
		return found, err
	}
	if err := st.finish(ctx); err != nil {
		return found, err
	}
	if st.isClean() {
		found.read = st.findings.kept
	} else {
		err := st.conn.QueryRowContext(ctx, "select count(*), count(*) filter (where __missing <> 0), "+
			"count(*) filter (where __bad <> 0 or __strange <> 0) from "+finalView).
			Scan(&found.read, &found.rejected, &found.recorded)
		if err != nil {
			return found, fmt.Errorf("judge %s: %w", st.file.Path, err)
		}
	}
	lines := found.brokenLines() + st.swallowedLines()
	found.read += lines
	found.rejected += lines
	if found.checkRatio(st) != nil {
		return found, st.explain(ctx, &found)
	}
	return found, nil
}

// maxReasons is how many records a message names by their lines.
const maxReasons = 5

// explain counts why rows are rejected, for the message that refuses the file.
func (st *stage) explain(ctx context.Context, found *problems) error {
	var terms, names []string
	for i, column := range st.entity.Columns {
		if !column.Required && i != st.anyOfIndex() {
			continue
		}
		bad := fmt.Sprintf("__bad & %d <> 0", badBit(i)|rangeBit(i))
		missing := fmt.Sprintf("__missing & %d <> 0", int64(1)<<i)
		terms = append(terms, "count(*) filter (where "+missing+" and "+bad+")",
			"count(*) filter (where "+missing+" and not ("+bad+"))")
		names = append(names, column.Name+" can't be read", column.Name+" is blank")
	}
	if len(st.discarded) > 0 {
		terms = append(terms, fmt.Sprintf("count(*) filter (where __missing & %d <> 0)", int64(1)<<newColumnBit))
		names = append(names, st.discardMessage()+", which --accept-schema "+st.source.Name+" takes,")
	}
	counts := make([]int64, len(terms))
	targets := make([]any, len(terms))
	for i := range counts {
		targets[i] = &counts[i]
	}
	if len(terms) > 0 {
		err := st.conn.QueryRowContext(ctx, "select "+strings.Join(terms, ", ")+" from "+finalView).Scan(targets...)
		if err != nil {
			return fmt.Errorf("judge %s: %w", st.file.Path, err)
		}
	}
	var reasons []string
	for _, record := range found.broken {
		if record.openQuote > 0 {
			reasons = append(reasons, openQuoteMessage(record.openQuote))
		}
	}
	for _, ordinal := range slices.Sorted(maps.Keys(st.swallowed)) {
		reasons = append(reasons, swallowedMessage(st.swallowed[ordinal]))
		if len(reasons) == maxReasons {
			break
		}
	}
	if lines := found.brokenLines(); lines > 0 {
		counts = append(counts, lines)
		names = append(names, "the record has not as many cells as the header, or broken quotes")
	}
	for i, count := range counts {
		if count > 0 {
			reasons = append(reasons, fmt.Sprintf("%s in %d", names[i], count))
		}
	}
	if len(reasons) > 0 {
		found.reasons = " (" + strings.Join(reasons, ", ") + ")"
	}
	return nil
}

// unreadableBit flags a record that could not be read as a whole, above the bits of the columns.
const unreadableBit = 62

// isClean reports whether the look over the stage is enough to know that no row has a problem. Most nights all files
// are, and a second look at every row is a tenth of the work.
func (st *stage) isClean() bool {
	return st.findings.bad == 0 && st.findings.blank == 0 && !st.hasOddWords && st.relation.unreadable == "" &&
		len(st.swallowed) == 0 && len(st.discarded) == 0
}

// missingExpr is the SQL of a number with a bit for every required column that has no value.
func (st *stage) missingExpr() string {
	terms := []string{"0::bigint"}
	anyOf := make([]string, 0, len(st.entity.AnyOf))
	for i, column := range st.entity.Columns {
		value := st.finalExpr(column)
		if column.Required && !st.mayBeMissing(column) {
			missing := value + " is null"
			if words := st.words[column.Name]; column.Name == "collector_id" && words != nil {
				// A word that is mapped to nobody says that nobody holds the account.
				missing += " and not " + words.isKnown()
			}
			terms = append(terms, fmt.Sprintf("case when %s then %d else 0 end", missing, int64(1)<<i))
		}
		for _, name := range st.entity.AnyOf {
			if name == column.Name {
				anyOf = append(anyOf, value+" is null")
			}
		}
	}
	if len(anyOf) > 0 {
		first := st.anyOfIndex()
		terms = append(terms, fmt.Sprintf("case when %s then %d else 0 end", strings.Join(anyOf, " and "), int64(1)<<first))
	}
	if st.relation.unreadable != "" {
		terms = append(terms, fmt.Sprintf("case when __unreadable then %d else 0 end", int64(1)<<unreadableBit))
	}
	if len(st.discarded) > 0 {
		terms = append(terms, fmt.Sprintf("case when __discarded then %d else 0 end", int64(1)<<newColumnBit))
	}
	if swallowed := st.swallowedExpr(); swallowed != "" {
		terms = append(terms, fmt.Sprintf("case when %s then %d else 0 end", swallowed, int64(1)<<unreadableBit))
	}
	return strings.Join(terms, " + ")
}

// anyOfIndex is the column of AnyOf that the file has, the first if it has none: a message names it.
func (st *stage) anyOfIndex() int {
	for _, wantMapped := range []bool{true, false} {
		for i, column := range st.entity.Columns {
			for _, name := range st.entity.AnyOf {
				if name == column.Name && (!wantMapped || st.mapping[name] != nil) {
					return i
				}
			}
		}
	}
	return 0
}

// strangeExpr is the SQL of a number with a bit for every column with a word that its vocabulary lacks.
func (st *stage) strangeExpr() string {
	terms := []string{"0::bigint"}
	for i, column := range st.entity.Columns {
		if canonicalWords(column.Kind) == nil || st.words[column.Name] == nil {
			continue
		}
		terms = append(terms, fmt.Sprintf(
			"case when stage.%s is not null and not %s then %d else 0 end",
			ident(column.Name), st.words[column.Name].isKnown(), int64(1)<<i))
	}
	return strings.Join(terms, " + ")
}

// saidExpr is the SQL of the file's own words in the columns that take words of a vocabulary, as JSON. They name
// channels, outcomes and the like, never a debtor.
func (st *stage) saidExpr() string {
	var fields []string
	for _, column := range st.entity.Columns {
		if canonicalWords(column.Kind) != nil && st.words[column.Name] != nil {
			fields = append(fields, fmt.Sprintf("%s := stage.%s", ident(column.Name), ident(column.Name)))
		}
	}
	if len(fields) == 0 {
		return "null::varchar"
	}
	return "to_json(struct_pack(" + strings.Join(fields, ", ") + "))::varchar"
}

func (p problems) brokenLines() int64 {
	var lines int64
	for _, record := range p.broken {
		lines += record.lines
	}
	return lines
}

// checkRatio refuses a file of which too much is rejected: it is not what the source says it is.
func (p problems) checkRatio(st *stage) error {
	limit := st.source.RejectLimit()
	if p.rejected == 0 || float64(p.rejected) <= limit*float64(p.read) {
		return nil
	}
	refused := refuse(refusedRejects, "read %s: %d of %d rows are rejected, more than max_reject_ratio %g allows%s; %s",
		st.file.Path, p.rejected, p.read, limit, p.reasons, st.inspectHint(st.source, st.file))
	refused.counts = Counts{Read: p.read, Rejected: p.rejected}
	return refused
}
