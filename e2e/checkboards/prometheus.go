package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// prometheus asks a Prometheus over its HTTP API.
type prometheus struct {
	address string
	now     time.Time // at which instant queries are asked and ranges end
}

// A range query looks back over what a server that was just started can hold.
const (
	rangeLength = 2 * time.Minute
	rangeStep   = 5 * time.Second
)

// count is the number of series the expression returns, for now or over the last minutes.
func (p prometheus) count(ctx context.Context, expr string, isRange bool) (int, error) {
	path, values := "/api/v1/query", url.Values{"query": {expr}, "time": {seconds(p.now)}}
	if isRange {
		path = "/api/v1/query_range"
		values = url.Values{
			"query": {expr}, "start": {seconds(p.now.Add(-rangeLength))}, "end": {seconds(p.now)},
			"step": {rangeStep.String()},
		}
	}
	var data struct {
		Result []json.RawMessage `json:"result"`
	}
	err := p.ask(ctx, path, values, &data)
	return len(data.Result), err
}

func (p prometheus) labelValues(ctx context.Context, metric, label string) ([]string, error) {
	var values []string
	err := p.ask(ctx, "/api/v1/label/"+label+"/values", url.Values{"match[]": {metric}}, &values)
	return values, err
}

func (p prometheus) ask(ctx context.Context, path string, values url.Values, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.address+path+"?"+values.Encode(), nil)
	if err != nil {
		return fmt.Errorf("ask prometheus: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask prometheus: %w", err)
	}
	var answer struct {
		Error string          `json:"error"`
		Data  json.RawMessage `json:"data"`
	}
	err = json.NewDecoder(response.Body).Decode(&answer)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return fmt.Errorf("read prometheus' answer to %s (%s): %w", path, response.Status, err)
	}
	if answer.Error != "" {
		return fmt.Errorf("prometheus answered %s: %s", response.Status, answer.Error)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		return fmt.Errorf("read prometheus' answer to %s: %w", path, err)
	}
	return nil
}

// seconds keep their fraction: cut off, the time could lie before a server's first sample.
func seconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}
