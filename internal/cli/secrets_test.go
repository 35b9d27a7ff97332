package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Secrets come from the environment or from files, and no command tells them, however it fails.
func TestGrafanaSecretsAreNotTold(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer refusing.Close()
	const secret = "glsa_0123456789abcdef"
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--url", refusing.URL},
		{"--url", refusing.URL, "--token-file", file},
		{"--url", refusing.URL, "--user", "admin"},
		{"--url", refusing.URL, "--user", "admin", "--password-file", file},
		{"--url", "http://127.0.0.1:1"},
		{"--url", "no address"},
	} {
		var out bytes.Buffer
		environment := func(name string) string {
			return map[string]string{grafanaTokenVariable: secret, grafanaPasswordVariable: secret}[name]
		}
		args = append([]string{"--verbose", "dashboards", "push"}, args...)
		if code := Run(context.Background(), args, environment, &out, &out); code == exitDone {
			t.Errorf("%q: no error", args)
		}
		if out.Len() == 0 || strings.Contains(out.String(), secret) {
			t.Errorf("%q: told %q", args, &out)
		}
	}
}
