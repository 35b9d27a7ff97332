package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ControlTotal is a figure that an export states of itself, and what was found in it. Rows are all records of the file,
// and sums go over all cells that can be read: also in rows that `where:` leaves out, that are known, or rejected.
type ControlTotal struct {
	Figure   string // rows, or the canonical column that is summed up
	Expected string // decimals with a point
	Found    string
	Place    string // where the expectation stands, for people
	// Unread is how many rows or cells could not be read.
	Unread int64

	path string // of the file it stands in
	line int64  // 0 for a sidecar
}

// IsMet reports whether the file holds what was stated.
func (t ControlTotal) IsMet() bool { return t.Expected == t.Found }

// sumType holds sums of amounts.
const sumType = "decimal(38, 4)"

// checkControl refuses the file if it does not hold what its footer and its sidecar state, unless the operator takes just
// this file all the same, or did when it was loaded.
func (st *stage) checkControl(ctx context.Context, found problems) error {
	if st.source.Control == nil {
		return nil
	}
	err := st.compareTotals(ctx, found)
	var refused *refusal
	if !errors.As(err, &refused) {
		return err
	}
	isTaken := slices.Contains(st.AcceptTotals, st.file.Path)
	if !isTaken {
		var takenErr error
		if isTaken, takenErr = st.wasTaken(ctx); takenErr != nil {
			return takenErr
		}
	}
	if isTaken {
		st.Logger.Warn("control totals not met", "source", st.source.Name, "path", st.file.Path, "error", err)
		return nil
	}
	return err
}

// wasTaken reports whether the load that is tried again was made without totals that were met: its rows are there, so that
// a refusal would only deny it.
func (st *stage) wasTaken(ctx context.Context) (bool, error) {
	if st.retryOf == 0 {
		return false, nil
	}
	var isTaken bool
	err := st.conn.QueryRowContext(ctx, "select coalesce(bool_or(expected <> found), true) from ops.control_totals "+
		"where load_id = ?", st.retryOf).Scan(&isTaken)
	if err != nil {
		return false, fmt.Errorf("read control totals: %w", err)
	}
	return isTaken, nil
}

