package metrics

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// scrapeHandler serves /metrics: the text format from the prepared exposition, any other that the client prefers
// through promhttp. Neither queries the warehouse.
type scrapeHandler struct {
	current func() *state
	own     prometheus.Gatherer // what changes between scrapes
	other   http.Handler        // every format but text
	logger  *slog.Logger
}

func newScrapeHandler(current func() *state, own prometheus.Gatherer, logger *slog.Logger) *scrapeHandler {
	all := prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) {
		families, err := own.Gather()
		if now := current(); now.snapshot != nil {
			served, decodeErr := now.snapshot.exposition.families()
			families, err = append(families, served...), errors.Join(err, decodeErr)
		}
		return families, err
	})
	return &scrapeHandler{
		current: current,
		own:     own,
		other:   promhttp.HandlerFor(all, promhttp.HandlerOpts{ErrorLog: errorLog{logger}}),
		logger:  logger,
	}
}

func (h *scrapeHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	format := expfmt.NegotiateAccept(r.Header, expfmt.DefaultAcceptedFormats()...)
	if format.FormatType() != expfmt.TypeTextPlain {
		h.other.ServeHTTP(w, r)
		return
	}
	var prepared exposition
	if now := h.current(); now.snapshot != nil {
		prepared = now.snapshot.exposition
	}
	tail, err := h.gatherTail()
	if err != nil {
		h.logger.Error("gather metrics", "error", err)
		http.Error(w, "gather metrics: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", string(format))
	w.Header().Set("Vary", "Accept, Accept-Encoding")
	if !acceptsGzip(r.Header) {
		h.write(w, prepared.text, tail)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	h.write(w, []byte(gzipHeader), prepared.deflated, prepared.gzipTail(tail))
}

func (h *scrapeHandler) gatherTail() ([]byte, error) {
	families, err := h.own.Gather()
	if err != nil {
		return nil, err
	}
	return encodeText(families)
}

func (h *scrapeHandler) write(w http.ResponseWriter, parts ...[]byte) {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	w.Header().Set("Content-Length", strconv.Itoa(length))
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			h.logger.Debug("write metrics", "error", err) // the client has gone
			return
		}
	}
}

// acceptsGzip reports whether a client takes gzip, by RFC 9110, section 12.5.3.
func acceptsGzip(header http.Header) bool {
	for _, entry := range strings.Split(strings.Join(header.Values("Accept-Encoding"), ","), ",") {
		coding, parameters, _ := strings.Cut(entry, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "*" {
			continue
		}
		_, weight, hasWeight := strings.Cut(parameters, "q=")
		quality, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
		return !hasWeight || (err == nil && quality > 0)
	}
	return false
}

// errorLog lets promhttp write to a slog.Logger.
type errorLog struct{ logger *slog.Logger }

func (l errorLog) Println(v ...any) { l.logger.Error("gather metrics", "error", v) }
