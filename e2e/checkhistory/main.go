// Command checkhistory compares what a Prometheus with backfilled blocks answers to one range query over the past with
// the warehouse's own figures, day by day.
//
//	recaudo query --format csv "select as_of, key, value from …" | checkhistory -prometheus URL -query PROMQL -label NAME -zone ZONE
//
// The range query has one step a day, at the last second of each business day, and must return for every day and key of
// the CSV that value, and nothing else.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"text/tabwriter"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "checkhistory:", err)
		os.Exit(1)
	}
}

// figures are values by day, YYYY-MM-DD, and key.
type figures map[[2]string]float64

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("checkhistory", flag.ContinueOnError)
	address := flags.String("prometheus", "http://127.0.0.1:9090", "URL of the Prometheus")
	query := flags.String("query", "", "expression to ask over the days of the CSV")
	label := flags.String("label", "", "label of the answer that is the key of the CSV")
	zoneName := flags.String("zone", "UTC", "business time zone; one without daylight saving, as a step is 24 hours")
	if err := flags.Parse(args); err != nil {
		return err
	}
	zone, err := time.LoadLocation(*zoneName)
	if err != nil {
		return err
	}
	days, want, err := readFigures(stdin)
	if err != nil {
		return err
	}
	first, err := dayEnd(days[0], zone)
	if err != nil {
		return err
	}
	last, err := dayEnd(days[len(days)-1], zone)
	if err != nil {
		return err
	}
	got, err := rangeQuery(ctx, *address, *query, *label, first, last)
	if err != nil {
		return err
	}
	return compare(stdout, days, want, got)
}

// readFigures reads day, key and value under a header; days come back in order, as they stand in the CSV.
func readFigures(from io.Reader) (days []string, want figures, err error) {
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("read figures: %w", err)
	}
	want = figures{}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, nil, fmt.Errorf("read figures, row %d: %w", i+1, err)
		}
		if len(days) == 0 || days[len(days)-1] != row[0] {
			days = append(days, row[0])
		}
		want[[2]string{row[0], row[1]}] = value
	}
	if len(days) == 0 {
		return nil, nil, errors.New("there are no figures to compare with")
	}
	return days, want, nil
}

func dayEnd(day string, zone *time.Location) (time.Time, error) {
	date, err := time.ParseInLocation(time.DateOnly, day, zone)
	return date.AddDate(0, 0, 1).Add(-time.Second), err
}

func rangeQuery(ctx context.Context, address, query, label string, first, last time.Time) (figures, error) {
	values := url.Values{
		"query": {query}, "start": {strconv.FormatInt(first.Unix(), 10)}, "end": {strconv.FormatInt(last.Unix(), 10)},
		"step": {"1d"},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/v1/query_range?"+values.Encode(), nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask prometheus: %w", err)
	}
	var answer struct {
		Error string
		Data  struct {
			Result []struct {
				Metric map[string]string
				Values [][2]any
			}
		}
	}
	err = json.NewDecoder(response.Body).Decode(&answer)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("read prometheus' answer: %w", err)
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("prometheus answered %s", answer.Error)
	}
	got := figures{}
	for _, series := range answer.Data.Result {
		for _, point := range series.Values {
			at, _ := point[0].(float64)
			text, _ := point[1].(string)
			value, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("read prometheus' answer: %w", err)
			}
			day := time.Unix(int64(at), 0).In(first.Location()).Format(time.DateOnly)
			got[[2]string{day, series.Metric[label]}] = value
		}
	}
	return got, nil
}

// compare prints both sides by day, summed over the keys, and fails for any key and day that differ.
func compare(stdout io.Writer, days []string, want, got figures) error {
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "business day\tin the warehouse\tat that day in Prometheus\tseries\t")
	var wrong []error
	for _, day := range days {
		sums, series := [2]float64{}, 0
		for key, value := range want {
			if key[0] == day {
				sums[0], series = sums[0]+value, series+1
				if found, isThere := got[key]; !isThere || math.Abs(found-value) > 1e-6*math.Max(1, math.Abs(value)) {
					wrong = append(wrong, fmt.Errorf("%s, %s: the warehouse has %v, Prometheus %v (there: %v)", day, key[1], value, found, isThere))
				}
			}
		}
		for key, value := range got {
			if key[0] == day {
				sums[1] += value
				if _, isThere := want[key]; !isThere {
					wrong = append(wrong, fmt.Errorf("%s, %s: Prometheus has %v, the warehouse nothing", day, key[1], value))
				}
			}
		}
		fmt.Fprintf(table, "%s\t%.2f\t%.2f\t%d\t\n", day, sums[0], sums[1], series)
	}
	return errors.Join(append([]error{table.Flush()}, wrong...)...)
}
