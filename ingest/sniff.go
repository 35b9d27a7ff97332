package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// sniffBytes is how much of a file's head, decompressed, the detection looks at.
const sniffBytes = 256 << 10

// defaultQuote encloses cells that hold delimiters or line ends.
const defaultQuote = `"`

// sniffDelimiters are tried in this order; of equally good ones the first wins.
var sniffDelimiters = [...]string{";", ",", "\t", "|"}

// errEmptyFile says that there is nothing to read a header from.
var errEmptyFile = errors.New("the file is empty: it has no header line")

// errNulBytes says that a file was given its size but not all of its content.
var errNulBytes = errors.New("it holds NUL bytes where text should be: it was written or copied only in part; " +
	"export it again")

// nulRun is how many NUL bytes in a row are no text of any program.
const nulRun = 16

// sniffDialect fills the unset delimiter, encoding and quote of dialect from sample, the head of a decompressed text
// file, and returns the header cells, trimmed. Lines without any text between the skipped lines and the header are
// added to SkipHeaderRows, because a CSV reader takes the first line for the header, blank or not. Decimal separators
// and date formats are not touched: money is never guessed at load time. A sample without a header line is
// errEmptyFile.
func sniffDialect(sample []byte, dialect Dialect) (Dialect, []string, error) {
	if dialect.Encoding == "" {
		dialect.Encoding = sniffEncoding(sample)
	}
	if dialect.Quote == "" {
		dialect.Quote = defaultQuote
	}
	if isSingleByte(dialect.Encoding) && isAccentedUTF8(completeRunes(sample)) {
		return dialect, nil, mislabelledError{dialect.Encoding}
	}
	text, err := decodeSample(sample, dialect.Encoding)
	if err != nil {
		return dialect, nil, err
	}
	if strings.Contains(text, strings.Repeat("\x00", nulRun)) {
		return dialect, nil, errNulBytes
	}
	lines := splitLines(text)
	for dialect.SkipHeaderRows < len(lines) && strings.TrimSpace(lines[dialect.SkipHeaderRows]) == "" {
		dialect.SkipHeaderRows++
	}
	if dialect.SkipHeaderRows >= len(lines) {
		return dialect, nil, errEmptyFile
	}
	body := strings.Join(lines[dialect.SkipHeaderRows:], "\n")
	if dialect.Delimiter == "" {
		dialect.Delimiter = sniffDelimiter(body, dialect.Quote)
	}
	records := splitRecords(body, dialect, 1)
	if len(records) == 0 {
		return dialect, nil, errEmptyFile
	}
	headers := records[0]
	for i, header := range headers {
		headers[i] = strings.TrimSpace(header)
	}
	return dialect, headers, nil
}

// sniffEncoding reads a byte order mark, else takes valid UTF-8 for UTF-8, text with many zero bytes for UTF-16 and
// everything else for windows-1252, which is what Excel writes on machines set to Spanish or Portuguese.
func sniffEncoding(sample []byte) string {
	switch {
	case bytes.HasPrefix(sample, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8"
	case bytes.HasPrefix(sample, []byte{0xFF, 0xFE}), bytes.HasPrefix(sample, []byte{0xFE, 0xFF}):
		return "utf-16"
	case bytes.Count(sample, []byte{0}) > len(sample)/4:
		return "utf-16"
	case utf8.Valid(completeRunes(sample)):
		return "utf-8"
	default:
		return "windows-1252"
	}
}

// completeRunes drops a character that the end of the sample cuts.
func completeRunes(sample []byte) []byte {
	for cut := 1; cut < utf8.UTFMax && cut <= len(sample); cut++ {
		tail := sample[len(sample)-cut:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return sample[:len(sample)-cut]
			}
			break
		}
	}
	return sample
}

// decodeSample turns the head of a file into text. What the cut end or a wrong encoding spoils becomes U+FFFD: the
// full read finds and names it.
func decodeSample(sample []byte, encoding string) (string, error) {
	decoder, err := lookupEncoding(encoding)
	if err != nil {
		return "", err
	}
	if decoder == nil {
		return strings.ToValidUTF8(string(bytes.TrimPrefix(completeRunes(sample), utf8BOM)), "\uFFFD"), nil
	}
	if encoding == "utf-16" {
		sample = sample[:len(sample)&^1]
	}
	text, err := decoder.Bytes(sample)
	if err != nil {
		return "", fmt.Errorf("decode as %s: %w", encoding, err)
	}
	return string(text), nil
}

