package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// DebtorAccount is an account that some row states for a debtor.
type DebtorAccount struct {
	ID string
	// Others are debtors for whom rows in force state it too.
	Others []string
}

// FindAccounts lists the accounts that rows of a file state for a debtor, in force, replaced or rejected. ids are the
// forms in which the debtor may be written.
func FindAccounts(ctx context.Context, db *warehouse.DB, ids []string) ([]DebtorAccount, error) {
	rows, err := db.QueryContext(ctx, `
		with
		in_force as (
			select account_id, debtor_id from raw.accounts
			union
			select account_id, debtor_id from raw.assignments
		),
		stated as (
			from in_force
			union
			select "row" ->> 'account_id', "row" ->> 'debtor_id' from ops.superseded_rows
			union
			select parsed ->> 'account_id', parsed ->> 'debtor_id' from ops.rejected_rows
		),
		his as (
			select distinct account_id
			from stated
			where account_id is not null and debtor_id in (select unnest(string_split($1, $2)))
		)
		select
			account_id,
			coalesce(string_agg(distinct in_force.debtor_id, $2) filter (
				where in_force.debtor_id not in (select unnest(string_split($1, $2)))), '')
		from his
		left join in_force using (account_id)
		group by account_id
		order by account_id`, strings.Join(ids, keySeparator), keySeparator)
	if err != nil {
		return nil, fmt.Errorf("find the debtor's accounts: %w", err)
	}
	defer rows.Close()
	var accounts []DebtorAccount
	for rows.Next() {
		var account DebtorAccount
		var others string
		if err := rows.Scan(&account.ID, &others); err != nil {
			return nil, fmt.Errorf("find the debtor's accounts: %w", err)
		}
		if others != "" {
			account.Others = strings.Split(others, keySeparator)
		}
		accounts = append(accounts, account)
	}
	return accounts, rows.Err()
}

// StatedIDs lists all debtors and accounts that a file knows.
func StatedIDs(ctx context.Context, db *warehouse.DB) ([]string, error) {
	var parts []string
	for _, entity := range entities {
		for _, column := range PseudonymColumns() {
			if _, ok := entity.Column(column); ok {
				parts = append(parts, "select "+ident(column)+" as id from raw."+ident(entity.Name))
			}
		}
	}
	for _, column := range PseudonymColumns() {
		parts = append(parts, `select "row" ->> `+literal(column)+" from ops.superseded_rows",
			"select parsed ->> "+literal(column)+" from ops.rejected_rows")
	}
	rows, err := db.QueryContext(ctx, "select id from ("+strings.Join(parts, " union ")+") where id is not null")
	if err != nil {
		return nil, fmt.Errorf("list debtors and accounts: %w", err)
	}
	ids, err := scanStrings(rows)
	if err != nil {
		return nil, fmt.Errorf("list debtors and accounts: %w", err)
	}
	return ids, nil
}

// WriteErased notes ids as erased, by their hashes.
func WriteErased(ctx context.Context, db execer, erased Erased, ids []string, at time.Time) error {
	for _, id := range ids {
		if erased.Has(id) {
			continue
		}
		_, err := db.ExecContext(ctx, "insert into ops.erased_ids (id_hash, erased_at) values (?, ?::timestamp)",
			erased.Hash(id), at.UTC())
		if err != nil {
			return fmt.Errorf("note erased ids: %w", err)
		}
		erased.hashes[erased.Hash(id)] = at.UTC()
	}
	return nil
}

// WithoutIDs leaves the rows of erased debtors out of a file that is rewritten.
type WithoutIDs struct {
	IDs    []string
	Erased Erased
	// IsKept says that the marts stay as they are, but for his rows: if the file is restored, they are computed anew.
	IsKept bool
	// Contract creates ops.erased_ids in a file of a version that knew none.
	Contract string
}

// eventColumns name events; tables that have no account know by them whose event it was.
var eventColumns = []string{"interaction_id", "payment_id", "promise_id"}

