package recount_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/cli"
	"github.com/recaudo/recaudo/internal/recount"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// columns are those of the exports of each entity, the required ones first.
var columns = map[string][]string{
	"assignments": {"account_id", "collector_id", "assigned_amount", "assigned_at", "as_of_date", "unassigned_at",
		"currency", "portfolio", "debtor_id", "days_past_due"},
	"accounts": {"account_id", "debtor_id", "portfolio", "currency", "original_amount", "due_date", "debtor_type", "region",
		"time_zone", "jurisdiction"},
	"collectors": {"collector_id", "collector_name", "team", "supervisor", "active_from", "active_to"},
	"interactions": {"account_id", "channel", "occurred_at", "interaction_id", "collector_id", "direction", "outcome",
		"reaction", "duration_seconds", "promised_amount", "promised_date", "cost_amount", "reason_code", "currency"},
	"payments": {"account_id", "paid_at", "amount", "payment_id", "currency", "status", "reverses_payment_id", "method"},
	"promises": {"account_id", "promised_at", "due_date", "amount", "promise_id", "collector_id", "currency"},
	"targets":  {"month", "metric", "value", "collector_id", "team", "currency"},
	"receivables": {"month", "portfolio", "currency", "beginning_receivable", "credit_sales", "ending_receivable",
		"ending_current"},
}

// required is how many columns of an entity come first because no file may lack them.
var required = map[string]int{
	"assignments": 3, "accounts": 1, "collectors": 1, "interactions": 3, "payments": 3, "promises": 4, "targets": 3,
	"receivables": 2,
}

// form is how a history is written and run. The marts must not depend on it.
type form struct {
	name string
	// write puts a file into folder under a name without an ending. Default is CSV.
	write func(folder string, file recount.File) error
	// isAtOnce loads the files of all nights in one run. Otherwise there is one after each night.
	isAtOnce bool
	// skipsRuns lets nights load their files and compute nothing, except the last: faster, and seldom a difference.
	skipsRuns bool
}

// runProgram writes the files of a history into folder, night by night, runs Recaudo on them, and returns the marts.
func runProgram(ctx context.Context, folder string, history recount.History, how form) (map[string]mart, error) {
	config := filepath.Join(folder, "recaudo.yaml")
	if err := os.WriteFile(config, []byte(configOf(history)), 0o644); err != nil {
		return nil, err
	}
	for _, source := range sourcesOf(history) {
		if err := os.MkdirAll(filepath.Join(folder, "inbox", source.name), 0o755); err != nil {
			return nil, err
		}
	}
	write := how.write
	if write == nil {
		write = writeCSV
	}
	for i, night := range history.Nights {
		for _, file := range night.Files {
			if err := write(filepath.Join(folder, "inbox", file.Source), file); err != nil {
				return nil, fmt.Errorf("write %s: %w", file.Name, err)
			}
		}
		isLast := i == len(history.Nights)-1
		args := []string{"run", "--as-of", night.AsOf, "--accept-shrink", "--config", config}
		switch {
		case how.isAtOnce && !isLast:
			continue
		case how.skipsRuns && !isLast:
			args = []string{"ingest", "--accept-shrink", "--config", config}
		}
		var output bytes.Buffer
		if code := cli.Run(ctx, args, os.Getenv, &output, &output); code != 0 {
			return nil, fmt.Errorf("recaudo %s: exit code %d\n%s", strings.Join(args[:len(args)-2], " "), code, output.String())
		}
	}
	return readMarts(ctx, filepath.Join(folder, "data/published/warehouse.duckdb"))
}

// sourcesOf are the sources of the files of a history, in the order of their names.
func sourcesOf(history recount.History) []*source {
	var sources []*source
	for _, file := range filesByVersion(history) {
		if !slices.ContainsFunc(sources, func(known *source) bool { return known.name == file.Source }) {
			sources = append(sources, &source{name: file.Source, entity: file.Entity})
		}
	}
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.name, b.name) })
	return sources
}

// isNamed reports whether every file of a history says in its name when it was exported.
func isNamed(history recount.History) bool {
	zone := must(time.LoadLocation(history.Settings.TimeZone))
	for _, file := range filesByVersion(history) {
		if !strings.HasSuffix(file.Name, file.ExportedAt.In(zone).Format(nameLayout)) {
			return false
		}
	}
	return true
}

func configOf(history recount.History) string {
	s := history.Settings
	var config strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&config, format+"\n", args...) }
	line("timezone: %s", s.TimeZone)
	line("currency: %s", s.Currency)
	line("root: inbox\nthreads: 1\nmemory_limit: 1GB\nkeep_snapshots: 0")
	line("attribution: %s", s.Attribution)
	line("leaderboard: {min_assigned_accounts: %d}", s.MinAssignedAccounts)
	line("promises: {grace_days: %d, min_amount: %s}", s.GraceDays, s.PromiseMinAmount)
	line("windows: {touch_days: %d, payment_days: %d, fatigue_days: %d, idle_days: %d, visit_days: %d}",
		s.TouchDays, s.PaymentDays, s.FatigueDays, s.IdleDays, s.VisitDays)
	line("aging: {bucket_days: [%s]}", strings.Join(strings.Fields(strings.Trim(fmt.Sprint(s.BucketDays), "[]")), ", "))
	line("segments: {amount_limits: [%s]}", strings.Join(s.AmountLimits, ", "))
	line("agenda:\n  accounts: %d\n  high_value_share: %v\n  channels: [%s]", s.AgendaAccounts, s.HighValueShare,
		strings.Join(s.AgendaChannels, ", "))
	line("  points:")
	for _, reason := range reasons {
		line("    %s: %d", reason, s.AgendaPoints[reason])
	}
	config.WriteString(contactLimitsOf(s))
	line("sources:")
	named := isNamed(history)
	hasPromises := false
	for _, source := range sourcesOf(history) {
		line("  - name: %s\n    entity: %s\n    path: %s/*", source.name, source.entity, source.name)
		hasPromises = hasPromises || source.entity == "promises"
		if named {
			line("    exported_at: \"_at%%Y%%m%%d_%%H%%M%%S\"")
		}
		if source.entity == "assignments" {
			line("    defaults: {assigned_amount: null, collector_id: null}")
		}
	}
	if s.PromisesFromExport && !hasPromises {
		line("  - {name: promises, entity: promises, path: promises/*}")
	}
	return config.String()
}

