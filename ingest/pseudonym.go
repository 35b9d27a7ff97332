package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// PseudonymColumns are the canonical columns that may be loaded as pseudonyms.
func PseudonymColumns() []string { return []string{"debtor_id", "account_id"} }

// Pseudonyms says which ids are loaded as pseudonyms only: the HMAC-SHA-256 of the id, its first 16 bytes in
// hexadecimal digits. Equal ids have equal pseudonyms, in every source and column, so that everything still joins. The
// zero value loads all ids as they are.
type Pseudonyms struct {
	Columns []string // of PseudonymColumns
	Key     Secret
}

// Of is the pseudonym of an id.
func (p Pseudonyms) Of(id string) string { return p.Key.keyed(id) }

func (p Pseudonyms) has(column string) bool { return slices.Contains(p.Columns, column) }

// Variables of DuckDB that hold the key, mixed with the two pads of HMAC. The key stands in no statement, so that no
// message can quote it.
const (
	innerPadVariable = "recaudo_inner_pad"
	outerPadVariable = "recaudo_outer_pad"
)

// expr is the SQL of a column's value as it is loaded. DuckDB has no HMAC, but hashes: this is RFC 2104.
func (p Pseudonyms) expr(column, value string) string {
	if !p.has(column) {
		return value
	}
	return fmt.Sprintf("left(sha256(getvariable('%s') || unhex(sha256(getvariable('%s') || encode(%s)))), %d)",
		outerPadVariable, innerPadVariable, value, 2*keyedBytes)
}

// setKey gives the key to the connection of a run.
func (p Pseudonyms) setKey(ctx context.Context, db execer) error {
	if len(p.Columns) == 0 {
		return nil
	}
	key := []byte(p.Key)
	if len(key) > sha256.BlockSize {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	for variable, pad := range map[string]byte{innerPadVariable: 0x36, outerPadVariable: 0x5c} {
		block := make([]byte, sha256.BlockSize)
		copy(block, key)
		for i := range block {
			block[i] ^= pad
		}
		if _, err := db.ExecContext(ctx, "set variable "+variable+" = ?::blob", block); err != nil {
			return fmt.Errorf("set the key of pseudonyms: %w", err)
		}
	}
	return nil
}

// keyCheck tells one key from another without telling the key.
func (p Pseudonyms) keyCheck() string { return p.Key.keyed("recaudo: which key is it?") }

// errPseudonyms is why a run that would mix two kinds of ids is refused.
var errPseudonyms = errors.New("ids would no longer match those loaded before, so nothing is loaded; put `privacy:` back " +
	"as it was, or name another `warehouse:` and load every export anew")

// settle compares the pseudonyms with those of the rows in the warehouse, and notes them before the first row is loaded.
func (p Pseudonyms) settle(ctx context.Context, db execer) error {
	before, err := p.noted(ctx, db)
	if err != nil {
		return err
	}
	wanted := p.wanted()
	if maps.Equal(before, wanted) {
		return nil
	}
	if err := p.mismatch(ctx, db, before, wanted); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "delete from ops.pseudonyms"); err != nil {
		return fmt.Errorf("note pseudonyms: %w", err)
	}
	for column, check := range wanted {
		_, err := db.ExecContext(ctx, "insert into ops.pseudonyms (canonical_column, key_check) values (?, ?)", column, check)
		if err != nil {
			return fmt.Errorf("note pseudonyms: %w", err)
		}
	}
	return nil
}

func (p Pseudonyms) wanted() map[string]string {
	wanted := map[string]string{}
	for _, column := range p.Columns {
		wanted[column] = p.keyCheck()
	}
	return wanted
}

// mismatch is why rows may not be loaded with these pseudonyms, nil if there are none yet.
func (p Pseudonyms) mismatch(ctx context.Context, db execer, before, wanted map[string]string) error {
	var loads int64
	err := db.QueryRowContext(ctx, "select count(*) from ops.loads where status = 'loaded'").Scan(&loads)
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	was, is := strings.Join(slices.Sorted(maps.Keys(before)), ", "), strings.Join(slices.Sorted(maps.Keys(wanted)), ", ")
	switch {
	case loads == 0 || maps.Equal(before, wanted):
		return nil
	case was == is:
		return fmt.Errorf("the key of `privacy:` is not the one that the pseudonyms in the warehouse were made with: %w",
			errPseudonyms)
	}
	return fmt.Errorf("`privacy.pseudonymize` names [%s], but the rows in the warehouse were loaded with [%s]: %w",
		is, was, errPseudonyms)
}

// Check says without a run whether one would refuse these pseudonyms.
func (p Pseudonyms) Check(ctx context.Context, db *warehouse.DB) error {
	before := map[string]string{}
	var isKnown bool
	err := db.QueryRowContext(ctx, `select count(*) > 0 from duckdb_tables()
		where database_name = current_database() and schema_name = 'ops' and table_name = 'pseudonyms'`).Scan(&isKnown)
	if err != nil {
		return fmt.Errorf("read pseudonyms: %w", err)
	}
	if isKnown {
		if before, err = p.noted(ctx, db); err != nil {
			return err
		}
	}
	return p.mismatch(ctx, db, before, p.wanted())
}

// noted returns the check of the key by column, as earlier runs noted it.
func (p Pseudonyms) noted(ctx context.Context, db execer) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, "select canonical_column, key_check from ops.pseudonyms")
	if err != nil {
		return nil, fmt.Errorf("read pseudonyms: %w", err)
	}
	defer rows.Close()
	noted := map[string]string{}
	for rows.Next() {
		var column, check string
		if err := rows.Scan(&column, &check); err != nil {
			return nil, fmt.Errorf("read pseudonyms: %w", err)
		}
		noted[column] = check
	}
	return noted, rows.Err()
}