// Begin lists the ids, and the ids of events of the erased accounts.
func (w *WithoutIDs) Begin(ctx context.Context, conn *sql.Conn, tables []warehouse.Table) error {
	if _, err := conn.ExecContext(ctx, "create temp table erase_ids (id varchar)"); err != nil {
		return err
	}
	for _, id := range w.IDs {
		if _, err := conn.ExecContext(ctx, "insert into temp.erase_ids values (?)", id); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, "create temp table erase_events (kind varchar, id varchar)"); err != nil {
		return err
	}
	for _, table := range tables {
		for _, event := range eventColumns {
			if !hasColumn(table, "account_id") || !hasColumn(table, event) {
				continue
			}
			_, err := conn.ExecContext(ctx, fmt.Sprintf("insert into temp.erase_events select distinct %s, %s::varchar from %s "+
				"where account_id in (select id from temp.erase_ids) and %[2]s is not null", literal(event), ident(event),
				table.In(warehouse.OldFile)))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func hasColumn(table warehouse.Table, name string) bool {
	return slices.ContainsFunc(table.Columns, func(column warehouse.Column) bool { return column.Name == name })
}

// Rows is the SELECT of the rows of a table that stay.
func (w *WithoutIDs) Rows(table warehouse.Table) string {
	const isErased = "%s::varchar in (select id from temp.erase_ids)"
	var lost []string
	name := table.Schema + "." + table.Name
	for _, column := range PseudonymColumns() {
		switch {
		case hasColumn(table, column):
			lost = append(lost, fmt.Sprintf(isErased, ident(column)))
		case name == "ops.superseded_rows":
			lost = append(lost, fmt.Sprintf(isErased, `("row" ->> `+literal(column)+")"))
		case name == "ops.rejected_rows":
			lost = append(lost, fmt.Sprintf(isErased, "(parsed ->> "+literal(column)+")"))
		}
	}
	for _, event := range eventColumns {
		if hasColumn(table, event) && !hasColumn(table, "account_id") {
			lost = append(lost, fmt.Sprintf("%s::varchar in (select id from temp.erase_events where kind = %s)", ident(event),
				literal(event)))
		}
	}
	pattern := literal(idPattern(w.IDs))
	list := "*"
	switch name {
	case "ops.rejected_rows":
		lost = append(lost, "regexp_matches(concat_ws(' ', raw, message, parsed::varchar), "+pattern+")")
	case "ops.check_results":
		list = "* replace (case when not regexp_matches(sample::varchar, " + pattern + ") then sample end as sample)"
	case "ops.transform_state":
		if w.IsKept {
			list = "* replace ('' as models_hash)"
		}
	}
	text := "select " + list + " from " + table.In(warehouse.OldFile)
	if len(lost) > 0 {
		text += " where not coalesce(" + strings.Join(lost, ", false) and not coalesce(") + ", false)"
	}
	return text
}

// End notes in the fresh file who was erased, so that a snapshot that is restored does not load them again.
func (w *WithoutIDs) End(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, w.Contract); err != nil {
		return err
	}
	for hash, at := range w.Erased.hashes {
		_, err := conn.ExecContext(ctx, "insert into ops.erased_ids by name (select $1 as id_hash, $2::timestamp as erased_at "+
			"where $1 not in (select id_hash from ops.erased_ids))", hash, at)
		if err != nil {
			return err
		}
	}
	return nil
}

// idPattern matches a text in which one of the ids stands as a word of its own.
func idPattern(ids []string) string { return wordPattern(ids, `\pL\pN`) }

// exactPattern is idPattern without ids that are a part of a longer one, like CR-100 of CR-100-1.
func exactPattern(ids []string) string { return wordPattern(ids, `\pL\pN_./-`) }

// wordPattern matches one of some ids between two characters that are not of a class, or at an end.
func wordPattern(ids []string, class string) string {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	return "(^|[^" + class + "])(" + strings.Join(quoted, "|") + ")($|[^" + class + "])"
}

// tellingLength is the length from which an id says whose it is wherever it stands; a shorter one may stand in another
// column for something else.
const tellingLength = 6

// Hit is a column in which erased ids still stand.
type Hit struct {
	Table, Column string
	Rows          int64
	// IsSure says that the rows are the debtor's; else what stands there may mean something else.
	IsSure bool
}

// SearchTables looks for ids in every text of every table of an open file. The columns of debtors and accounts must not
// hold them, nor any other column an id of six characters or more.
func SearchTables(ctx context.Context, db *warehouse.DB, ids []string) ([]Hit, error) {
	tables, err := db.Tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("search %s: %w", db.Path(), err)
	}
	telling := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return len(id) < tellingLength })
	var hits []Hit
	for _, table := range tables {
		s := tableSearch{name: table.Schema + "." + table.Name}
		suspects, err := suspectColumns(ctx, db, table, ids)
		if err != nil {
			return nil, fmt.Errorf("search %s: %w", s.name, err)
		}
		for _, column := range suspects {
			name := ident(column.Name)
			if slices.Contains(PseudonymColumns(), column.Name) {
				s.add(column, true, name+"::varchar in (select unnest(string_split("+
					literal(strings.Join(ids, keySeparator))+", "+literal(keySeparator)+")))")
				continue
			}
			sure := "false"
			if len(telling) > 0 {
				sure = "regexp_matches(" + name + "::varchar, " + literal(exactPattern(telling)) + ")"
				s.add(column, true, sure)
			}
			s.add(column, false, "regexp_matches("+name+"::varchar, "+literal(idPattern(ids))+") and not "+sure)
		}
		found, err := s.run(ctx, db, ident(table.Schema)+"."+ident(table.Name))
		if err != nil {
			return nil, fmt.Errorf("search %s: %w", s.name, err)
		}
		hits = append(hits, found...)
	}
	return hits, nil
}

// suspectColumns are the text columns of a table that hold an id anywhere, if only as a part of a longer word. Looking
// for a substring costs a fraction of what a pattern of Unicode classes does, and nearly all columns end here.
func suspectColumns(ctx context.Context, db *warehouse.DB, table warehouse.Table, ids []string) ([]warehouse.Column, error) {
	var columns []warehouse.Column
	var terms []string
	for _, column := range table.Columns {
		if !strings.HasPrefix(column.Type, "VARCHAR") && column.Type != "JSON" {
			continue
		}
		var found []string
		for _, id := range ids {
			found = append(found, "contains("+ident(column.Name)+"::varchar, "+literal(id)+")")
		}
		columns = append(columns, column)
		terms = append(terms, "coalesce(bool_or("+strings.Join(found, " or ")+"), false)")
	}
	if len(columns) == 0 || len(ids) == 0 {
		return nil, nil
	}
	holds := make([]bool, len(columns))
	targets := make([]any, len(columns))
	for i := range holds {
		targets[i] = &holds[i]
	}
	err := db.QueryRowContext(ctx, "select "+strings.Join(terms, ", ")+" from "+ident(table.Schema)+"."+ident(table.Name)).
		Scan(targets...)
	if err != nil {
		return nil, err
	}
	var suspects []warehouse.Column
	for i, column := range columns {
		if holds[i] {
			suspects = append(suspects, column)
		}
	}
	return suspects, nil
}

// tableSearch counts the rows of one table in which something is found.
type tableSearch struct {
	name  string
	terms []string
	hits  []Hit
}

func (s *tableSearch) add(column warehouse.Column, isSure bool, condition string) {
	s.terms = append(s.terms, "count(*) filter (where "+condition+")")
	s.hits = append(s.hits, Hit{Table: s.name, Column: column.Name, IsSure: isSure})
}

// run returns the columns in which something was found.
func (s *tableSearch) run(ctx context.Context, db *warehouse.DB, table string) ([]Hit, error) {
	if len(s.terms) == 0 {
		return nil, nil
	}
	targets := make([]any, len(s.hits))
	for i := range s.hits {
		targets[i] = &s.hits[i].Rows
	}
	err := db.QueryRowContext(ctx, "select "+strings.Join(s.terms, ", ")+" from "+table).Scan(targets...)
	return slices.DeleteFunc(s.hits, func(hit Hit) bool { return hit.Rows == 0 }), err
}
