package metrics

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

// scrape gets the own metrics and those of the snapshot, without the figures of the process, which differ every time.
func scrape(t testing.TB, s *Server, header http.Header) *http.Response {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(ownCollector{version: s.opts.Version, current: s.current})
	request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	request.Header = header
	recorder := httptest.NewRecorder()
	s.handler(registry).ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK {
		t.Fatalf("GET /metrics = %d: %s", recorder.Code, recorder.Body)
	}
	return recorder.Result()
}

func scrapeText(t testing.TB, s *Server) string {
	t.Helper()
	body, err := io.ReadAll(scrape(t, s, nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestMetricsGolden(t *testing.T) {
	f := newFixture(t, definitions(t))
	err := RunStatus{
		LastRunAt: f.opts.Now(), LastRunStatus: RunFailed, LastSuccessAt: f.opts.Now().AddDate(0, 0, -1),
		Error: "a disk is full", StageSeconds: map[string]float64{"ingest": 1.5, "transform": 2, "unknown": 3},
		WarehouseBytes: 3 << 20, SnapshotBytes: 2 << 20,
		Sources: map[string]SourceFiles{"pagos": {Seen: 10, Refused: 1, Failed: 2}, "gestiones": {}},
	}.Write(StatusPath(f.path))
	if err != nil {
		t.Fatal(err)
	}
	f.Refresh(t.Context())
	got := scrapeText(t, f.Server)
	compareGolden(t, "metrics.prom", []byte(got))

	problems, err := promlint.New(strings.NewReader(got)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("promlint: %s: %s", problem.Metric, problem.Text)
	}
	for _, definition := range f.opts.Definitions {
		for _, metric := range definition.Metrics {
			// The fixture has no contact and no payment after an action: a NULL is no sample.
			if strings.HasSuffix(metric.Column, "first_contact_median_seconds") || metric.Name == "recaudo_channel_payment_ratio" {
				if strings.Contains(got, metric.Name) {
					t.Errorf("%s is NULL in the fixture, but exported", metric.Name)
				}
				continue
			}
			if !strings.Contains(got, "# TYPE "+metric.Name+" gauge\n") {
				t.Errorf("%s is not exported", metric.Name)
			}
		}
	}
	for _, metric := range OwnMetrics() {
		if !strings.Contains(got, "# TYPE "+metric.Name+" gauge\n") {
			t.Errorf("%s is not exported", metric.Name)
		}
	}
}

// TestTeamOfThatDay wants a collector to be in the team of the board's date, not in one that only later days tell of: so
// it is in a backfill.
func TestTeamOfThatDay(t *testing.T) {
	f := newFixture(t, definitions(t),
		`insert into marts.collector_periods by name
		select * replace (date '2026-03-06' as as_of, 'Sur' as team, 'Ana Later' as collector_name)
		from marts.collector_periods
		where collector_id = 'c1'`)
	f.Refresh(t.Context())
	got := scrapeText(t, f.Server)
	for _, metric := range []string{
		"recaudo_channel_actions", "recaudo_contact_limit_candidates", "recaudo_promise_promises",
		"recaudo_segment_assigned_accounts",
	} {
		want := regexp.MustCompile(metric + `\{[^}]*collector="Ana Gómez",collector_id="c1",[^}]*team="Norte"`)
		if !want.MatchString(got) {
			t.Errorf("no %s of c1 in Norte", metric)
		}
	}
	if strings.Contains(got, "Ana Later") {
		t.Error("the exposition knows a later day")
	}
}

func TestScrapeFormats(t *testing.T) {
	f := newFixture(t, definitions(t))
	f.Refresh(t.Context())
	want := scrapeText(t, f.Server)

	t.Run("gzip is the same text", func(t *testing.T) {
		response := scrape(t, f.Server, http.Header{"Accept-Encoding": {"br, gzip;q=0.8"}})
		if got := response.Header.Get("Content-Encoding"); got != "gzip" {
			t.Fatalf("Content-Encoding = %q, want gzip", got)
		}
		compressed, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := gzip.NewReader(bytes.NewReader(compressed))
		if err != nil {
			t.Fatal(err)
		}
		reader.Multistream(false) // one stream: not every client reads on after the first
		got, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("gzip body differs from the plain one: %d and %d bytes", len(got), len(want))
		}
	})
	t.Run("gzip refused", func(t *testing.T) {
		response := scrape(t, f.Server, http.Header{"Accept-Encoding": {"gzip;q=0, identity"}})
		if got := response.Header.Get("Content-Encoding"); got != "" {
			t.Errorf("Content-Encoding = %q, want none", got)
		}
	})
	t.Run("text for whoever prefers protobuf", func(t *testing.T) {
		response := scrape(t, f.Server, http.Header{"Accept": {
			"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;q=0.4"}})
		if got := response.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/plain; version=0.0.4") {
			t.Errorf("Content-Type = %q, want the text format", got)
		}
	})
	t.Run("as a Prometheus asks", func(t *testing.T) {
		header := http.Header{"Accept": {"application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1"}}
		response := scrape(t, f.Server, header)
		if got := response.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/plain; version=0.0.4") {
			t.Errorf("Content-Type = %q, want the text format", got)
		}
	})
}

