package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func newRestoreCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "restore [SNAPSHOT]",
		Short: "Bring a snapshot back, as the warehouse and as what is published",
		Long: `Without a snapshot it lists those there are. With one, a copy of it takes the place of the warehouse, and it is
published. The warehouse it replaces is set aside, not removed, and the snapshots stay. What was loaded after the
snapshot was made loads again in the next run, as far as the exports are still there; restore says which are.`,
		Example: `  recaudo restore
  recaudo restore published              the snapshot that readers see, when the warehouse does not open
  recaudo restore 20260403T030000.000Z   one that was replaced then`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listSnapshots(command.Context(), a)
			}
			return runRestore(command.Context(), a, args[0])
		},
	}
}

// publishedName is how `recaudo restore` calls the snapshot that readers see.
const publishedName = "published"

// namedSnapshot is a snapshot under the name that `recaudo restore` takes.
type namedSnapshot struct {
	name string
	path string
	size int64
}

// snapshots lists the published snapshot and the kept ones, newest first.
func (c *Config) snapshots() ([]namedSnapshot, error) {
	kept, err := warehouse.Kept(c.Published)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	var found []namedSnapshot
	for _, snapshot := range kept {
		name := strings.TrimPrefix(snapshot.Path, c.Published+".")
		found = append(found, namedSnapshot{name: name, path: snapshot.Path, size: snapshot.SizeBytes})
	}
	if info, err := os.Stat(c.Published); err == nil {
		found = append(found, namedSnapshot{name: publishedName, path: c.Published, size: info.Size()})
	}
	slices.Reverse(found)
	return found, nil
}

// contents is what a snapshot says of itself.
type contents struct {
	asOf  time.Time
	runAt time.Time // start of the run that computed it
	loads int64     // files that took effect
}

func readContents(ctx context.Context, db *warehouse.DB) (found contents, err error) {
	err = db.QueryRowContext(ctx, `
		select
			state.as_of, coalesce(runs.started_at, timestamp 'epoch'),
			(select count(*) from ops.loads where status = 'loaded')
		from ops.transform_state as state
		left join ops.runs as runs on state.run_id = runs.run_id`).Scan(&found.asOf, &found.runAt, &found.loads)
	if err != nil {
		return found, fmt.Errorf("read the snapshot %s: %w", db.Path(), err)
	}
	return found, nil
}

