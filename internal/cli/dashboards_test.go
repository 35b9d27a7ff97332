package cli

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/recaudo/recaudo/dashboards"
)

func TestSignIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name                  string
		environment           map[string]string
		opts                  pushOptions
		wantToken, wantSecret string
		wantErr               bool
	}{
		{name: "nothing", wantErr: true},
		{name: "token", environment: map[string]string{grafanaTokenVariable: "t"}, wantToken: "t"},
		{
			name: "a file wins", environment: map[string]string{grafanaTokenVariable: "t"},
			opts: pushOptions{tokenFile: file}, wantToken: "from-file",
		},
		{name: "a file that is not there", opts: pushOptions{tokenFile: file + "x"}, wantErr: true},
		{
			name: "user", environment: map[string]string{grafanaPasswordVariable: "p", grafanaTokenVariable: "t"},
			opts: pushOptions{grafana: dashboards.PushOptions{User: "admin"}}, wantSecret: "p",
		},
		{name: "user without a password", opts: pushOptions{grafana: dashboards.PushOptions{User: "admin"}}, wantErr: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.opts.signIn(func(name string) string { return test.environment[name] })
			if (err != nil) != test.wantErr {
				t.Fatalf("got error %v, want one: %v", err, test.wantErr)
			}
			if err == nil && (got.Token != test.wantToken || got.Password != test.wantSecret) {
				t.Errorf("got token %q, password %q, want %q, %q", got.Token, got.Password, test.wantToken, test.wantSecret)
			}
		})
	}
}

func TestOverdueGoals(t *testing.T) {
	tests := []struct {
		name        string
		texts       []string
		wantDefault float64
		wantOwn     map[string]float64
		wantErr     bool
	}{
		{name: "none"},
		{name: "all and one", texts: []string{"0.05", "Retail=0.03"}, wantDefault: 0.05, wantOwn: map[string]float64{"Retail": 0.03}},
		{name: "a name with the sign", texts: []string{"A=B=1"}, wantOwn: map[string]float64{"A=B": 1}},
		{name: "percent", texts: []string{"4"}, wantErr: true},
		{name: "nothing may be overdue", texts: []string{"0"}, wantErr: true},
		{name: "no number", texts: []string{"Retail=NaN"}, wantErr: true},
		{name: "a name alone", texts: []string{"Retail"}, wantErr: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := overdueGoals(test.texts)
			if (err != nil) != test.wantErr {
				t.Fatalf("got error %v, want one: %v", err, test.wantErr)
			}
			if err == nil && (got.Default != test.wantDefault || !maps.Equal(got.Portfolios, test.wantOwn)) {
				t.Errorf("got %+v, want %v and %v", got, test.wantDefault, test.wantOwn)
			}
		})
	}
}
