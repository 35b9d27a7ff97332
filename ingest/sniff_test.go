package ingest

import (
	"errors"
	"reflect"
	"testing"
)

func TestSniffDialect(t *testing.T) {
	tests := map[string]struct {
		sample  string
		dialect Dialect
		want    Dialect
		headers []string
	}{
		"comma": {
			sample: "a,b\n1,2\n", want: Dialect{Delimiter: ",", Encoding: "utf-8"}, headers: []string{"a", "b"},
		},
		"semicolon with decimal commas": {
			sample:  "CREDITO;VALOR;MORA\n1;1.234,5;3\n2;2,5;4\n",
			want:    Dialect{Delimiter: ";", Encoding: "utf-8"},
			headers: []string{"CREDITO", "VALOR", "MORA"},
		},
		"tab":  {sample: "a\tb\n1\t2,5\n", want: Dialect{Delimiter: "\t", Encoding: "utf-8"}, headers: []string{"a", "b"}},
		"pipe": {sample: "a|b|c\n1|2|3\n", want: Dialect{Delimiter: "|", Encoding: "utf-8"}, headers: []string{"a", "b", "c"}},
		"one column": {
			sample: "a\n1\n", want: Dialect{Delimiter: ",", Encoding: "utf-8"}, headers: []string{"a"},
		},
		"byte order mark": {
			sample: "\xEF\xBB\xBFa,b\n1,2\n", want: Dialect{Delimiter: ",", Encoding: "utf-8"}, headers: []string{"a", "b"},
		},
		"windows-1252": {
			sample:  "cr\xE9dito;gesti\xF3n\n1;2\n",
			want:    Dialect{Delimiter: ";", Encoding: "windows-1252"},
			headers: []string{"crédito", "gestión"},
		},
		"utf-16": {
			sample: "\xFF\xFEa\x00;\x00b\x00\n\x00", want: Dialect{Delimiter: ";", Encoding: "utf-16"},
			headers: []string{"a", "b"},
		},
		"character cut by the sample's end": {
			sample: "a,b\n1,\xC3", want: Dialect{Delimiter: ",", Encoding: "utf-8"}, headers: []string{"a", "b"},
		},
		"quoted header with a delimiter": {
			sample: "\"a;1\";\" b \"\n1;2\n", want: Dialect{Delimiter: ";", Encoding: "utf-8"}, headers: []string{"a;1", "b"},
		},
		"blank lines before the header": {
			sample: "\n  \na,b\n1,2\n", want: Dialect{Delimiter: ",", Encoding: "utf-8", SkipHeaderRows: 2},
			headers: []string{"a", "b"},
		},
		"what is set stays": {
			sample: "x\na;b,c\n1;2,3\n", dialect: Dialect{Delimiter: ",", Encoding: "latin-1", SkipHeaderRows: 1},
			want: Dialect{Delimiter: ",", Encoding: "latin-1", SkipHeaderRows: 1}, headers: []string{"a;b", "c"},
		},
		"windows line ends": {
			sample: "a,b\r\n1,2\r\n", want: Dialect{Delimiter: ",", Encoding: "utf-8"}, headers: []string{"a", "b"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.want.Quote = defaultQuote
			got, headers, err := sniffDialect([]byte(test.sample), test.dialect)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("dialect: got %+v, want %+v", got, test.want)
			}
			if !reflect.DeepEqual(headers, test.headers) {
				t.Errorf("headers: got %q, want %q", headers, test.headers)
			}
		})
	}
	for _, empty := range []string{"", "\n\n", "\xEF\xBB\xBF"} {
		if _, _, err := sniffDialect([]byte(empty), Dialect{}); !errors.Is(err, errEmptyFile) {
			t.Errorf("sample %q: got error %v, want errEmptyFile", empty, err)
		}
	}
}

func TestSniffPreamble(t *testing.T) {
	tests := map[string]struct {
		sample string
		want   int
	}{
		"none":            {"a;b\n1;2\n", 0},
		"title and blank": {"Informe de gestiones\n\nFECHA;CREDITO;CANAL\n01/02/2026;1;SMS\n02/02/2026;2;SMS\n", 2},
		"separator line":  {"sep=;\na;b\n1;2\n3;4\n", 1},
		"key and value":   {"Empresa;X;\nFecha;2026-01-01;\na;b;c\n1;2;3\n1;2;3\n1;2;3\n", 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := sniffPreamble([]byte(test.sample), Dialect{})
			if err != nil || got != test.want {
				t.Errorf("got %d, %v, want %d", got, err, test.want)
			}
		})
	}
}

func FuzzSniffDialect(f *testing.F) {
	for _, seed := range []string{"a;b\n1;2\n", "\"", "\xFF\xFE\x00", "a\r\rb", "\xC3", ";;;\n;", "\"a\"\"", " \n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sample []byte) {
		dialect, headers, err := sniffDialect(sample, Dialect{})
		if err == nil && (dialect.Delimiter == "" || dialect.Encoding == "" || len(headers) == 0) {
			t.Errorf("%q: got %+v and headers %q, want all set", sample, dialect, headers)
		}
		if _, err := sniffPreamble(sample, Dialect{}); err != nil {
			t.Errorf("%q: %v", sample, err)
		}
	})
}
