package cli

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// settings are the rules that models read: the row of ops.settings, and the tables of rules beside it.
type settings struct {
	AsOf                time.Time `json:"-"`
	TimeZone            string
	Currency            string
	Attribution         string
	MinAssignedAccounts int64
	PromisesSource      string
	Promises            PromisesConfig
	Windows             WindowsConfig
	Aging               AgingConfig
	Segments            SegmentsConfig
	Agenda              AgendaConfig
	ContactLimits       ContactLimitsConfig
}

func newSettings(config Config, asOf time.Time) settings {
	promisesSource := "interactions"
	for _, source := range config.Sources {
		if source.Entity == "promises" {
			promisesSource = "promises"
		}
	}
	return settings{
		AsOf:                asOf,
		TimeZone:            config.TimeZone,
		Currency:            config.Currency,
		Attribution:         config.Attribution,
		MinAssignedAccounts: config.Leaderboard.MinAssignedAccounts,
		PromisesSource:      promisesSource,
		Promises:            config.Promises,
		Windows:             config.Windows,
		Aging:               config.Aging,
		Segments:            config.Segments,
		Agenda:              config.Agenda,
		ContactLimits:       config.ContactLimits,
	}
}

// hash changes with every rule, but not with the board's date.
func (s settings) hash() (string, error) {
	content, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("hash settings: %w", err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// write replaces the settings in the warehouse.
func (s settings) write(ctx context.Context, db *warehouse.DB) error {
	err := db.InTx(ctx, func(tx *sql.Tx) error {
		if err := s.writeRow(ctx, tx); err != nil {
			return err
		}
		if err := s.Agenda.write(ctx, tx); err != nil {
			return err
		}
		return s.ContactLimits.write(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return nil
}

// writeRow replaces the row of ops.settings.
func (s settings) writeRow(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "delete from ops.settings"); err != nil {
		return err
	}
	var columns, marks []string
	var values []any
	set := func(column string, value any) {
		columns, marks, values = append(columns, column), append(marks, "?"), append(values, value)
	}
	set("as_of", warehouse.Date(s.AsOf))
	set("time_zone", s.TimeZone)
	set("currency", s.Currency)
	set("attribution", s.Attribution)
	set("min_assigned_accounts", s.MinAssignedAccounts)
	set("promises_source", s.PromisesSource)
	set("grace_days", s.Promises.GraceDays)
	set("promise_min_amount", s.Promises.MinAmount)
	set("touch_days", s.Windows.TouchDays)
	set("payment_days", s.Windows.PaymentDays)
	set("fatigue_days", s.Windows.FatigueDays)
	set("idle_days", s.Windows.IdleDays)
	set("visit_days", s.Windows.VisitDays)
	set("jurisdiction", nullable(s.ContactLimits.Jurisdiction))
	set("agenda_accounts", s.Agenda.Accounts)
	set("high_value_share", s.Agenda.HighValueShare)
	set("aging_bucket_days", list(s.Aging.BucketDays))
	set("amount_limits", list(s.Segments.AmountLimits))
	_, err := tx.ExecContext(ctx, fmt.Sprintf("insert into ops.settings (%s) values (%s)",
		strings.Join(columns, ", "), strings.Join(marks, ", ")), values...)
	return err
}

// list writes values as DuckDB casts text to a list of them.
func list[T any](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = fmt.Sprint(value)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// nullable is NULL for an empty text.
func nullable(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }
