package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sharedStrings holds a workbook's texts end to end: a slice of strings would take twice the memory.
type sharedStrings struct {
	text []byte
	ends []uint32
}

// get returns the text of a cell that refers to place index.
func (s *sharedStrings) get(index string) (string, error) {
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(s.ends) {
		return "", fmt.Errorf("the cell refers to shared text %q of %d: the workbook is damaged", index, len(s.ends))
	}
	start := uint32(0)
	if i > 0 {
		start = s.ends[i-1]
	}
	return string(s.text[start:s.ends[i]]), nil
}

// sharedStrings reads the texts that cells refer to by number.
func (b *workbook) sharedStrings() (texts *sharedStrings, err error) {
	texts = &sharedStrings{}
	if b.sharedAt == "" {
		return texts, nil
	}
	if _, ok := b.members[strings.ToLower(b.sharedAt)]; !ok {
		return texts, nil // named in the contents but never written: a workbook without texts
	}
	reader, err := b.member(b.sharedAt, maxSharedStringBytes)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	decoder := newXMLTokens(reader)
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read shared texts: %w", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := readRichText(decoder, "si")
			if err != nil {
				return nil, fmt.Errorf("read shared texts: %w", err)
			}
			texts.text = append(texts.text, text...)
			texts.ends = append(texts.ends, uint32(len(texts.text)))
			if len(texts.ends) > maxSharedStrings {
				return nil, fmt.Errorf("the workbook has more than %d texts: split it, or save it as CSV", maxSharedStrings)
			}
		}
	}
}

// readRichText joins the runs of text up to the end of element, without phonetic hints.
func readRichText(decoder *xmlTokens, element string) (string, error) {
	var text strings.Builder
	phonetic, inText := 0, false
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return "", unexpectedEnd(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "rPh":
				phonetic++
			case "t":
				inText = true
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "rPh":
				phonetic--
			case "t":
				inText = false
			case element:
				return unescapeCell(text.String()), nil
			}
		case xml.CharData:
			if inText && phonetic == 0 {
				text.Write(token)
			}
		}
		if text.Len() > maxCellBytes {
			return "", fmt.Errorf("a cell has more than %d bytes", maxCellBytes)
		}
	}
}

// unescapeCell turns _x000D_ and its like, which stand for characters XML can't hold, back.
func unescapeCell(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var plain strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text) < i+7 {
			break
		}
		code, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err != nil || text[i+6] != '_' {
			plain.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		plain.WriteString(text[:i])
		plain.WriteRune(rune(code))
		text = text[i+7:]
	}
	plain.WriteString(text)
	return plain.String()
}

// unexpectedEnd says that the XML stops in the middle.
func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
