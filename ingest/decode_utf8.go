package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// mislabelledError says that a file declared to be of a single-byte encoding is UTF-8, which would turn every accent
// into two other characters.
type mislabelledError struct{ encoding string }

func (e mislabelledError) Error() string {
	return fmt.Sprintf("the file is valid UTF-8, not %s; set `dialect.encoding: utf-8`", e.encoding)
}

// isSingleByte reports whether every byte sequence is valid in an encoding, so that a wrong one shows nowhere.
func isSingleByte(encoding string) bool {
	switch strings.ToLower(encoding) {
	case "latin-1", "latin1", "iso-8859-1", "windows-1252", "cp1252":
		return true
	}
	return false
}

// isAccentedUTF8 reports whether bytes are valid UTF-8 beyond ASCII. Text of another encoding practically never is.
func isAccentedUTF8(text []byte) bool {
	return bytes.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) && utf8.Valid(text)
}

// utf8Witness passes bytes through, and fails at their end with a mislabelledError if they were UTF-8 beyond ASCII.
type utf8Witness struct {
	source     io.Reader
	encoding   string
	carry      []byte // a character cut by the end of a piece
	isAccented bool
	isOther    bool
}

func (w *utf8Witness) Read(buffer []byte) (int, error) {
	n, err := w.source.Read(buffer)
	if !w.isOther {
		w.look(buffer[:n])
	}
	if err == io.EOF && w.isAccented && !w.isOther && len(w.carry) == 0 {
		err = mislabelledError{w.encoding}
	}
	return n, err
}

func (w *utf8Witness) look(piece []byte) {
	piece = append(w.carry, piece...)
	whole := completeRunes(piece)
	w.carry = bytes.Clone(piece[len(whole):])
	w.isOther = !utf8.Valid(whole)
	w.isAccented = w.isAccented || isAccentedUTF8(whole)
}
