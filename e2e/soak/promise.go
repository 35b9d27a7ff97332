package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// compare builds a warehouse anew from all files so far, in one night, and wants the published marts to be the same, and
// the exporter to serve them. It returns how large the new one is.
func (p *player) compare(ctx context.Context, exporter *exporter, number int) (freshMB float64, err error) {
	folder := filepath.Join(p.opts.folder, "anew")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := writeConfig(folder, p.op.inbox); err != nil {
		return 0, err
	}
	// Rubbish that still lies there is refused.
	if _, err := p.must(ctx, []int{exitDone, exitFailed}, "run", "--config", filepath.Join(folder, "recaudo.yaml")); err != nil {
		return 0, err
	}
	const snapshot = "data/published/warehouse.duckdb"
	want, err := readMarts(ctx, filepath.Join(folder, snapshot))
	if err != nil {
		return 0, err
	}
	got, err := readMarts(ctx, filepath.Join(p.opts.folder, snapshot))
	if err != nil {
		return 0, err
	}
	var different []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			different = append(different, fmt.Sprintf("%s: got %s, want %s", name, got[name], want[name]))
		}
	}
	if len(got) != len(want) || len(want) == 0 {
		different = append(different, fmt.Sprintf("%d marts, want %d", len(got), len(want)))
	}
	if len(different) > 0 {
		return 0, fmt.Errorf("the marts are not those of a warehouse built anew:\n%s", strings.Join(different, "\n"))
	}
	if err := exporter.awaitDate(ctx, firstDay.AddDate(0, 0, number)); err != nil {
		return 0, err
	}
	return sizeMB(filepath.Join(folder, "data/warehouse.duckdb"))
}

// readMarts returns for every mart how many rows it has, and a sum over their hashes. Numbers of loads are left out:
// loads that failed have numbers, too.
func readMarts(ctx context.Context, path string) (marts map[string]string, err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path, ReadOnly: true, Threads: 1})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `
		select table_name from information_schema.tables where table_schema = 'marts' and table_catalog = current_database()`)
	if err != nil {
		return nil, fmt.Errorf("list marts: %w", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list marts: %w", err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list marts: %w", err)
	}
	marts = map[string]string{}
	for _, name := range names {
		var text string
		err := db.QueryRowContext(ctx, `
			select count(*) || ' rows ' || coalesce(sum(hash(r::varchar)::hugeint), 0)
			from (select columns(c -> c not like '%load_id') from marts.`+warehouse.QuoteIdent(name)+") as r").Scan(&text)
		if err != nil {
			return nil, fmt.Errorf("read marts.%s: %w", name, err)
		}
		marts[name] = text
	}
	return marts, nil
}
