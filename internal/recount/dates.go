package recount

import "time"

// day counts days since 1970-01-01.
type day int

const endless day = 1 << 30

func parseDay(text string) day {
	if len(text) == len("2006-01") {
		text += "-01"
	}
	t, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
	if err != nil {
		panic("recount: a date reads " + text)
	}
	return dayOf(t)
}

// dayOf is the date that a clock shows.
func dayOf(t time.Time) day {
	return day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) String() string { return d.time().Format(time.DateOnly) }

func (d day) monthStart() day {
	t := d.time()
	return dayOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
}

func (d day) monthEnd() day {
	t := d.time()
	return dayOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
}

// weekday is ISO's: 1 is Monday.
func (d day) weekday() int {
	if w := int(d.time().Weekday()); w > 0 {
		return w
	}
	return 7
}

// moment is when something happened, on a clock of one time zone.
type moment struct {
	date    day
	seconds int  // since midnight by the clock on the wall; 0 if not timed
	timed   bool // false: the export gives a date
	instant time.Time
}

func momentIn(zone *time.Location, instant time.Time) moment {
	t := instant.In(zone)
	return moment{dayOf(t), t.Hour()*3600 + t.Minute()*60 + t.Second(), true, instant}
}

// in reads the moment on the clock of another zone. A date stays the date it is.
func (m moment) in(zone *time.Location) moment {
	if !m.timed {
		return m
	}
	return momentIn(zone, m.instant)
}

// compare orders moments by the clock on the wall.
func (m moment) compare(o moment) int {
	if m.date != o.date {
		return int(m.date - o.date)
	}
	return m.seconds - o.seconds
}

// String is the date and the time of day, midnight without one.
func (m moment) String() string { return m.date.String() + " " + clock(m.seconds) }
