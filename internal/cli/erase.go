package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// eraseOptions are the flags of erase.
type eraseOptions struct {
	accounts []string
	isDry    bool
	isLift   bool
}

func newEraseCommand(a *app) *cobra.Command {
	var opts eraseOptions
	command := &cobra.Command{
		Use:   "erase [DEBTOR]",
		Short: "Remove a debtor and his accounts from everything Recaudo keeps",
		Long: `Removes every row of a debtor and of his accounts: from the warehouse with what was replaced and what was rejected,
from the published snapshot, from every kept one and from the archived copies of the exports. The marts are computed
anew without him, so figures of the past change. Then it searches all of that for his ids, and ends with exit code 0
only if there is nothing left.

DEBTOR is the debtor's id in the exports, or its pseudonym. An account that exports state for another debtor too is
left, and named; --account erases it all the same, or an account whose debtor no export states.

The exports themselves are not Recaudo's: those in which he stands are named. Loaded again they don't bring him back,
since a keyed hash of his ids is kept; the key is the file .erase-key beside the warehouse, to be kept as long as it.
This can't be undone. Stopped in the middle, it is to be run again.

--lift lets a debtor be loaded again who was erased by mistake, or who came back: it drops the hashes of his id, and of
the accounts that were erased with it. Past rows return only from exports that are brought again.`,
		Example: `  recaudo erase CC-79912345 --dry-run    the accounts that it would take
  recaudo erase CC-79912345
  recaudo erase --account CR-1009 --account CR-1010
  recaudo erase --lift CC-79912345       he may be loaded again`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args)+len(opts.accounts) == 0 || slices.Contains(append(args, opts.accounts...), "") {
				return &usageError{message: "name a debtor, or accounts with --account"}
			}
			return runErase(command.Context(), a, args, opts)
		},
	}
	command.Flags().StringArrayVar(&opts.accounts, "account", nil, "account to erase as well; may be given several times")
	command.Flags().BoolVar(&opts.isDry, "dry-run", false, "list the accounts that would be erased, and change nothing")
	command.Flags().BoolVar(&opts.isLift, "lift", false, "let the debtor be loaded again who was erased before")
	return command
}

func runErase(ctx context.Context, a *app, debtors []string, opts eraseOptions) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	if _, err := os.Stat(config.Warehouse); isMissing(err) {
		return fmt.Errorf("there is no warehouse at %s, so nobody can be erased from it", config.Warehouse)
	}
	p, err := openPipeline(ctx, a, opts.command())
	if err != nil {
		return err
	}
	e := eraser{pipeline: p, typed: append(slices.Clone(debtors), opts.accounts...)}
	work := e.erase
	if opts.isLift {
		work = e.lift
	}
	return p.end(ctx, orInterrupted(ctx, work(ctx, debtors, opts)))
}

// command is what the history of the jobs calls it.
func (opts eraseOptions) command() string {
	if opts.isLift {
		return "erase --lift"
	}
	return "erase"
}

// eraser removes one debtor.
type eraser struct {
	*pipeline
	typed  []string // ids as they were given: as exports have them, or pseudonyms
	ids    []string // all ids to erase, as tables have them
	erased ingest.Erased
}

