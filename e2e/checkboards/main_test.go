package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const oneBoard = `{
  "title": "Board",
  "templating": {"list": [
    {"name": "team", "type": "query", "definition": "label_values(known, team)", "includeAll": true, "allValue": ".*"},
    {"name": "who", "type": "query", "definition": "label_values(known{team=~\"$team\"}, who)"},
    {"name": "currency", "type": "query", "definition": "label_values(known, currency)"},
    {"name": "period", "type": "custom", "current": {"value": "month"}}
  ]},
  "panels": [{"title": "Panel ${period:text}", "targets": [{"refId": "A", "expr": "EXPR"}]}]
}`

// prometheusStandIn answers label values for the metric "known", and one series to the one query it knows.
func prometheusStandIn(t *testing.T, known string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := map[string]any{"data": map[string]any{"result": []any{}}}
		switch {
		case strings.HasSuffix(r.URL.Path, "/values"):
			answer["data"] = []string{"COP", "USD"}
		case r.FormValue("query") == known:
			answer["data"] = map[string]any{"result": []any{map[string]any{}}}
		case r.FormValue("query") == "broken":
			answer = map[string]any{"error": "parse error"}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestRun(t *testing.T) {
	cases := map[string]struct {
		expr, known string
		args        []string
		wantOut     string
		wantErr     string
	}{
		"returns data": {
			expr: `m{team=~'$team', c='$currency', p='$period'}`, known: `m{team=~'.*', c='COP', p='month'}`,
			wantOut: "Panel month  A  1",
		},
		"a value in quotes": {
			expr: `m{w=${who:doublequote}}`, known: `m{w="COP"}`, wantOut: "A  1",
		},
		"a variable is set": {
			expr: `m{c='$currency'}`, known: `m{c='USD'}`, args: []string{"-set", "currency=USD"}, wantOut: "A  1",
		},
		"returns nothing": {expr: "absent", wantOut: "A  0", wantErr: `panel "Panel ${period:text}", query A`},
		"does not parse":  {expr: "broken", wantErr: "parse error"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "board.json")
			if err := os.WriteFile(path, []byte(strings.Replace(oneBoard, "EXPR", c.expr, 1)), 0o644); err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			args := append([]string{"-prometheus", prometheusStandIn(t, c.known)}, append(c.args, path)...)
			err := run(t.Context(), args, &out)
			if !strings.Contains(out.String(), c.wantOut) {
				t.Errorf("got %q, want it to hold %q", out.String(), c.wantOut)
			}
			if c.wantErr == "" && err != nil || c.wantErr != "" && (err == nil || !strings.Contains(err.Error(), c.wantErr)) {
				t.Errorf("got error %v, want %q", err, c.wantErr)
			}
		})
	}
}
