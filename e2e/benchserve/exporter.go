package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listen listens on a free port, and prints it.
func listen(ctx context.Context) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err == nil {
		fmt.Println(listener.Addr())
	}
	return listener, err
}

func untilStdinEnds(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		cancel()
	}()
	return ctx
}

// serveBare answers every request with the same bytes.
func serveBare(ctx context.Context, length int) error {
	body := bytes.Repeat([]byte("b"), length)
	server := http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(length))
		_, _ = w.Write(body)
	})}
	ctx = untilStdinEnds(ctx)
	listener, err := listen(ctx)
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// exporter is a running exporter, or a bare server, and the one connection to it.
type exporter struct {
	command *exec.Cmd
	stdin   io.Closer
	address string
	client  http.Client
	buffer  []byte
}

// start starts this program once more, as a server, and waits until it answers.
func start(ctx context.Context, args ...string) (*exporter, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, self, args...)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	e := &exporter{command: command, stdin: stdin, buffer: make([]byte, 64<<20)}
	e.client.Transport = &http.Transport{DisableCompression: true, ReadBufferSize: 64 << 10}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the exporter did not start: %w", err), e.stop())
	}
	e.address = "http://" + strings.TrimSpace(line)
	if _, _, err := e.get(ctx, "/-/ready", ""); err != nil {
		return nil, errors.Join(err, e.stop())
	}
	return e, nil
}

func (e *exporter) stop() error {
	return errors.Join(e.stdin.Close(), e.command.Wait())
}

// get reads an answer whole, and returns it and how long that took. The answer is valid until the next call.
func (e *exporter) get(ctx context.Context, path, encoding string) ([]byte, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.address+path, nil)
	if err != nil {
		return nil, 0, err
	}
	if encoding != "" {
		request.Header.Set("Accept-Encoding", encoding)
	}
	began := time.Now()
	response, err := e.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	length, err := io.ReadFull(response.Body, e.buffer)
	took := time.Since(began)
	if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, 0, fmt.Errorf("GET %s: more than %d bytes: %w", path, len(e.buffer), err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("GET %s: %s: %s", path, response.Status, e.buffer[:min(length, 200)])
	}
	return e.buffer[:length], took, nil
}

// pause lies between two requests: an exporter is asked now and then, not without a break.
const pause = 2 * time.Millisecond

// times are what answers took.
type times []time.Duration

// ask asks each server count times, in turns.
func ask(ctx context.Context, count int, path, encoding string, servers ...*exporter) ([]times, error) {
	all := make([]times, len(servers))
	for range count {
		for i, server := range servers {
			_, took, err := server.get(ctx, path, encoding)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], took)
			time.Sleep(pause)
		}
	}
	return all, nil
}

// milliseconds returns the time under which a share of the answers stayed.
func (t times) milliseconds(share float64) float64 {
	slices.Sort(t)
	return float64(t[int(share*float64(len(t)-1))].Microseconds()) / 1000
}

func (e *exporter) measure(ctx context.Context, opts options, published string) (report, error) {
	made := report{MeasuredEach: opts.requests, MeasuredSwitches: opts.switches}
	plain, _, err := e.get(ctx, "/metrics", "identity")
	if err != nil {
		return report{}, err
	}
	made.PlainBytes = len(plain)
	made.Series = bytes.Count(plain, []byte("\n")) - 2*bytes.Count(plain, []byte("\n# TYPE "))
	packed, _, err := e.get(ctx, "/metrics", "gzip")
	if err != nil {
		return report{}, err
	}
	made.GzipBytes = len(packed)
	bare, err := start(ctx, "--bare", strconv.Itoa(len(plain)))
	if err != nil {
		return report{}, err
	}
	both, err := ask(ctx, opts.requests, "/metrics", "identity", e, bare)
	if err := errors.Join(err, bare.stop()); err != nil {
		return report{}, err
	}
	made.PlainP50, made.PlainP99 = both[0].milliseconds(0.5), both[0].milliseconds(0.99)
	made.BareP50, made.BareP99 = both[1].milliseconds(0.5), both[1].milliseconds(0.99)
	for _, each := range []struct {
		path, encoding string
		p50, p99       *float64
	}{
		{"/metrics", "gzip", &made.GzipP50, &made.GzipP99},
		{"/", "", &made.PageP50, &made.PageP99},
		{"/?sort=collector", "", &made.SortedPageP50, &made.SortedPageP99},
		{"/?collector=x7", "", &made.CollectorP50, &made.CollectorP99},
	} {
		if strings.Contains(each.path, "=x") && !opts.isMadeUp {
			continue
		}
		took, err := ask(ctx, opts.requests, each.path, each.encoding, e)
		if err != nil {
			return report{}, err
		}
		*each.p50, *each.p99 = took[0].milliseconds(0.5), took[0].milliseconds(0.99)
	}
	err = e.measureSwitches(ctx, opts, published, &made)
	return made, err
}

// measureSwitches scrapes without a stop while the snapshot is replaced again and again.
func (e *exporter) measureSwitches(ctx context.Context, opts options, published string, made *report) error {
	var scrapes, switches times
	next := published + ".new"
	for range opts.switches {
		if err := copyFile(opts.snapshot, next); err != nil {
			return err
		}
		before, err := e.loadedAt(ctx)
		if err != nil {
			return err
		}
		time.Sleep(1100 * time.Millisecond) // when a snapshot was read is told in whole seconds
		if err := os.Rename(next, published); err != nil {
			return err
		}
		renamed := time.Now()
		for {
			_, took, err := e.get(ctx, "/metrics", "gzip")
			if err != nil {
				return err
			}
			scrapes = append(scrapes, took)
			if after, err := e.loadedAt(ctx); err != nil {
				return err
			} else if after != before {
				break
			}
			if time.Since(renamed) > time.Minute {
				return errors.New("a published snapshot was not served within a minute")
			}
			time.Sleep(pause)
		}
		switches = append(switches, time.Since(renamed))
	}
	made.SwitchP50, made.SwitchP99, made.SwitchMax = scrapes.milliseconds(0.5), scrapes.milliseconds(0.99), scrapes.milliseconds(1)
	made.SwitchSeconds = switches.milliseconds(0.5) / 1000
	return nil
}

// loadedAt reads when the served snapshot was read; the exporter's own metrics are the last.
func (e *exporter) loadedAt(ctx context.Context) (string, error) {
	text, _, err := e.get(ctx, "/metrics", "identity")
	if err != nil {
		return "", err
	}
	_, rest, isThere := strings.Cut(string(text[max(0, len(text)-64<<10):]), "\nrecaudo_snapshot_load_timestamp_seconds ")
	if !isThere {
		return "", errors.New("no recaudo_snapshot_load_timestamp_seconds in the last metrics of a scrape")
	}
	value, _, _ := strings.Cut(rest, "\n")
	return value, nil
}
