package metrics

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// TestTextIsThatOfARegistry compares the families of random rows with what client_golang makes of them.
func TestTextIsThatOfARegistry(t *testing.T) {
	definition := Definition{Subject: "x", File: "metrics/x.sql", Labels: []string{"team", "collector", "a_b"}, Metrics: []Metric{
		{Name: "recaudo_x_one", Help: `Back\slash, "quotes" and` + "\nline."},
		{Name: "recaudo_x_two", Help: "Two."},
		{Name: "recaudo_x_none", Help: "Never there."},
	}}
	labels := []string{"", "a", "b", "aa", `q"uote`, `back\slash`, "line\nfeed", "ñ", "日本", "{}", "a,b", "=", " "}
	values := []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 1e21, 1e-7, 123456789.25, math.MaxFloat64, math.SmallestNonzeroFloat64, math.NaN(),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var rows seriesRows
		var all []prometheus.Metric
		for range random.IntN(6) {
			rows.count++
			for range definition.Labels {
				rows.labels = append(rows.labels, labels[random.IntN(len(labels))])
			}
			for i := range definition.Metrics {
				value := values[random.IntN(len(values))]
				if i == 2 {
					value = math.NaN()
				}
				rows.values = append(rows.values, value)
				if math.IsNaN(value) {
					continue
				}
				desc := prometheus.NewDesc(definition.Metrics[i].Name, definition.Metrics[i].Help, definition.Labels, nil)
				of := rows.labels[len(rows.labels)-len(definition.Labels):]
				all = append(all, prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, of...))
			}
		}
		want, wantErr := registryText(all)
		families, err := rows.write(definition, strings.Clone)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%v: %v, want %v", rows, err, wantErr)
		}
		if err != nil {
			continue
		}
		made, err := newExposition(families)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(made.text); got != want {
			t.Fatalf("%v:\n%s\nwant\n%s", rows, got, want)
		}
		parsed, err := made.families()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := encodeText(parsed); err != nil || string(again) != want {
			t.Fatalf("%v: parsed, it is\n%s, %v\nwant\n%s", rows, again, err, want)
		}
	}
}

type constCollector []prometheus.Metric

func (c constCollector) Describe(chan<- *prometheus.Desc) {}

func (c constCollector) Collect(samples chan<- prometheus.Metric) {
	for _, sample := range c {
		samples <- sample
	}
}

func registryText(all []prometheus.Metric) (string, error) {
	registry := prometheus.NewRegistry()
	if err := registry.Register(constCollector(all)); err != nil {
		return "", err
	}
	families, err := registry.Gather()
	if err != nil {
		return "", err
	}
	text, err := encodeText(families)
	return string(text), err
}

// TestGzipTail wants one gzip stream, however long the part is that a scrape adds.
func TestGzipTail(t *testing.T) {
	made, err := newExposition([]family{{name: "b", text: []byte("b 1\n")}, {name: "a", text: []byte("a 2\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, prepared := range []exposition{{}, made} {
		for _, length := range []int{0, 1, maxStored - 1, maxStored, maxStored + 1, 3 * maxStored} {
			tail := bytes.Repeat([]byte("t"), length)
			stream := append(append([]byte(gzipHeader), prepared.deflated...), prepared.gzipTail(tail)...)
			reader, err := gzip.NewReader(bytes.NewReader(stream))
			if err != nil {
				t.Fatal(err)
			}
			reader.Multistream(false)
			got, err := io.ReadAll(reader)
			if err != nil || string(got) != string(prepared.text)+string(tail) {
				t.Errorf("%d bytes after %q: got %d bytes, %v", length, prepared.text, len(got), err)
			}
		}
	}
}