func (st *stage) compareTotals(ctx context.Context, found problems) error {
	totals, err := st.statedTotals()
	if err != nil {
		return err
	}
	st.notes.totals = totals
	var wrong, stated, held []string
	for i := range totals {
		total := &totals[i]
		if err := st.measure(ctx, found, total); err != nil {
			return err
		}
		if total.IsMet() {
			continue
		}
		what := " rows"
		if total.Figure != rowsFigure {
			what = " of " + total.Figure
		}
		stated = append(stated, FigureText(total.Expected)+what)
		unread := ""
		if total.Unread > 0 {
			unread = fmt.Sprintf(" (%d can't be read)", total.Unread)
		}
		held = append(held, FigureText(total.Found)+what+unread)
		if len(wrong) == 0 || wrong[len(wrong)-1] != total.Place {
			wrong = append(wrong, total.Place)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	remedy := fmt.Sprintf("export or copy it again, or see whether `dialect` and `columns` of source %s read its numbers "+
		"rightly; if the file is right, run again with --accept-totals %s", st.source.Name, shellWord(st.file.Path))
	if footer := st.relation.footer; footer != nil && len(footer.asRows) > 0 {
		remedy = fmt.Sprintf("line %d above the footer looks like a row, but `dialect.skip_footer_rows: %d` of source %s skips "+
			"it: if it is one, write %d there; else %s", footer.asRows[0], st.source.Dialect.SkipFooterRows, st.source.Name,
			st.source.Dialect.SkipFooterRows-len(footer.asRows), remedy)
	}
	refused := refuse(refusedControl, "read %s: %s states %s, but the file holds %s; %s",
		st.file.Path, strings.Join(wrong, " and "), strings.Join(stated, " and "), strings.Join(held, " and "), remedy)
	refused.counts = Counts{Read: found.read, Rejected: found.rejected}
	return refused
}

// statedTotals lists what the footer and the sidecar state, and refuses the file if it needs them and they are missing.
func (st *stage) statedTotals() ([]ControlTotal, error) {
	var totals []ControlTotal
	add := func(place, path string, line int64, figures map[string]string) {
		for _, name := range append([]string{rowsFigure}, sumColumns(st.entity)...) {
			if text, ok := figures[name]; ok {
				totals = append(totals, ControlTotal{Figure: name, Expected: text, Place: place, path: path, line: line})
			}
		}
	}
	if footer := st.relation.footer; footer != nil {
		add(fmt.Sprintf("the footer on line %d", footer.line), st.file.Path, footer.line, footer.figures)
	} else if st.source.hasFooter() && !st.relation.takesFooter {
		return nil, refuse(refusedControl, "read %s: only text files and sheets have a footer; state the totals of source %s at "+
			"`control.sidecar`", st.file.Path, st.source.Name)
	} else if st.source.hasFooter() && st.source.isControlRequired() {
		return nil, refuse(refusedControl, "read %s: its last line is not of the form %q, so it may be cut off; copy it again, "+
			"or mend `control.footer` of source %s; --accept-totals %s takes it without",
			st.file.Path, st.source.Control.Footer, st.source.Name, shellWord(st.file.Path))
	}
	if st.sidecar == nil {
		return totals, nil
	}
	figures, isThere, err := st.sidecar.figures(st.source, st.entity)
	switch {
	case err != nil:
		return nil, refuse(refusedControl, "read %s, the control totals of %s: %v; the file is tried again when that changes",
			st.sidecar.path, st.file.Path, err)
	case !isThere && st.source.isControlRequired():
		return nil, refuse(refusedControl, "read %s: the file with its control totals, %s, is not there; it is loaded when that "+
			"comes; --accept-totals %s takes it without", st.file.Path, st.sidecar.path, shellWord(st.file.Path))
	case isThere:
		add(path.Base(st.sidecar.path), st.sidecar.path, 0, figures)
	}
	return totals, nil
}

// measure reads the stated number as a cell of the source would be read, and finds what the file holds.
func (st *stage) measure(ctx context.Context, problems problems, total *ControlTotal) error {
	var expected sql.NullString
	number := strings.ReplaceAll(moneyExpr(st.relation.dialect, "VARCHAR", "cell"), moneyType, sumType)
	err := st.conn.QueryRowContext(ctx, fmt.Sprintf("select (%s)::%s::varchar from (select %s as cell)",
		number, sumType, literal(total.Expected))).Scan(&expected)
	if err != nil {
		return fmt.Errorf("read the control totals of %s: %w", st.file.Path, err)
	}
	if !expected.Valid {
		return refuse(refusedControl, "read %s: %s has %q where %s should stand, which is no number in the "+
			"`dialect` of source %s",
			st.file.Path, total.Place, shortened(total.Expected), total.Figure, st.source.Name)
	}
	total.Expected = expected.String
	if total.Figure == rowsFigure {
		total.Unread = problems.brokenLines() + st.swallowedLines()
		total.Found = fmt.Sprintf("%d.0000", st.findings.rows+total.Unread)
		return nil
	}
	if st.mapping[total.Figure] == nil {
		return refuse(refusedControl, "read %s: %s states the sum of %s, but no header feeds that column; name one at "+
			"`columns.%s` of source %s", st.file.Path, total.Place, total.Figure, total.Figure, st.source.Name)
	}
	at := 0
	for i, column := range st.entity.Columns {
		if column.Name == total.Figure {
			at = i
		}
	}
	err = st.conn.QueryRowContext(ctx, fmt.Sprintf("select coalesce(sum(%s), 0)::%s::varchar, "+
		"count(*) filter (where __bad & %d <> 0) from %s", ident(total.Figure), sumType, badBit(at), stageTable)).Scan(&total.Found, &total.Unread)
	if err != nil {
		return fmt.Errorf("sum up %s of %s: %w", total.Figure, st.file.Path, err)
	}
	total.Unread += problems.brokenLines() + st.swallowedLines()
	return nil
}

var plainWord = regexp.MustCompile(`^[\pL\pN_./+-]+$`)

// shellWord is a name as a shell takes it.
func shellWord(name string) string {
	if plainWord.MatchString(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// FigureText writes a figure without the zeros that nobody reads: 1204, 3200111.50.
func FigureText(decimal string) string {
	whole, fraction, _ := strings.Cut(decimal, ".")
	fraction = strings.TrimRight(fraction, "0")
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction + strings.Repeat("0", max(0, 2-len(fraction)))
}

// writeTotals keeps the control totals of a try, met or not.
func (n *fileNotes) writeTotals(ctx context.Context, db execer, a attempt) error {
	var errs []error
	for _, total := range n.totals {
		if total.Found == "" {
			continue // the file was refused before it was measured
		}
		_, err := db.ExecContext(ctx, `
			insert into ops.control_totals (load_id, source, path, line, figure, expected, found)
			values (?, ?, ?, nullif(?, 0), ?, ?::decimal(38, 4), ?::decimal(38, 4))`,
			a.loadID, a.source.Name, total.path, total.line, total.Figure, total.Expected, total.Found)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("write control totals: %w", err)
	}
	return nil
}
