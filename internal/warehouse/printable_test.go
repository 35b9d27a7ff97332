package warehouse

import (
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"Zoë Peña 1":             "Zoë Peña 1",
		"Jose\u0301 王芳 محمد":     "Jose\u0301 王芳 محمد",
		"می\u200cخواهم 👩\u200d💻": "می\u200cخواهم 👩\u200d💻",
		"a\u00a0b\u3000c":        "a\u00a0b\u3000c",
		`DOMAIN\ana`:             `DOMAIN\ana`,
		"\x1b[31mred\x1b]0;t\a":  `\x1b[31mred\x1b]0;t\a`,
		"a\x00\b\r\x7f":          `a\x00\b\r\x7f`,
		"\u009b31m\u0085":        `\u009b31m\u0085`,
		"abc\u202etxt.exe":       `abc\u202etxt.exe`,
		"\u2066a\u2069\u200f":    `\u2066a\u2069\u200f`,
		"a\u2028b\ufeff\u200b":   `a\u2028b\ufeff\u200b`,
		"\U000e0041":             `\U000e0041`,
		"caf\xe9 \x9b2J":         `caf\xe9 \x9b2J`,
		"two\nlines\t":           `two\nlines\t`,
		"Z" + strings.Repeat("\u0301", 500) + "!": "Z" + strings.Repeat("\u0301", maxMarks) + "\ufffd!",
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got, want := PrintableLines("two\n\tlines\x1b"), "two\n\tlines\\x1b"; got != want {
		t.Errorf("lines: got %q, want %q", got, want)
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("\x1b[2J\u202e\xff\u0301")
	f.Fuzz(func(t *testing.T, text string) {
		got := Printable(text)
		if again := Printable(got); again != got {
			t.Errorf("%q: got %q, and of that %q", text, got, again)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("%q: got %q, which steers a terminal", text, got)
		}
	})
}
