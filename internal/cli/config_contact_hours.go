package cli

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// dayHours are the hours of one weekday, as DuckDB casts them to TIME; until is the last moment allowed.
type dayHours struct {
	weekday     int // ISO: 1 is Monday
	from, until string
}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// hourKeys are the keys of hours with the weekdays each stands for.
func hourKeys() map[string][]int {
	keys := map[string][]int{"weekdays": {1, 2, 3, 4, 5}, "daily": {1, 2, 3, 4, 5, 6, 7}}
	for i, name := range weekdays {
		keys[name] = []int{i + 1}
	}
	return keys
}

// hourSpan is "07:00-19:00"; a day ends at 24:00.
var hourSpan = regexp.MustCompile(`^((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`)

// hoursError is a fault at one key of hours.
type hoursError struct {
	key     string
	message string
}

func (e *hoursError) Error() string { return e.message }

// parseHours returns the hours by weekday, Monday first. Every error is a *hoursError.
func parseHours(hours map[string]string) ([]dayHours, error) {
	keys := hourKeys()
	said := map[int]string{}
	var days []dayHours
	for _, key := range slices.Sorted(maps.Keys(hours)) {
		if keys[key] == nil {
			return nil, &hoursError{key, fmt.Sprintf("%q is no weekday; write %s, weekdays for the first five, or daily",
				key, strings.Join(weekdays, ", "))}
		}
		span := hourSpan.FindStringSubmatch(hours[key])
		if span == nil {
			return nil, &hoursError{key, fmt.Sprintf("%q are no hours; write them as \"07:00-19:00\"", hours[key])}
		}
		if span[1] >= span[2] {
			return nil, &hoursError{key, fmt.Sprintf("the hours %q end before they begin", hours[key])}
		}
		if span[2] == "24:00" {
			span[2] = "23:59:59.999999"
		}
		for _, weekday := range keys[key] {
			if said[weekday] != "" {
				return nil, &hoursError{key, fmt.Sprintf("%s has hours twice, by %s and by %s", weekdays[weekday-1],
					said[weekday], key)}
			}
			said[weekday] = key
			days = append(days, dayHours{weekday: weekday, from: span[1], until: span[2]})
		}
	}
	slices.SortFunc(days, func(a, b dayHours) int { return a.weekday - b.weekday })
	return days, nil
}