func (c *Config) openAs(ctx context.Context, path string) (*warehouse.DB, error) {
	opts := c.snapshotOptions()
	opts.Path = path
	db, err := warehouse.Open(ctx, opts)
	if err != nil {
		return nil, err
	}
	if err := db.CheckVersion(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func listSnapshots(ctx context.Context, a *app) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	snapshots, err := config.snapshots()
	if err != nil {
		return err
	}
	if len(snapshots) == 0 {
		return fmt.Errorf("there is no snapshot at %s; `recaudo run` publishes one", config.Published)
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return fmt.Errorf("read time zone: %w", err)
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "snapshot\tboards as of\tcomputed by the run of\tfiles loaded\tMB")
	for _, snapshot := range snapshots {
		megabytes := groupDigits((snapshot.size + 999_999) / 1_000_000)
		found, err := config.contentsOf(ctx, snapshot.path)
		if err != nil {
			word := "damaged"
			if errors.Is(err, warehouse.ErrNewer) {
				word = "newer"
			}
			fmt.Fprintf(table, "%s\t%s\t\t\t%s\n", snapshot.name, word, megabytes)
			a.sayf("warning: %v", err)
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", snapshot.name, found.asOf.Format(time.DateOnly),
			found.runAt.In(zone).Format("2006-01-02 15:04"), groupDigits(found.loads), megabytes)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}

func (c *Config) contentsOf(ctx context.Context, path string) (found contents, err error) {
	db, err := c.openAs(ctx, path)
	if err != nil {
		return contents{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return readContents(ctx, db)
}

func runRestore(ctx context.Context, a *app, name string) (err error) {
	config, err := a.config()
	if err != nil {
		return err
	}
	lock, err := warehouse.AcquireLock(config.Warehouse, "restore", a.now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	snapshot, err := config.findSnapshot(name)
	if err != nil {
		return err
	}
	found, err := config.verify(ctx, snapshot.path)
	if err != nil {
		return orInterrupted(ctx, fmt.Errorf("%w; nothing was changed, `recaudo restore` lists the other snapshots", err))
	}
	erased, erasedErr := config.erasedHashes(ctx, config.Warehouse) // one that does not open is why most restore
	if err := a.bringBack(ctx, config, snapshot); err != nil {
		return err
	}
	a.sayf("restored %s: boards as of %s, %s loaded", snapshot.name, found.asOf.Format(time.DateOnly),
		countFiles(int(found.loads)))
	if _, err := os.Stat(warehouse.Aside(config.Warehouse)); err == nil {
		a.sayf("the warehouse that it replaces is %s; remove it when the next run has gone well",
			warehouse.Aside(config.Warehouse))
	}
	if err := a.sayWhoIsErased(ctx, config, erased, erasedErr); err != nil {
		return err
	}
	return a.sayWhatLoads(ctx, config)
}

func (c *Config) findSnapshot(name string) (namedSnapshot, error) {
	snapshots, err := c.snapshots()
	if err != nil {
		return namedSnapshot{}, err
	}
	var names []string
	for _, snapshot := range snapshots {
		if snapshot.name == name || snapshot.path == name || filepath.Base(snapshot.path) == name {
			return snapshot, nil
		}
		names = append(names, snapshot.name)
	}
	if len(names) == 0 {
		return namedSnapshot{}, fmt.Errorf("there is no snapshot at %s", c.Published)
	}
	return namedSnapshot{}, &usageError{message: fmt.Sprintf("there is no snapshot %q; there are %s", name,
		strings.Join(names, ", "))}
}

// verify reads every block of a snapshot: DuckDB compares each with its checksum.
func (c *Config) verify(ctx context.Context, path string) (found contents, err error) {
	db, err := c.openAs(ctx, path)
	if err != nil {
		return contents{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `
		select schema_name, table_name from duckdb_tables()
		where database_name = current_database() and not internal`)
	if err != nil {
		return contents{}, fmt.Errorf("verify %s: %w", path, err)
	}
	var tables []string
	for rows.Next() {
		var schema, table string
		if err := rows.Scan(&schema, &table); err != nil {
			return contents{}, errors.Join(fmt.Errorf("verify %s: %w", path, err), rows.Close())
		}
		tables = append(tables, warehouse.QuoteIdent(schema)+"."+warehouse.QuoteIdent(table))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return contents{}, fmt.Errorf("verify %s: %w", path, err)
	}
	for _, table := range tables {
		var sum any
		if err := db.QueryRowContext(ctx, "select bit_xor(hash(r)) from "+table+" as r").Scan(&sum); err != nil {
			return contents{}, fmt.Errorf("verify %s: read %s: %w", path, table, err)
		}
	}
	return readContents(ctx, db)
}

// bringBack makes a snapshot the warehouse, and what is published.
func (a *app) bringBack(ctx context.Context, config Config, snapshot namedSnapshot) error {
	err := warehouse.Restore(ctx, warehouse.RestoreOptions{
		Snapshot: snapshot.path, Warehouse: config.Warehouse, Reached: a.reached,
	})
	if err != nil || snapshot.path == config.Published {
		return orInterrupted(ctx, err)
	}
	kept, err := warehouse.Kept(config.Published)
	if err != nil {
		return fmt.Errorf("list snapshots: %w", err)
	}
	return orInterrupted(ctx, warehouse.Publish(ctx, warehouse.PublishOptions{
		Warehouse: config.Warehouse,
		Published: config.Published,
		Keep:      len(kept) + 1, // whoever restores may want another one next
		At:        a.now(),
		Reached:   a.reached,
	}))
}
