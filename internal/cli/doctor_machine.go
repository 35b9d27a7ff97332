package cli

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// disk compares the free space with what a run needs: as much as the warehouse for the copy that is published, and the
// same again for what a full refresh writes before the old blocks are free.
func (d *doctor) disk() {
	var needs int64
	if info, err := os.Stat(d.config.Warehouse); err == nil {
		needs = info.Size()
	}
	var seen []int64
	for _, path := range []string{d.config.Warehouse, d.config.Published, d.config.TempDirectory} {
		if path == "" {
			continue
		}
		folder := nearestFolder(filepath.Dir(path))
		free, err := freeBytes(folder)
		if errors.Is(err, errors.ErrUnsupported) {
			return
		}
		if err != nil {
			d.problem("disk", "%s: %v", folder, err)
			continue
		}
		if slices.Contains(seen, free) {
			continue // the same disk
		}
		seen = append(seen, free)
		words := megabytes(free) + " MB free at " + folder
		switch {
		case free < needs+64<<20:
			d.problem("disk", "%s, and the next run needs %s MB; make room, or lower `keep_snapshots:`", words,
				megabytes(needs+64<<20))
		case free < 3*needs:
			d.warn("disk", "%s; a full refresh may need %s MB", words, megabytes(3*needs))
		default:
			d.ok("disk", "%s", words)
		}
	}
}

func megabytes(bytes int64) string { return groupDigits(bytes / 1_000_000) }

// memory compares `memory_limit:` with what the machine, or the container, has.
func (d *doctor) memory() {
	total, from := machineMemory()
	limit, isSet := memoryBytes(d.config.MemoryLimit)
	switch {
	case total == 0:
		return // unknown on this system
	case !isSet:
		d.ok("memory", "%s MB %s, of which DuckDB takes up to 80 %%; beside other programs set `memory_limit:`", megabytes(total),
			from)
	case limit > total:
		d.problem("memory", "`memory_limit:` is %s, but there are %s MB %s; lower it", d.config.MemoryLimit, megabytes(total), from)
	case float64(limit) > 0.85*float64(total):
		d.warn("memory", "`memory_limit:` is %s of %s MB %s; the program needs some 300 MB on top, and an exporter beside it "+
			"its own", d.config.MemoryLimit, megabytes(total), from)
	default:
		d.ok("memory", "`memory_limit:` is %s of %s MB %s", d.config.MemoryLimit, megabytes(total), from)
	}
}

// machineMemory returns the memory that the process may use, 0 if this system does not tell, and whose it is.
func machineMemory() (bytes int64, from string) {
	file, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, ""
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemTotal:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				return 0, ""
			}
			bytes, from = kilobytes<<10, "on this machine"
			break
		}
	}
	content, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return bytes, from
	}
	if limit, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64); err == nil && limit < bytes {
		return limit, "in this container"
	}
	return bytes, from
}

// memoryUnits are those of a size, without the B.
var memoryUnits = map[string]float64{
	"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40,
}

// memoryBytes reads a size as DuckDB writes it, which the config has checked; false for "".
func memoryBytes(size string) (bytes int64, isSet bool) {
	match := memorySize.FindStringSubmatch(size)
	if match == nil {
		return 0, false
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(size, match[2]+"B")), 64)
	return int64(number * memoryUnits[match[2]]), err == nil
}
