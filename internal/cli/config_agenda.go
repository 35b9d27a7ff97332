package cli

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
)

// AgendaConfig says which accounts a collector is to work tomorrow, and in which order.
type AgendaConfig struct {
	Accounts       int          `yaml:"accounts"`         // at most, per collector; default 40
	HighValueShare float64      `yaml:"high_value_share"` // of a collector's open accounts, the largest; default 0.2
	Channels       []string     `yaml:"channels"`         // that collectors use, the preferred first
	Points         AgendaPoints `yaml:"points"`
}

// AgendaPoints are what each reason to work an account counts; 0 switches the reason off.
type AgendaPoints struct {
	PromiseDue     int `yaml:"promise_due"`     // default 100
	PromiseBroken  int `yaml:"promise_broken"`  // default 80
	NeverContacted int `yaml:"never_contacted"` // default 60
	Idle           int `yaml:"idle"`            // default 40
	HighValue      int `yaml:"high_value"`      // default 30
	ChannelWorn    int `yaml:"channel_worn"`    // default 10
}

func defaultAgenda() AgendaConfig {
	return AgendaConfig{
		Accounts:       40,
		HighValueShare: 0.2,
		// A visit reaches most debtors: listed, it would be suggested for nearly every account, whatever it costs.
		Channels: []string{"call", "whatsapp", "sms", "email"},
		Points: AgendaPoints{
			PromiseDue: 100, PromiseBroken: 80, NeverContacted: 60, Idle: 40, HighValue: 30, ChannelWorn: 10,
		},
	}
}

// agendaChannels are those on which a collector can act.
var agendaChannels = []string{"call", "sms", "whatsapp", "email", "letter", "visit", "voicebot"}

func (a AgendaConfig) validate(at locator) error {
	switch {
	case a.Accounts < 0:
		return at.fault("$.agenda.accounts", fmt.Sprintf("%d is below zero", a.Accounts))
	case math.IsNaN(a.HighValueShare) || a.HighValueShare < 0 || a.HighValueShare > 1:
		return at.fault("$.agenda.high_value_share", fmt.Sprintf("%v is no share between 0 and 1", a.HighValueShare))
	}
	for i, channel := range a.Channels {
		path := fmt.Sprintf("$.agenda.channels[%d]", i)
		if !slices.Contains(agendaChannels, channel) {
			return at.fault(path, fmt.Sprintf("channel %q is none of %v", channel, agendaChannels))
		}
		if slices.Contains(a.Channels[:i], channel) {
			return at.fault(path, fmt.Sprintf("channel %q is there twice", channel))
		}
	}
	for _, reason := range a.Points.list() {
		if reason.points < 0 {
			return at.fault("$.agenda.points."+reason.name, fmt.Sprintf("%d is below zero", reason.points))
		}
	}
	return nil
}

type reasonPoints struct {
	name   string
	points int
}

func (p AgendaPoints) list() []reasonPoints {
	return []reasonPoints{
		{"promise_due", p.PromiseDue},
		{"promise_broken", p.PromiseBroken},
		{"never_contacted", p.NeverContacted},
		{"idle", p.Idle},
		{"high_value", p.HighValue},
		{"channel_worn", p.ChannelWorn},
	}
}

// write replaces ops.agenda_points and ops.agenda_channels.
func (a AgendaConfig) write(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "delete from ops.agenda_points"); err != nil {
		return err
	}
	for _, reason := range a.Points.list() {
		_, err := tx.ExecContext(ctx, "insert into ops.agenda_points (reason, points) values (?, ?)",
			reason.name, reason.points)
		if err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "delete from ops.agenda_channels"); err != nil {
		return err
	}
	for i, channel := range a.Channels {
		_, err := tx.ExecContext(ctx, "insert into ops.agenda_channels (preference, channel) values (?, ?)", i+1, channel)
		if err != nil {
			return err
		}
	}
	return nil
}