// contactLimitsOf writes the rules on contacting debtors, without those that Recaudo brings along.
func contactLimitsOf(s recount.Settings) string {
	var text strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&text, format+"\n", args...) }
	line("contact_limits:\n  jurisdiction: %q\n  shipped: false\n  rules:", s.Jurisdiction)
	for _, rule := range s.ContactRules {
		line("    - name: %s\n      jurisdiction: %s\n      scope: %s", rule.Name, rule.Jurisdiction, rule.Scope)
		line("      channels: [%s]", strings.Join(rule.Channels, ", "))
		if rule.Counts != "" {
			line("      counts: %s", rule.Counts)
		}
		switch rule.WindowKind {
		case "":
		case "rolling":
			line("      window: {days: %d}\n      maximum: %d", rule.WindowDays, rule.Maximum)
		default:
			line("      window: {calendar: %s}\n      maximum: %d", rule.WindowKind, rule.Maximum)
		}
		if rule.MinimumGapDays > 0 {
			line("      minimum_gap_days: %d", rule.MinimumGapDays)
		}
		if rule.QuietDays > 0 {
			line("      quiet_days: %d", rule.QuietDays)
		}
		if rule.HasHours {
			line("      hours:")
			for _, hours := range rule.Hours {
				line("        %s: %q", weekdays[hours.Weekday-1], hours.From+"-"+hours.Until)
			}
		}
		if len(rule.Holidays) > 0 {
			line("      holidays: [%s]", strings.Join(rule.Holidays, ", "))
		}
		if rule.EffectiveFrom != "" {
			line("      effective_from: %s", rule.EffectiveFrom)
		}
		if rule.EffectiveTo != "" {
			line("      effective_to: %s", rule.EffectiveTo)
		}
	}
	return text.String()
}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// headerOf are the columns that a file states.
func headerOf(file recount.File) []string {
	var header []string
	for i, column := range columns[file.Entity] {
		states := func(row recount.Row) bool { return row[column] != "" }
		if i < required[file.Entity] || slices.ContainsFunc(file.Rows, states) {
			header = append(header, column)
		}
	}
	return header
}

func cells(row recount.Row, header []string) []string {
	record := make([]string, len(header))
	for i, column := range header {
		record[i] = row[column]
	}
	return record
}

func csvOf(file recount.File) []byte {
	var text bytes.Buffer
	writer := csv.NewWriter(&text)
	header := headerOf(file)
	_ = writer.Write(header) // to memory
	for _, row := range file.Rows {
		_ = writer.Write(cells(row, header))
	}
	writer.Flush()
	return text.Bytes()
}

func writeCSV(folder string, file recount.File) error {
	return writeExport(filepath.Join(folder, file.Name+".csv"), csvOf(file), file.ExportedAt)
}

// writeExport writes a file as if an export had left it there at a time.
func writeExport(path string, content []byte, at time.Time) error {
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	return os.Chtimes(path, at, at)
}

// mart is a relation of the published snapshot.
type mart struct {
	columns []column
	rows    []map[string]any // by column; decimals and dates as text, ratios as float64, counts as int64
}

type column struct{ name, kind string }

// readMarts reads every relation of the schema marts.
func readMarts(ctx context.Context, path string) (map[string]mart, error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path, ReadOnly: true, Threads: 1})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	found, err := db.QueryContext(ctx, `
		select table_name, column_name, data_type from information_schema.columns
		where table_schema = 'marts' order by table_name, ordinal_position`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	marts := map[string]mart{}
	for found.Next() {
		var table, name, kind string
		if err := found.Scan(&table, &name, &kind); err != nil {
			return nil, err
		}
		one := marts["marts."+table]
		one.columns = append(one.columns, column{name, kind})
		marts["marts."+table] = one
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	for name, one := range marts {
		if err := one.read(ctx, db, name); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		marts[name] = one
	}
	return marts, nil
}

func (m *mart) read(ctx context.Context, db *warehouse.DB, name string) error {
	var list []string
	for _, one := range m.columns {
		text := strconv.Quote(one.name)
		switch one.kind {
		case "DOUBLE", "BOOLEAN":
		case "BIGINT", "INTEGER", "HUGEINT", "UBIGINT", "UINTEGER", "SMALLINT", "TINYINT":
			text += "::bigint"
		default:
			text += "::varchar"
		}
		list = append(list, text)
	}
	rows, err := db.QueryContext(ctx, "select "+strings.Join(list, ", ")+" from "+name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values, places := make([]any, len(m.columns)), make([]any, len(m.columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		row := map[string]any{}
		for i, one := range m.columns {
			row[one.name] = values[i]
		}
		m.rows = append(m.rows, row)
	}
	return rows.Err()
}
