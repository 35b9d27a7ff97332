package ingest

import (
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// locateOrigins fills in lines and raw text, reading each file once. The reading happens in a database in memory:
// the warehouse may be open for reading only, where DuckDB opens no other file.
func locateOrigins(ctx context.Context, opts Options, origins []Origin) error {
	byLoad := map[int64][]int{}
	var order []int64
	for i, origin := range origins {
		if byLoad[origin.LoadID] == nil {
			order = append(order, origin.LoadID)
		}
		byLoad[origin.LoadID] = append(byLoad[origin.LoadID], i)
	}
	for _, id := range order {
		if err := locateInFile(ctx, opts, origins, byLoad[id]); err != nil {
			return err
		}
	}
	return nil
}

// locateInFile finds the origins of one load in its file.
func locateInFile(ctx context.Context, opts Options, origins []Origin, wanted []int) error {
	first := origins[wanted[0]]
	note := func(text string) error {
		for _, i := range wanted {
			origins[i].Note = text
		}
		return nil
	}
	at := slices.IndexFunc(opts.Sources, func(source Source) bool { return source.Name == first.Source })
	if at < 0 {
		return note("its source is no longer in the config")
	}
	hash, err := loadHash(ctx, opts.DB, first.LoadID)
	if err != nil {
		return err
	}
	work, err := warehouse.Open(ctx, warehouse.Options{TempDirectory: opts.TempDir})
	if err != nil {
		return fmt.Errorf("trace: %w", err)
	}
	defer work.Close()
	opts.DB = work
	l, name, err := traceLoader(ctx, opts, first, hash)
	if err != nil {
		return err
	}
	if l == nil {
		return note("the file is neither in the inbox nor in the archive any more; set `archive:` to keep copies")
	}
	defer l.close()
	file := exportFile{Path: name, ExportedAt: first.ExportedAt}
	if info, err := l.root.Stat(name); err == nil {
		file.SizeBytes = info.Size()
	}
	if err := l.stampVersion(opts.Sources[at], &file); err != nil {
		return note(err.Error())
	}
	st, err := l.stage(ctx, attempt{source: opts.Sources[at], file: file, hash: hash, loadID: first.LoadID})
	if err == nil {
		_, err = st.judge(ctx)
	}
	var refused *refusal
	if errors.As(err, &refused) {
		return note("the file can't be read under today's settings: " + refused.message)
	}
	if err != nil {
		return err
	}
	for _, i := range wanted {
		if err := st.locateOrigin(ctx, &origins[i]); err != nil {
			return err
		}
	}
	return nil
}

func loadHash(ctx context.Context, db *warehouse.DB, loadID int64) (string, error) {
	var hash sql.NullString
	err := db.QueryRowContext(ctx, "select content_hash from ops.loads where load_id = ?", loadID).Scan(&hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("trace load %d: %w", loadID, err)
	}
	return hash.String, nil
}

// traceLoader opens the folder where the content of a load lies, and its name there: the inbox if the file has not
// changed since, else the archive. It returns nil if it lies in neither.
func traceLoader(ctx context.Context, opts Options, origin Origin, hash string) (*loader, string, error) {
	l, err := newLoader(ctx, opts)
	if err != nil {
		return nil, "", err
	}
	if info, err := l.root.Stat(origin.Path); err == nil {
		found, err := l.hashFile(ctx, exportFile{Path: origin.Path, SizeBytes: info.Size()})
		if err != nil {
			return nil, "", errors.Join(err, l.close())
		}
		if found == hash {
			return l, origin.Path, nil
		}
	}
	archived := archivePath(opts.Archive, origin.Source, hash, origin.Path)
	if _, err := os.Stat(archived); opts.Archive == "" || err != nil {
		return nil, "", l.close()
	}
	// The copy gets its own name back: the version is read from it, and formats are told by its ending.
	folder := filepath.Join(l.scratch, "archived")
	name := path.Base(origin.Path)
	if err := unpackArchived(archived, filepath.Join(folder, name), isCompressed(origin.Path)); err != nil {
		return nil, "", errors.Join(fmt.Errorf("trace: open archived copy: %w", err), l.close())
	}
	if err := l.moveRoot(folder); err != nil {
		return nil, "", errors.Join(err, l.close())
	}
	return l, name, nil
}

// moveRoot makes another folder the one that files are read from.
func (l *loader) moveRoot(folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	err = l.root.Close()
	l.root, l.rootPath = root, folder
	return err
}

func unpackArchived(archived, target string, asIs bool) (err error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	in, err := os.Open(archived)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var text io.Reader = in
	if !asIs {
		if text, err = gzip.NewReader(in); err != nil {
			return err
		}
	}
	_, err = io.Copy(out, text)
	return err
}

// locateOrigin finds the line of one row: the place that raw kept, else the last record of the same content.
func (st *stage) locateOrigin(ctx context.Context, origin *Origin) error {
	var ordinal, line sql.NullInt64
	lineExpr := "null::bigint"
	if st.relation.line != "" {
		lineExpr = "max(__line)"
	}
	err := st.conn.QueryRowContext(ctx, fmt.Sprintf(`
		select max(__row), %s
		from %s, (select $1::json as row) as origin
		where %s`, lineExpr, finalView, st.originCondition(*origin)), origin.Row).Scan(&ordinal, &line)
	if err != nil {
		return fmt.Errorf("trace %s: %w", origin.Key, err)
	}
	if !ordinal.Valid {
		origin.Note = "the row is not found in the file under today's settings"
		return nil
	}
	origin.Line = line.Int64
	if st.relation.lines == nil {
		if origin.Line == 0 {
			origin.Note = fmt.Sprintf("record %d of the file", ordinal.Int64+1)
		}
		return nil
	}
	// Records that DuckDB could not read have no ordinal, but lines of their own.
	var broken []brokenRecord
	if st.relation.hasRejects {
		if broken, err = st.brokenRecords(ctx); err != nil {
			return fmt.Errorf("trace %s: %w", origin.Key, err)
		}
	}
	byOrdinal, _, err := st.locateLines(ctx, []problemRow{{ordinal: ordinal.Int64}}, broken)
	if err != nil {
		return fmt.Errorf("trace %s: %w", origin.Key, err)
	}
	found := byOrdinal[ordinal.Int64]
	origin.Line, origin.Raw = found.Line, st.maskRecord(found.Raw)
	return nil
}

// originCondition is the SQL of whether a row of the file is the one that was loaded. A row that was folded of several
// events states what no single line states: it is found by the event with the highest reaction, which gives it its
// outcome.
func (st *stage) originCondition(origin Origin) string {
	isKeyed := !strings.Contains(origin.Row, `"interaction_id":null`)
	if st.source.GroupEvents != nil && isKeyed {
		return fmt.Sprintf(`__row = (
			select arg_min(__row, row(-(%s), occurred_at, __row))
			from %s
			where interaction_id = ($1::json ->> 'interaction_id'))`, rankExpr("reaction"), finalView)
	}
	conditions := []string{"coalesce((row ->> 'line_order')::bigint, __row) = __row"}
	for _, column := range st.entity.Columns {
		if column.Kind == Reaction {
			continue // a better map of outcomes may have changed it since
		}
		conditions = append(conditions, fmt.Sprintf("%s is not distinct from (row ->> %s)::%s",
			ident(column.Name), literal(column.Name), columnType(column)))
	}
	return strings.Join(conditions, " and ")
}
