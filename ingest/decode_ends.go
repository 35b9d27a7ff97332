package ingest

import "io"

// lineEnds counts the kinds of line ends outside of quotes in the text written to it. DuckDB reads a file with one kind
// only; an export that was put together of several, or edited on another system, has more.
type lineEnds struct {
	quote            byte
	inQuotes, isCR   bool
	lf, crlf, loneCR int64
}

func newLineEnds(dialect Dialect) *lineEnds {
	quote := dialect.Quote
	if quote == "" {
		quote = defaultQuote
	}
	return &lineEnds{quote: quote[0]}
}

// Write never fails.
func (e *lineEnds) Write(text []byte) (int, error) {
	for _, b := range text {
		switch {
		case b == '\n' && e.isCR:
			e.crlf++
		case b == '\n' && !e.inQuotes:
			e.lf++
		case e.isCR:
			e.loneCR++
		}
		if b == e.quote {
			e.inQuotes = !e.inQuotes
		}
		e.isCR = b == '\r' && !e.inQuotes
	}
	return len(text), nil
}

// areMixed reports whether there is more than one kind.
func (e *lineEnds) areMixed() bool {
	kinds := 0
	for _, count := range []int64{e.lf, e.crlf, e.loneCR} {
		if count > 0 {
			kinds++
		}
	}
	return kinds > 1
}

// oneLineEnd passes text through with a line feed for every kind of line end.
type oneLineEnd struct {
	source io.Reader
	isCR   bool
}

func (r *oneLineEnd) Read(buffer []byte) (int, error) {
	for {
		n, err := r.source.Read(buffer)
		kept := 0
		for _, b := range buffer[:n] {
			isFirst := !r.isCR || b != '\n'
			r.isCR = b == '\r'
			if r.isCR {
				b = '\n'
			}
			if isFirst {
				buffer[kept] = b
				kept++
			}
		}
		if kept > 0 || err != nil || len(buffer) == 0 {
			return kept, err
		}
	}
}
