package metrics

import (
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// trendView draws the month to date, day by day.
type trendView struct {
	Caption   string
	Own, Team string // points of the lines; "" for the team's when it is not known
	Days      []trendRow
}

// trendRow is a day in figures.
type trendRow struct{ Day, Date, Own, Team, Recovered string }

// The size of the drawing, in its own units. A line as thick as ours is needs some room at the border.
const (
	trendWidth, trendHeight = 600, 120
	trendBorder             = 4
)

// trend returns nil when there are less than two days to compare.
func (l collectorLayout) trend() *trendView {
	days := l.details.trend[l.row.currency]
	if len(days) < 2 {
		return nil
	}
	team := func(day time.Time) sql.NullFloat64 {
		if l.team == nil {
			return sql.NullFloat64{}
		}
		return l.team.trend[day]
	}
	best := 0.0
	for _, day := range days {
		best = max(best, day.effectivenessAmount.Float64, team(day.day).Float64)
	}
	first, last := days[0], days[len(days)-1]
	drawing := trendScale{first: first.day, days: last.day.Sub(first.day).Hours() / 24, best: best}
	view := &trendView{
		Caption: fmt.Sprintf(l.words.TrendText, l.percent(first.effectivenessAmount, 1), l.words.date(first.day),
			l.percent(last.effectivenessAmount, 1), l.words.date(last.day), l.percent(team(last.day), 1)),
	}
	var own, others []string
	for _, day := range days {
		own = append(own, drawing.point(day.day, day.effectivenessAmount)...)
		others = append(others, drawing.point(day.day, team(day.day))...)
		view.Days = append(view.Days, trendRow{
			Day: l.words.date(day.day), Date: day.day.Format(time.DateOnly),
			Own: l.percent(day.effectivenessAmount, 1), Team: l.percent(team(day.day), 1), Recovered: l.money(day.recovered),
		})
	}
	view.Own, view.Team = strings.Join(own, " "), strings.Join(others, " ")
	return view
}

// trendScale places days and ratios on the drawing.
type trendScale struct {
	first time.Time
	days  float64 // from the first to the last
	best  float64 // the ratio at the top
}

// point returns the place of a ratio; nothing for NULL.
func (s trendScale) point(day time.Time, ratio sql.NullFloat64) []string {
	if !ratio.Valid || s.days <= 0 {
		return nil
	}
	x := day.Sub(s.first).Hours() / 24 / s.days
	y := 1.0
	if s.best > 0 {
		y = 1 - max(ratio.Float64, 0)/s.best
	}
	return []string{fmt.Sprintf("%.1f,%.1f",
		trendBorder+x*(trendWidth-2*trendBorder), trendBorder+y*(trendHeight-2*trendBorder))}
}