func (e *eraser) erase(ctx context.Context, debtors []string, opts eraseOptions) error {
	if err := e.find(ctx, debtors, opts); err != nil || opts.isDry {
		return err
	}
	if err := e.remember(ctx); err != nil {
		return err
	}
	marts, err := computedBy(ctx, e.db)
	if err != nil {
		return err
	}
	if err := e.rewriteWarehouse(ctx); err != nil {
		return err
	}
	e.sayf("removed from %s", e.config.Warehouse)
	// An erase that was stopped while it computed has left no marts, and a snapshot with him.
	_, err = os.Stat(e.config.Published)
	isComputed := marts != (origin{}) || err == nil
	var figuresErr error
	if isComputed {
		figuresErr = e.recompute(ctx)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// Whether or not the new figures passed their checks, the old ones must not keep him.
	if err := e.rewriteSnapshots(ctx, !isComputed || figuresErr != nil); err != nil {
		return errors.Join(figuresErr, err)
	}
	if err := e.cleanArchive(ctx); err != nil {
		return errors.Join(figuresErr, err)
	}
	return errors.Join(figuresErr, e.prove(ctx))
}

// find lists the debtor's accounts, as the warehouse and all snapshots know them.
func (e *eraser) find(ctx context.Context, debtors []string, opts eraseOptions) error {
	pseudonyms, err := e.config.Privacy.pseudonyms(e.getenv)
	if err != nil {
		return err
	}
	debtors = storedForms(pseudonyms, "debtor_id", debtors)
	named := storedForms(pseudonyms, "account_id", opts.accounts)
	e.ids = append(slices.Clone(debtors), named...)
	key, err := readErasedKey(e.config.Warehouse)
	if err != nil {
		return err
	}
	if e.erased, err = ingest.ReadErased(ctx, e.db, key); err != nil {
		return err
	}
	isKnown := slices.ContainsFunc(e.ids, e.erased.Has)
	seen := map[string]bool{}
	var stopped []string // what an earlier try that was stopped did not come to
	err = e.eachFile(ctx, func(db *warehouse.DB) error {
		known, err := ingest.StatedIDs(ctx, db)
		if err != nil {
			return err
		}
		isKnown = isKnown || slices.ContainsFunc(e.ids, func(id string) bool { return slices.Contains(known, id) })
		stopped = append(stopped, e.erased.Among(known)...)
		accounts, err := ingest.FindAccounts(ctx, db, debtors)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			if seen[account.ID] {
				continue // the newest file decides
			}
			seen[account.ID] = true
			switch {
			case slices.Contains(named, account.ID):
			case len(account.Others) > 0:
				e.sayf("account %s is left: it is stated for another debtor too; --account %[1]s erases it", account.ID)
				continue
			default:
				e.ids = append(e.ids, account.ID)
			}
			if opts.isDry {
				fmt.Fprintln(e.data(), account.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !isKnown {
		return errors.New("no row states this debtor or account; write the id as the exports do, or name his accounts with " +
			"--account if they state no debtor")
	}
	e.ids = append(e.ids, stopped...)
	slices.Sort(e.ids)
	e.ids = slices.Compact(e.ids)
	return nil
}

// storedForms are the forms in which tables may hold ids that were given as exports have them, or as pseudonyms.
func storedForms(pseudonyms ingest.Pseudonyms, column string, ids []string) []string {
	if !slices.Contains(pseudonyms.Columns, column) {
		return slices.Clone(ids)
	}
	var forms []string
	for _, id := range ids {
		forms = append(forms, id, pseudonyms.Of(id))
	}
	return forms
}

// remember notes the ids as erased, so that no file brings them back, and so that a second try knows them.
func (e *eraser) remember(ctx context.Context) error {
	key, err := makeErasedKey(e.config.Warehouse)
	if err != nil {
		return err
	}
	if e.erased, err = ingest.ReadErased(ctx, e.db, key); err != nil {
		return err
	}
	return e.db.InTx(ctx, func(tx *sql.Tx) error {
		return ingest.WriteErased(ctx, tx, e.erased, e.ids, e.now())
	})
}

// rewriteWarehouse puts a fresh file without the debtor in the place of the warehouse.
func (e *eraser) rewriteWarehouse(ctx context.Context) error {
	e.reach("rewrite warehouse")
	if err := e.db.Checkpoint(ctx); err != nil {
		return err
	}
	err := e.db.Close()
	e.db = nil
	if err != nil {
		return fmt.Errorf("close warehouse: %w", err)
	}
	if err := e.rewrite(ctx, e.config.Warehouse, false); err != nil {
		return err
	}
	if err := e.removeLeftovers(); err != nil {
		return err
	}
	return e.reopen(ctx)
}

// rewrite puts a fresh file without the debtor in the place of a file of the warehouse, or of a snapshot.
func (e *eraser) rewrite(ctx context.Context, path string, isSnapshot bool) error {
	contract, err := sqlfiles.FS.ReadFile("ops/erased_ids.sql")
	if err != nil {
		return fmt.Errorf("read table contract: %w", err)
	}
	without := ingest.WithoutIDs{
		IDs: e.ids, Erased: e.erased, IsKept: isSnapshot, Contract: string(contract),
	}
	opts := e.config.warehouseOptions()
	opts.Path = path
	return warehouse.Rewrite(ctx, warehouse.RewriteOptions{
		Options: opts, Begin: without.Begin, Rows: without.Rows, End: without.End,
	})
}

// recompute computes the marts anew and publishes them.
func (e *eraser) recompute(ctx context.Context) error {
	if _, err := e.transform(ctx, runOptions{fullRefresh: true}); err != nil {
		return err
	}
	if err := e.check(ctx); err != nil {
		return err
	}
	if _, err := os.Stat(e.config.Published); isMissing(err) {
		return nil
	}
	if err := e.publish(ctx); err != nil {
		return err
	}
	e.sayf("published %s without him, boards as of %s", e.config.Published, e.run.asOf.Format("2006-01-02"))
	return nil
}
