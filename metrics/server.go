package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/exporter-toolkit/web"
)

// DefaultListen is the address the exporter listens on: this machine only, because the page shows people's figures.
const DefaultListen = "127.0.0.1:9477"

// stopTimeout is how long a stopping server waits for requests in flight: with the rest, less than the two seconds after
// which a supervisor may think that it hangs.
const stopTimeout = time.Second

// Options of a Server.
type Options struct {
	Snapshot    string           // the published file; it need not be there yet
	Definitions []Definition     // what is exported
	Logger      *slog.Logger     // default is slog.Default()
	Now         func() time.Time // default is time.Now
	Poll        time.Duration    // how often to try a snapshot again that could not be read; default is 5 s
	Listen      string           // default is DefaultListen
	WebConfig   string           // exporter-toolkit file with TLS and users; "" for neither
	Language    string           // of the page, "en" or "es"; default is what the browser asks for, else "en"
	Teams       []string         // whose series and rows are served, by OfTeams; default is all
	Version     string           // of the program, for recaudo_build_info
	MemoryLimit string           // of DuckDB while a snapshot is read, "1GB"; "" leaves its default
	// TempDirectory is where DuckDB spills meanwhile; "" is beside the snapshot.
	TempDirectory string
	// Reached is told every named step of a switch to another snapshot before it is taken. Tests stop the process there.
	Reached func(step string)
}

// Server serves a published snapshot: /metrics, the leaderboard and each collector at /, /-/healthy and /-/ready.
type Server struct {
	opts   Options
	logger *slog.Logger
	reader snapshotReader
	state  atomic.Pointer[state]

	refreshing sync.Mutex
	served     os.FileInfo // of the snapshot in state; guarded by refreshing
}

// New returns a server that has not read anything yet: Run or Refresh does.
func New(opts Options) *Server {
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Poll <= 0 {
		opts.Poll = 5 * time.Second
	}
	if opts.Listen == "" {
		opts.Listen = DefaultListen
	}
	if opts.Reached == nil {
		opts.Reached = func(string) {}
	}
	s := &Server{
		opts:   opts,
		logger: opts.Logger,
		reader: snapshotReader{
			definitions:   OfTeams(opts.Definitions, opts.Teams),
			teams:         opts.Teams,
			memoryLimit:   opts.MemoryLimit,
			tempDirectory: opts.TempDirectory,
			logger:        opts.Logger,
			now:           opts.Now,
		},
	}
	s.state.Store(&state{})
	return s
}

func (s *Server) current() *state { return s.state.Load() }

// Run listens on the configured address and serves until ctx ends; then it lets requests in flight finish and
// returns nil.
func (s *Server) Run(ctx context.Context) error {
	listener, err := net.Listen("tcp", s.opts.Listen)
	if err != nil {
		return fmt.Errorf("serve: %w; choose another address with --listen", err)
	}
	return s.Serve(ctx, listener)
}

// Serve is Run on a listener of the caller's; it closes it.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	defer listener.Close()
	if err := web.Validate(s.opts.WebConfig); err != nil {
		return fmt.Errorf("read web config %s: %w", s.opts.WebConfig, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.Refresh(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		s.watch(ctx)
	}()

	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		graceful, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		stopped <- server.Shutdown(graceful)
	}()
	err := web.Serve(listener, server, &web.FlagConfig{WebConfigFile: &s.opts.WebConfig}, s.logger)
	cancel()
	err = errors.Join(notClosed(err), <-stopped)
	<-watched
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// notClosed drops the error that only says the server was told to stop.
func notClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Handler serves the endpoints from what was read last.
func (s *Server) Handler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		ownCollector{version: s.opts.Version, current: s.current},
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return s.handler(registry)
}

func (s *Server) handler(own prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", &scrapeHandler{current: s.current, own: own, logger: s.logger})
	mux.Handle("GET /{$}", s.pageHandler())
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "healthy\n")
	})
	mux.HandleFunc("GET /-/ready", s.serveReady)
	return mux
}

// serveReady answers 503 until there is something to show, and says what to do about it.
func (s *Server) serveReady(w http.ResponseWriter, _ *http.Request) {
	now := s.current()
	if now.snapshot != nil {
		_, _ = io.WriteString(w, "ready\n")
		return
	}
	reason := "no snapshot was read yet"
	if now.loadErr != nil {
		reason = now.loadErr.Error()
	}
	http.Error(w, "not ready: "+reason, http.StatusServiceUnavailable)
}
