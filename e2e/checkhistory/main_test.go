package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const csvOfTwoDays = "as_of,collector_id,sum\n2026-03-01,C1,10.5\n2026-03-01,C2,2\n2026-03-02,C1,20\n"

// point is a sample at the last second of a day of March 2026 in Bogota.
var point = map[int]string{1: "1772427599", 2: "1772513999"}

func TestRun(t *testing.T) {
	for name, c := range map[string]struct {
		answer  string // series of the answer
		wantOut string
		wantErr string
	}{
		"the same": {
			answer: `{"metric": {"id": "C1"}, "values": [[` + point[1] + `, "10.5"], [` + point[2] + `, "20"]]},
				{"metric": {"id": "C2"}, "values": [[` + point[1] + `, "2"]]}`,
			wantOut: "2026-03-01             12.50                      12.50       2",
		},
		"another value": {
			answer: `{"metric": {"id": "C1"}, "values": [[` + point[1] + `, "10.5"], [` + point[2] + `, "21"]]},
				{"metric": {"id": "C2"}, "values": [[` + point[1] + `, "2"]]}`,
			wantErr: "2026-03-02, C1: the warehouse has 20, Prometheus 21",
		},
		"a day is missing": {
			answer: `{"metric": {"id": "C1"}, "values": [[` + point[1] + `, "10.5"]]},
				{"metric": {"id": "C2"}, "values": [[` + point[1] + `, "2"]]}`,
			wantErr: "2026-03-02, C1: the warehouse has 20, Prometheus 0 (there: false)",
		},
		"one too many": {
			answer: `{"metric": {"id": "C1"}, "values": [[` + point[1] + `, "10.5"], [` + point[2] + `, "20"]]},
				{"metric": {"id": "C2"}, "values": [[` + point[1] + `, "2"], [` + point[2] + `, "2"]]}`,
			wantErr: "2026-03-02, C2: Prometheus has 2, the warehouse nothing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("start") != point[1] || r.FormValue("end") != point[2] {
					t.Errorf("got a range from %s to %s", r.FormValue("start"), r.FormValue("end"))
				}
				_, _ = w.Write([]byte(`{"data": {"result": [` + c.answer + `]}}`))
			}))
			defer server.Close()
			var out strings.Builder
			err := run(t.Context(), []string{"-prometheus", server.URL, "-query", "x", "-label", "id", "-zone", "America/Bogota"},
				strings.NewReader(csvOfTwoDays), &out)
			if (err != nil) != (c.wantErr != "") || err != nil && !strings.Contains(err.Error(), c.wantErr) {
				t.Errorf("got error %v, want %q", err, c.wantErr)
			}
			if !strings.Contains(out.String(), c.wantOut) {
				t.Errorf("got %s, want it to hold %q", out.String(), c.wantOut)
			}
		})
	}
}
