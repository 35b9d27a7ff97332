package metrics

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

func get(t testing.TB, handler http.Handler, path string) (int, string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	return recorder.Code, recorder.Body.String()
}

func TestMissingSnapshot(t *testing.T) {
	f := fixtureOn(filepath.Join(t.TempDir(), "published.duckdb"), definitions(t))
	f.Refresh(t.Context())
	tests := []struct {
		path string
		code int
		want string
	}{
		{"/-/healthy", http.StatusOK, "healthy"},
		{"/-/ready", http.StatusServiceUnavailable, "`recaudo run` publishes one"},
		{"/", http.StatusServiceUnavailable, "recaudo run"},
		{"/?lang=es", http.StatusServiceUnavailable, "Todavía no hay nada"},
		{"/metrics", http.StatusOK, "recaudo_snapshot_loaded 0\n"},
		{"/metrics", http.StatusOK, "recaudo_snapshot_load_success 0\n"},
		{"/metrics", http.StatusOK, "go_goroutines"},
		{"/nowhere", http.StatusNotFound, ""},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			code, body := get(t, f.Handler(), tt.path)
			if code != tt.code || !strings.Contains(body, tt.want) {
				t.Errorf("GET %s = %d %s, want %d and %q", tt.path, code, body, tt.code, tt.want)
			}
		})
	}

	writeSnapshot(t, f.path)
	f.Refresh(t.Context())
	if code, body := get(t, f.Handler(), "/-/ready"); code != http.StatusOK {
		t.Errorf("GET /-/ready with a snapshot = %d %s, want 200", code, body)
	}
}

func TestSnapshotSwitch(t *testing.T) {
	const series = `recaudo_leaderboard_amount_rank{collector="Ana Gómez",collector_id="c1",currency="COP",team="Norte"} `
	f := newFixture(t, definitions(t))
	f.Refresh(t.Context())
	wantInMetrics(t, f, series+"1\n", "recaudo_snapshot_load_success 1\n")
	first := f.current().snapshot
	f.Refresh(t.Context())
	if f.current().snapshot != first {
		t.Error("an unchanged file was read again")
	}

	writeSnapshot(t, f.path, "update marts.leaderboard set rank_by_amount = 9 where collector_id = 'c1'")
	f.Refresh(t.Context())
	wantInMetrics(t, f, series+"9\n", "recaudo_snapshot_load_success 1\n")

	// A file that is no warehouse replaces it: the old figures stay, and the exporter says so.
	if err := os.Remove(f.path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.path, []byte("this is no database at all"), 0o644); err != nil {
		t.Fatal(err)
	}
	f.Refresh(t.Context())
	f.Refresh(t.Context())
	wantInMetrics(t, f, series+"9\n", "recaudo_snapshot_load_success 0\n", "recaudo_snapshot_loaded 1\n")
	if count := strings.Count(f.log.String(), "no new snapshot"); count != 1 {
		t.Errorf("the broken snapshot was logged %d times, want once: %s", count, f.log)
	}
	if code, _ := get(t, f.Handler(), "/-/ready"); code != http.StatusOK {
		t.Errorf("GET /-/ready on old figures = %d, want 200", code)
	}

	writeSnapshot(t, f.path)
	f.Refresh(t.Context())
	wantInMetrics(t, f, series+"1\n", "recaudo_snapshot_load_success 1\n")

	if err := os.Remove(f.path); err != nil {
		t.Fatal(err)
	}
	f.Refresh(t.Context())
	wantInMetrics(t, f, series+"1\n", "recaudo_snapshot_load_success 0\n")
}

func wantInMetrics(t *testing.T, f fixture, wants ...string) {
	t.Helper()
	got := scrapeText(t, f.Server)
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("/metrics lacks %q", want)
		}
	}
}

func TestUnreadableRunStatus(t *testing.T) {
	f := newFixture(t, nil)
	if err := os.WriteFile(StatusPath(f.path), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.Refresh(t.Context())
	f.Refresh(t.Context())
	wantInMetrics(t, f, "recaudo_snapshot_load_success 1\n")
	if got := scrapeText(t, f.Server); strings.Contains(got, "recaudo_last_run") {
		t.Errorf("got metrics of a run whose status is unreadable:\n%s", got)
	}
	if count := strings.Count(f.log.String(), "the next run writes it anew"); count != 1 {
		t.Errorf("the broken status was logged %d times, want once: %s", count, f.log)
	}
}

func TestUnusableSnapshot(t *testing.T) {
	tests := []struct{ name, statement, want string }{
		{"nothing computed", "delete from ops.settings", "ops.settings is empty"},
		{"newer", "update ops.contract_version set version = 99", "newer Recaudo"},
		{"another program", "drop table ops.contract_version", "not a Recaudo warehouse"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, nil, tt.statement)
			f.Refresh(t.Context())
			code, body := get(t, f.Handler(), "/-/ready")
			if code != http.StatusServiceUnavailable || !strings.Contains(body, tt.want) {
				t.Errorf("GET /-/ready = %d %s, want 503 and %q", code, body, tt.want)
			}
		})
	}
}