func TestDefinitionsThatFail(t *testing.T) {
	good := Definition{Subject: "good", File: "metrics/good.sql", MaxSeries: 5, Query: "select 1 as one",
		Metrics: []Metric{{Name: "recaudo_good_one", Column: "one", Help: "One."}}}
	tests := []struct {
		name      string
		query     string
		maxSeries int
		labels    []string
		wantLog   string
	}{
		{name: "missing table", query: "select 1 as value from marts.nowhere", maxSeries: 5, wantLog: "nowhere"},
		{name: "syntax", query: "select 1 as value as", maxSeries: 5, wantLog: "syntax error"},
		{name: "not a number", query: "select 'x' as value", maxSeries: 5, wantLog: "Could not convert"},
		{name: "column missing", query: "select 1 as other_value", maxSeries: 5, wantLog: "neither a label nor a metric"},
		{name: "label missing", query: "select 1 as value", labels: []string{"team"}, maxSeries: 5, wantLog: `no column \"team\"`},
		{name: "too many series", query: "select range::varchar as team, 1 as value from range(6)", labels: []string{"team"},
			maxSeries: 5, wantLog: "more than max_series 5"},
		{name: "equal labels", query: "select 'a' as team, unnest([1, 2]) as value", labels: []string{"team"},
			maxSeries: 5, wantLog: "must differ in their labels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := Definition{Subject: "bad", File: "metrics/bad.sql", Labels: tt.labels, MaxSeries: tt.maxSeries,
				Query: tt.query, Metrics: []Metric{
					{Name: "recaudo_bad_value", Column: "value", Help: "Value.", Labels: tt.labels},
				}}
			f := newFixture(t, []Definition{bad, good})
			f.Refresh(t.Context())
			got := scrapeText(t, f.Server)
			for _, want := range []string{
				"recaudo_good_one 1\n", `recaudo_metric_success{metric="bad"} 0`, `recaudo_metric_success{metric="good"} 1`,
			} {
				if !strings.Contains(got, want) {
					t.Errorf("/metrics lacks %q", want)
				}
			}
			if strings.Contains(got, "recaudo_bad_value") {
				t.Error("/metrics has the failed metric")
			}
			if !strings.Contains(f.log.String(), tt.wantLog) {
				t.Errorf("log = %s, want %q in it", f.log, tt.wantLog)
			}
		})
	}
}

func TestNoSample(t *testing.T) {
	f := newFixture(t, []Definition{{
		Subject: "odd", File: "metrics/odd.sql", MaxSeries: 9, Labels: []string{"team"},
		Query: `select 'nan' as team, 'nan'::double as value union all select 'null', null
			union all select 'infinite', 'infinity'::double union all select null, 2.5::decimal(18, 4)`,
		Metrics: []Metric{{Name: "recaudo_odd_value", Column: "value", Help: "Value.", Labels: []string{"team"}}},
	}})
	f.Refresh(t.Context())
	got := scrapeText(t, f.Server)
	if !strings.Contains(got, "recaudo_odd_value{team=\"\"} 2.5\n") {
		t.Errorf("/metrics = %s, want the one value that is a number", got)
	}
	if count := strings.Count(got, "\nrecaudo_odd_value"); count != 1 {
		t.Errorf("recaudo_odd_value has %d samples, want 1", count)
	}
}

// BenchmarkScrape measures a gzip scrape of some 50,000 series, process figures included.
func BenchmarkScrape(b *testing.B) {
	definition := Definition{Subject: "bench", File: "metrics/bench.sql", MaxSeries: 2000,
		Labels: []string{"collector_id", "collector", "team", "portfolio", "currency", "period"},
		Query: `select range::varchar as collector_id, 'Collector ' || range as collector, 'Team ' || range % 20 as team,
			'Consumo' as portfolio, 'COP' as currency, 'month' as period`}
	for i := range 25 {
		column := fmt.Sprintf("value_%d", i)
		definition.Query += fmt.Sprintf(", random() * 1000000 as %s", column)
		definition.Metrics = append(definition.Metrics, Metric{Name: "recaudo_bench_" + column, Column: column,
			Help: "Value.", Labels: definition.Labels})
	}
	definition.Query += " from range(2000)"
	f := newFixture(b, []Definition{definition})
	f.Refresh(context.Background())
	if f.current().snapshot == nil || !f.current().snapshot.success["bench"] {
		b.Fatal(f.log)
	}
	handler := f.Handler()
	for _, encoding := range []string{"gzip", "identity"} {
		b.Run(encoding, func(b *testing.B) {
			request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			request.Header.Set("Accept-Encoding", encoding)
			for b.Loop() {
				handler.ServeHTTP(&discard{header: http.Header{}}, request)
			}
		})
	}
}

// discard is a response nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
