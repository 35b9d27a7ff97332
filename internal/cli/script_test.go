package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"recaudo": playRecaudo,
	})
}

// TestScripts runs every command as an operator would: one script of testdata/script each.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// The proposals of init depend on where the machine stands.
			env.Setenv("TZ", "America/Bogota")
			examples, err := filepath.Abs(filepath.Join("..", "..", "sql", "examples"))
			if err != nil {
				return err
			}
			env.Setenv("EXAMPLES", examples)
			address, err := freeAddress()
			env.Setenv("ADDRESS", address)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":       exits,
			"duckdb":      duckDB,
			"lock":        lock,
			"hold":        hold,
			"get":         get,
			"openmetrics": openMetrics,
		},
	})
}

// freeAddress returns a local address that nobody listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free address: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// exits CODE PROGRAM ARGS... runs a program that must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// duckdb FILE SQL runs a statement on a DuckDB file, as another program might.
func duckDB(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: duckdb FILE SQL")
	}
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Path: ts.MkAbs(args[0])})
	ts.Check(err)
	_, err = db.ExecContext(ctx, args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// lock FILE holds the lock of a warehouse until the script ends.
func lock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lock FILE")
	}
	held, err := warehouse.AcquireLock(ts.MkAbs(args[0]), "run", time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC))
	ts.Check(err)
	ts.Defer(func() { ts.Check(held.Release()) })
}

// hold FILE keeps a warehouse open until the script ends, as a DuckDB shell would.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold FILE")
	}
	db, err := warehouse.Open(context.Background(), warehouse.Options{Path: ts.MkAbs(args[0])})
	ts.Check(err)
	ts.Defer(func() { ts.Check(db.Close()) })
}

// get URL prints what a server answers. It waits up to 20 seconds for a server that is still starting.
func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: get URL")
	}
	var response *http.Response
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if response, err = http.Get(args[0]); err == nil {
			break
		}
	}
	ts.Check(err)
	defer response.Body.Close()
	_, err = io.Copy(ts.Stdout(), response.Body)
	ts.Check(err)
}

// openmetrics FILE checks that Prometheus can read a file of samples: every sample belongs to the family announced before
// it, no family comes twice, and every series goes forward in time.
func openMetrics(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: openmetrics FILE")
	}
	parser := textparse.NewOpenMetricsParser([]byte(ts.ReadFile(args[0])), labels.NewSymbolTable())
	family, families, lastAt, samples := "", map[string]bool{}, map[string]int64{}, 0
	for {
		entry, err := parser.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		ts.Check(err)
		switch entry {
		case textparse.EntryType:
			name, _ := parser.Type()
			if family = string(name); families[family] {
				ts.Fatalf("%s comes twice", family)
			}
			families[family] = true
		case textparse.EntrySeries:
			var series labels.Labels
			parser.Labels(&series)
			_, at, _ := parser.Series()
			if series.Get(model.MetricNameLabel) != family {
				ts.Fatalf("%s stands among %s", series, family)
			}
			if key := series.String(); at == nil || *at <= lastAt[key] {
				ts.Fatalf("%s does not go forward in time", key)
			} else {
				lastAt[key] = *at
			}
			samples++
		}
	}
	if samples == 0 {
		ts.Fatalf("%s holds no sample", args[0])
	}
}