// splitLines splits text at its line ends: LF, CR LF or a lone CR. An empty last line is no line.
func splitLines(text string) []string {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	text = strings.TrimSuffix(text, "\n")
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

// sniffRecords is how many records the delimiter is judged by.
const sniffRecords = 200

// sniffDelimiter returns the delimiter that splits the most records into as many cells as the header, and of equally
// consistent ones the one with more cells. A file of one column gets a comma.
func sniffDelimiter(body, quote string) string {
	best, bestScore := ",", 0.0
	for _, delimiter := range sniffDelimiters {
		records := splitRecords(body, Dialect{Delimiter: delimiter, Quote: quote}, sniffRecords)
		if len(records) == 0 || len(records[0]) < 2 {
			continue
		}
		same := 0
		for _, record := range records {
			if len(record) == len(records[0]) {
				same++
			}
		}
		// Consistency weighs more than width, which only decides between equals.
		score := float64(same)/float64(len(records)) + float64(min(len(records[0]), 100))/1000
		if score > bestScore {
			best, bestScore = delimiter, score
		}
	}
	return best
}

// sniffPreamble counts the lines before the header: the first line that has as many cells as most lines of the file,
// all of them filled and none a number. It is for proposals only; a load takes the config at its word.
func sniffPreamble(sample []byte, dialect Dialect) (int, error) {
	if dialect.Encoding == "" {
		dialect.Encoding = sniffEncoding(sample)
	}
	if dialect.Quote == "" {
		dialect.Quote = defaultQuote
	}
	text, err := decodeSample(sample, dialect.Encoding)
	if err != nil {
		return 0, err
	}
	lines := splitLines(text)
	if len(lines) > sniffRecords {
		lines = lines[:sniffRecords]
	}
	if dialect.Delimiter == "" {
		// The second half is past any preamble.
		dialect.Delimiter = sniffDelimiter(strings.Join(lines[len(lines)/2:], "\n"), dialect.Quote)
	}
	widths := map[int]int{}
	cells := make([][]string, len(lines))
	for i, line := range lines {
		if record := splitRecords(line, dialect, 1); len(record) > 0 {
			cells[i] = record[0]
			widths[len(record[0])]++
		}
	}
	width := mostFrequent(widths)
	if width < 2 {
		return 0, nil
	}
	for i, record := range cells {
		if len(record) == width && !slices.ContainsFunc(record, isNoHeader) {
			return i, nil
		}
	}
	return 0, nil
}

// isNoHeader reports whether a cell can't be a header: empty, or a number.
func isNoHeader(cell string) bool {
	cell = strings.TrimSpace(cell)
	return cell == "" || strings.Trim(cell, "0123456789.,-/: $") == ""
}

// mostFrequent returns the width that most lines have; of equally frequent ones the larger.
func mostFrequent(widths map[int]int) int {
	best := 0
	for width, count := range widths {
		if count > widths[best] || count == widths[best] && width > best {
			best = width
		}
	}
	return best
}

// splitRecords splits CSV text into at most limit records of cells, as DuckDB does: blank lines are no records, a
// quote opens only at the start of a cell or behind one space there, and is escaped by doubling it.
func splitRecords(text string, dialect Dialect, limit int) [][]string {
	var records [][]string
	rest := text
	for rest != "" && len(records) < limit {
		var cells []string
		cells, rest = splitRecord(rest, dialect)
		if len(cells) == 1 && cells[0] == "" {
			continue
		}
		records = append(records, cells)
	}
	return records
}

// splitRecord cuts the first record off text.
func splitRecord(text string, dialect Dialect) (cells []string, rest string) {
	for {
		cell, after := cutCell(text, dialect)
		cells = append(cells, cell)
		if strings.HasPrefix(after, dialect.Delimiter) && dialect.Delimiter != "" {
			text = after[len(dialect.Delimiter):]
			continue
		}
		after, _ = strings.CutPrefix(after, "\r")
		after, _ = strings.CutPrefix(after, "\n")
		return cells, after
	}
}

// cutCell cuts the first cell off text; after starts with the delimiter or the line end behind it. Text between a
// closing quote and the delimiter stays in the cell.
func cutCell(text string, dialect Dialect) (cell, after string) {
	quote := dialect.Quote
	var quoted strings.Builder
	if opened := strings.TrimPrefix(text, " "); quote != "" && strings.HasPrefix(opened, quote) {
		text = opened[len(quote):]
		for {
			inside, behind, closed := strings.Cut(text, quote)
			quoted.WriteString(inside)
			text = behind
			if !closed || !strings.HasPrefix(behind, quote) {
				break
			}
			quoted.WriteString(quote)
			text = behind[len(quote):]
		}
	}
	end := cellEnd(text, dialect.Delimiter)
	if quoted.Len() == 0 {
		return text[:end], text[end:]
	}
	return quoted.String() + strings.TrimRight(text[:end], " "), text[end:]
}

// cellEnd is where the next delimiter or line end stands. A delimiter of one character is looked for together with the
// line ends: a line of very many cells is not read to its end for each of them.
func cellEnd(text, delimiter string) int {
	if len(delimiter) == 1 && delimiter[0] < utf8.RuneSelf {
		if i := strings.IndexAny(text, delimiter+"\r\n"); i >= 0 {
			return i
		}
		return len(text)
	}
	end := len(text)
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		end = i
	}
	if i := strings.Index(text[:end], delimiter); i >= 0 && delimiter != "" {
		end = i
	}
	return end
}
