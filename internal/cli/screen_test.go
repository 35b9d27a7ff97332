package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// nasty are names as an export may hold them.
var nasty = []string{
	"Ana\x1b[2J\x1b]0;owned\a", "Bea\u202egnp.exe", "Cid\n1   =   Cid", "Eva\u009b31m", "Flo\ttab\r",
	"Gil" + strings.Repeat("\u0301", 300), strings.Repeat("Hugo ", 5000), "Jose\u0301", "王芳", "محمد", "👩\u200d💻",
}

func wantHarmless(t *testing.T, what, got string) {
	t.Helper()
	for _, r := range got {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			t.Errorf("%s: got %q in %.300q", what, r, got)
			return
		}
	}
}

func TestTableOfNastyNames(t *testing.T) {
	list := newListTable(table.Row{"Name", "Rows"})
	for _, name := range nasty {
		list.AppendRow(table.Row{cell(name, maxNameColumns), "7"})
	}
	got := list.Render()
	wantHarmless(t, "table", got)
	lines := strings.Split(got, "\n")
	if len(lines) != len(nasty)+2 {
		t.Errorf("got %d lines of %d names:\n%s", len(lines), len(nasty), got)
	}
	for _, line := range lines {
		if width := text.StringWidthWithoutEscSequences(line); width != text.StringWidthWithoutEscSequences(lines[0]) || width > maxNameColumns+10 {
			t.Errorf("got a line of %d columns, want %d as in the first: %s", width, text.StringWidthWithoutEscSequences(lines[0]), line)
		}
	}
}

func TestScreen(t *testing.T) {
	whole := strings.Join(nasty, "\n")
	var at1, atOnce bytes.Buffer
	slow := &screen{out: &at1}
	for i := range len(whole) {
		if n, err := slow.Write([]byte{whole[i]}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	if _, err := (&screen{out: &atOnce}).Write([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	wantHarmless(t, "screen", strings.ReplaceAll(at1.String(), "\t", ""))
	trimmed := func(b bytes.Buffer) string {
		return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\u0301", ""), "\ufffd", "")
	}
	if trimmed(at1) != trimmed(atOnce) { // the heap of marks is cut within one write
		t.Errorf("byte by byte: got %q, at once %q", at1.String(), atOnce.String())
	}
}

// Whatever goes to stderr goes through sayf or through a logger.
func TestWordsOfNastyNames(t *testing.T) {
	var stdout, stderr bytes.Buffer
	a := &app{stdout: &stdout, stderr: &stderr, verbose: true}
	for _, name := range nasty {
		a.sayf("refused %s", name)
		a.logger().Info("file "+name, "path", name)
		a.showf("%s", name)
	}
	wantHarmless(t, "stderr", strings.ReplaceAll(stderr.String(), "\t", ""))
	wantHarmless(t, "stdout", strings.ReplaceAll(stdout.String(), "\t", ""))
}

func TestJSONOfNastyNames(t *testing.T) {
	for _, name := range nasty {
		content, err := json.Marshal(map[string]string{"name": name})
		if err != nil {
			t.Fatal(err)
		}
		got := escapeUnseen(string(content))
		wantHarmless(t, "JSON", got)
		var back map[string]string
		if err := json.Unmarshal([]byte(got), &back); err != nil || back["name"] != name {
			t.Errorf("%q comes back as %q, %v", name, back["name"], err)
		}
	}
}