// Every scrape during a switch shows one snapshot whole: the ranks of both definitions come from the same file.
func TestScrapeDuringSwitch(t *testing.T) {
	both := []Definition{
		{Subject: "one", File: "metrics/one.sql", MaxSeries: 1, Query: "select max(rank_by_amount) as rank from marts.leaderboard",
			Metrics: []Metric{{Name: "recaudo_one_rank", Column: "rank", Help: "Rank."}}},
		{Subject: "two", File: "metrics/two.sql", MaxSeries: 1, Query: "select max(rank_by_amount) as rank from marts.leaderboard",
			Metrics: []Metric{{Name: "recaudo_two_rank", Column: "rank", Help: "Rank."}}},
	}
	f := newFixture(t, both)
	f.Refresh(t.Context())
	handler := f.Handler()
	done := make(chan struct{})
	var scrapers sync.WaitGroup
	for range 4 {
		scrapers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				_, body := get(t, handler, "/metrics")
				old := strings.Contains(body, "recaudo_one_rank 2\n") && strings.Contains(body, "recaudo_two_rank 2\n")
				fresh := strings.Contains(body, "recaudo_one_rank 7\n") && strings.Contains(body, "recaudo_two_rank 7\n")
				if old == fresh {
					t.Error("a scrape mixes two snapshots")
					return
				}
				if code, _ := get(t, handler, "/"); code != http.StatusOK {
					t.Errorf("GET / = %d, want 200", code)
					return
				}
			}
		})
	}
	for i := range 6 {
		statement := "update marts.leaderboard set rank_by_amount = 7"
		if i%2 == 1 {
			statement = "select 1"
		}
		writeSnapshot(t, f.path, statement)
		f.Refresh(t.Context())
	}
	close(done)
	scrapers.Wait()
}

// serve runs f on a free port until the test ends, and returns its address.
func serve(t *testing.T, f fixture) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- f.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			t.Errorf("Serve() = %v, want nil after a stop", err)
		}
	})
	return "http://" + listener.Addr().String()
}

func fetch(t *testing.T, address, user, password string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		request.SetBasicAuth(user, password)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServeNoticesSnapshot(t *testing.T) {
	f := fixtureOn(filepath.Join(t.TempDir(), "published.duckdb"), nil)
	f.opts.Poll = time.Hour // a glance notices it
	address := serve(t, f)
	if code, _ := fetch(t, address+"/-/ready", "", ""); code != http.StatusServiceUnavailable {
		t.Errorf("GET /-/ready = %d, want 503 before a snapshot is there", code)
	}
	writeSnapshot(t, f.path)
	deadline := time.Now().Add(20 * time.Second)
	for {
		if code, _ := fetch(t, address+"/-/ready", "", ""); code == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the new snapshot was not noticed")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestServeBasicAuth(t *testing.T) {
	hash, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, nil)
	f.opts.WebConfig = filepath.Join(t.TempDir(), "web.yml")
	if err := os.WriteFile(f.opts.WebConfig, []byte("basic_auth_users:\n  ana: "+string(hash)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := serve(t, f)
	tests := []struct {
		name, user, password string
		want                 int
	}{
		{"nobody", "", "", http.StatusUnauthorized},
		{"wrong password", "ana", "wrong", http.StatusUnauthorized},
		{"right password", "ana", "secret", http.StatusOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, path := range []string{"/", "/metrics"} {
				if code, _ := fetch(t, address+path, tt.user, tt.password); code != tt.want {
					t.Errorf("GET %s = %d, want %d", path, code, tt.want)
				}
			}
		})
	}
}

func TestServeErrors(t *testing.T) {
	f := newFixture(t, nil)
	f.opts.WebConfig = filepath.Join(t.TempDir(), "missing.yml")
	f.opts.Listen = "127.0.0.1:0"
	if err := f.Run(t.Context()); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "web config") {
		t.Errorf("Run() with a missing web config = %v, want an error that names it", err)
	}
	f.opts.Listen = "no-port"
	if err := f.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "--listen") {
		t.Errorf("Run() on a bad address = %v, want a hint at --listen", err)
	}
}
