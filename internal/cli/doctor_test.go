package cli

import "testing"

func TestMemoryBytes(t *testing.T) {
	for size, want := range map[string]int64{
		"400MB": 400_000_000, "1.5 GiB": 1_610_612_736, "2GB": 2_000_000_000, "100B": 100, "1KiB": 1024, "": 0,
	} {
		got, isSet := memoryBytes(size)
		if got != want || isSet != (size != "") {
			t.Errorf("memoryBytes(%q): got %d, %t, want %d", size, got, isSet, want)
		}
	}
}
