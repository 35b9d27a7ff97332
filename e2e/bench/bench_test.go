package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseSizes(t *testing.T) {
	for text, want := range map[string][]size{
		"1M,10M,100M": {million, 10 * million, 100 * million},
		"300k, 1M":    {300 * thousand, million},
		"5":           {5},
	} {
		got, err := parseSizes(text)
		if err != nil || len(got) != len(want) {
			t.Fatalf("parseSizes(%q): got %v, %v, want %v", text, got, err, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("parseSizes(%q): got %v, want %v", text, got, want)
			}
		}
	}
	for _, text := range []string{"", "M", "1G", "-1M", "0", "1.5M", "10M,1M", "1M,1M", "1M,", "9223372036854775807M"} {
		if got, err := parseSizes(text); err == nil {
			t.Errorf("parseSizes(%q): got %v, want an error", text, got)
		}
	}
	for want, s := range map[string]size{"10M": 10 * million, "1500k": 1500 * thousand, "1234": 1234} {
		if s.String() != want {
			t.Errorf("got size %s, want %s", s, want)
		}
	}
}

func TestParseBytes(t *testing.T) {
	for text, want := range map[string]int64{"2GB": 2e9, "2GiB": 2 << 30, "512MB": 512e6, "1.5 GB": 15e8} {
		if got, err := parseBytes(text); err != nil || got != want {
			t.Errorf("parseBytes(%q): got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "2", "GB", "-1GB", "80%"} {
		if got, err := parseBytes(text); err == nil {
			t.Errorf("parseBytes(%q): got %d, want an error", text, got)
		}
	}
}

func TestFigures(t *testing.T) {
	three := []cost{{Seconds: 9, PeakBytes: 5}, {Seconds: 1, PeakBytes: 7}, {Seconds: 2}}
	for name, one := range map[string]struct{ got, want float64 }{
		"median of none":   {median(nil, wallSeconds), 0},
		"median of three":  {median(three, wallSeconds), 2},
		"median of two":    {median(three[:2], wallSeconds), 5},
		"least of none":    {least(nil, wallSeconds), 0},
		"least of three":   {least(three, wallSeconds), 1},
		"peak":             {float64(peak(three)), 7},
		"ratio":            {ratio(3, 2), 1.5},
		"ratio to nothing": {ratio(3, 0), 0},
	} {
		if one.got != one.want {
			t.Errorf("%s: got %v, want %v", name, one.got, one.want)
		}
	}
	if three[0].Seconds != 9 {
		t.Error("the median has sorted what it was given")
	}
	for _, one := range []struct {
		figure, bar float64
		want        verdict
	}{{1.6, 1.6, kept}, {1.61, 1.6, missed}, {9, 0, noBar}} {
		if got := judge(one.figure, one.bar); got != one.want {
			t.Errorf("judge(%v, %v): got %q, want %q", one.figure, one.bar, got, one.want)
		}
	}
}

// TestRatioRow wants a line to hold the medians of its rounds.
func TestRatioRow(t *testing.T) {
	var b bench
	b.addRatio(result{
		Workload: "ingest", Rows: 100, Bar: 1.6,
		Ours: []cost{{Seconds: 4}, {Seconds: 40}, {Seconds: 2}}, Yardstick: []cost{{Seconds: 2}, {Seconds: 1}, {Seconds: 3}},
	})
	row := b.results[0]
	if row.Figure != 2 || row.Verdict != missed || row.RowsPerSecond != 25 {
		t.Errorf("got figure %v, verdict %q, %v rows/s, want 2, MISSED and 25", row.Figure, row.Verdict, row.RowsPerSecond)
	}
	var table strings.Builder
	if err := (report{Results: b.results}).writeMarkdown(&table); err != nil {
		t.Fatal(err)
	}
	if want := "| 2.00 x | ≤ 1.60 x | MISSED |"; !strings.Contains(table.String(), want) {
		t.Errorf("got\n%s\nwant a line with %s", table.String(), want)
	}
}

// TestExportsRepeat wants the same bytes of the same figures, whatever the threads do.
func TestExportsRepeat(t *testing.T) {
	op := operation{HistoryRows: 400 * int64(thousand), DayRows: 30 * int64(thousand)}
	var folders []string
	for _, threads := range []int{1, 2} {
		folder := t.TempDir()
		folders = append(folders, folder)
		files := append(op.history(folder), op.night(folder, 3)...)
		err := exportTask(t.Context(), taskOptions{Exports: append(files, op.late(folder, 3)...), Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folders[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 10 {
		t.Errorf("got %d exports, want 10", len(entries))
	}
	for _, entry := range entries {
		one, err := os.ReadFile(filepath.Join(folders[0], entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(folders[1], entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if string(one) != string(other) {
			t.Errorf("%s differs between one thread and two", entry.Name())
		}
	}
}
