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
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// exporter is one `recaudo serve` for all the nights.
type exporter struct {
	command *exec.Cmd
	address string
}

func (p *player) serve(ctx context.Context) (*exporter, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	command := p.command(ctx, "serve", "--listen", address)
	return &exporter{command: command, address: address}, command.Start()
}

// stop ends the exporter, which must go at once and without complaint.
func (e *exporter) stop() error {
	if err := e.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := e.command.Wait(); err != nil {
		return fmt.Errorf("the exporter: %w", err)
	}
	return nil
}

// measure returns resident memory and open file descriptors, as Linux tells them.
func (e *exporter) measure() (residentMB float64, files int, err error) {
	folder := filepath.Join("/proc", strconv.Itoa(e.command.Process.Pid))
	open, err := os.ReadDir(filepath.Join(folder, "fd"))
	if err != nil {
		return 0, 0, err
	}
	status, err := os.ReadFile(filepath.Join(folder, "status"))
	if err != nil {
		return 0, 0, err
	}
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		if kilobytes, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			resident, err := strconv.ParseFloat(strings.Fields(kilobytes)[0], 64)
			return resident / 1024, len(open), err
		}
	}
	return 0, 0, errors.New("no VmRSS in the status of the process")
}

// awaitDate waits until the exporter serves the boards of a day, given as midnight in UTC.
func (e *exporter) awaitDate(ctx context.Context, day time.Time) error {
	zone, err := time.LoadLocation("America/Bogota")
	if err != nil {
		return err
	}
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone).Unix()
	var seen string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Second) {
		page, err := e.get(ctx, "/metrics")
		if err != nil {
			seen = err.Error()
			continue
		}
		for line := range strings.Lines(page) {
			value, ok := strings.CutPrefix(line, "recaudo_data_as_of_timestamp_seconds ")
			if !ok {
				continue
			}
			seen = strings.TrimSpace(value)
			if served, err := strconv.ParseFloat(seen, 64); err == nil && int64(served) == midnight {
				return nil
			}
		}
	}
	return fmt.Errorf("the exporter does not serve the boards of %s: %s", day.Format(time.DateOnly), seen)
}

func (e *exporter) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+e.address+path, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), errors.Join(err, response.Body.Close())
}
