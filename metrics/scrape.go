package metrics

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

// scrapeHandler serves /metrics in the text format, from the prepared exposition and without a query. Whoever prefers
// another format takes text, too: making protobuf of fifty thousand series takes a hundred times as long.
type scrapeHandler struct {
	current func() *state
	own     prometheus.Gatherer // what changes between scrapes
	logger  *slog.Logger
}

func (h *scrapeHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	format := expfmt.NegotiateAccept(r.Header, expfmt.NewFormat(expfmt.TypeTextPlain))
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
