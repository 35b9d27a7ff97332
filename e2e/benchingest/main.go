// Command benchingest times the ingest of a large CSV of interactions beside a bare typed CREATE TABLE AS SELECT of the
// same file, alternating, and prints seconds, peak memory and the ratio. Timings of different machines, or of different
// minutes on one machine, do not compare; the ratio does.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func main() {
	rows := flag.Int64("rows", 10_000_000, "interactions in the file")
	rounds := flag.Int("rounds", 3, "how often each is timed; the median counts")
	memory := flag.String("memory", "1GB", "memory limit of both")
	binary := flag.String("recaudo", "bin/recaudo", "the binary to time")
	yardstick := flag.String("yardstick", "", "used by this program itself: time the bare load in this folder")
	flag.Parse()
	ctx := context.Background()
	var err error
	if *yardstick != "" {
		err = bareLoad(ctx, *yardstick, *memory)
	} else {
		err = bench(ctx, *binary, *rows, *rounds, *memory)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchingest:", err)
		os.Exit(1)
	}
}

// timing is one run of a command.
type timing struct {
	seconds float64
	peakMB  int64
}

func bench(ctx context.Context, binary string, rows int64, rounds int, memory string) (err error) {
	dir, err := os.MkdirTemp("", "recaudo-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := writeExport(ctx, dir, rows, memory); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var bare, ours []timing
	for range rounds {
		one, err := timed(ctx, dir, self, "--yardstick", dir, "--memory", memory)
		if err != nil {
			return err
		}
		bare = append(bare, one)
		if one, err = timed(ctx, dir, binary, "ingest", "--config", filepath.Join(dir, "recaudo.yaml")); err != nil {
			return err
		}
		ours = append(ours, one)
	}
	bareMedian, oursMedian := median(bare), median(ours)
	fmt.Printf("%-34s %10s %10s\n", fmt.Sprintf("%d rows, memory limit %s", rows, memory), "seconds", "peak MB")
	fmt.Printf("%-34s %10.1f %10d\n", "bare create table as read_csv", bareMedian.seconds, bareMedian.peakMB)
	fmt.Printf("%-34s %10.1f %10d\n", "recaudo ingest", oursMedian.seconds, oursMedian.peakMB)
	fmt.Printf("%-34s %10.2f\n", "ratio", oursMedian.seconds/bareMedian.seconds)
	return nil
}

// timed runs a command after taking away what an earlier one left in dir, and gives its time and peak memory.
func timed(ctx context.Context, dir, name string, args ...string) (timing, error) {
	for _, left := range []string{"data", "bare.duckdb", "bare.duckdb.tmp"} {
		if err := os.RemoveAll(filepath.Join(dir, left)); err != nil {
			return timing{}, err
		}
	}
	command := exec.CommandContext(ctx, name, args...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	started := time.Now()
	if err := command.Run(); err != nil {
		return timing{}, fmt.Errorf("run %s: %w", name, err)
	}
	seconds := time.Since(started).Seconds()
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return timing{}, errors.New("this system tells no peak memory")
	}
	return timing{seconds: seconds, peakMB: usage.Maxrss / 1024}, nil
}

func median(timings []timing) timing {
	slices.SortFunc(timings, func(a, b timing) int { return int((a.seconds - b.seconds) * 1000) })
	return timings[len(timings)/2]
}

const benchConfig = `timezone: America/Bogota
currency: COP
root: inbox
memory_limit: %s
sources:
  - name: interactions
    entity: interactions
    path: "interactions.csv"
    dialect: {delimiter: ",", encoding: utf-8}
`

func writeExport(ctx context.Context, dir string, rows int64, memory string) (err error) {
	if err := os.Mkdir(filepath.Join(dir, "inbox"), 0o755); err != nil {
		return err
	}
	config := fmt.Sprintf(benchConfig, memory)
	if err := os.WriteFile(filepath.Join(dir, "recaudo.yaml"), []byte(config), 0o644); err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, fmt.Sprintf(`
		copy (
			select
				'G' || range as interaction_id,
				'CR' || (hash(range) %% 400000) as account_id,
				'C' || (hash(range + 1) %% 800) as collector_id,
				['call', 'call', 'call', 'sms', 'whatsapp', 'email', 'visit'][1 + (hash(range + 2) %% 7)::integer] as channel,
				timestamp '2026-01-01 08:00:00' + to_seconds(range * 15552000 // %d) as occurred_at,
				if(hash(range + 3) %% 20 = 0, 'inbound', 'outbound') as direction,
				['no contesta', 'contacto titular', 'contacto tercero', 'buzon', 'promesa de pago', 'entregado']
					[1 + (hash(range + 4) %% 6)::integer] as outcome,
				hash(range + 5) %% 400 as duration_seconds
			from range(%d)
		) to %s (header)`, rows, rows, warehouse.QuoteLiteral(filepath.Join(dir, "inbox", "interactions.csv"))))
	return err
}

// bareLoad is the yardstick: the same bytes, the same types, the same durability, and nothing else.
func bareLoad(ctx context.Context, dir, memory string) (err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Path: filepath.Join(dir, "bare.duckdb"), MemoryLimit: memory})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			create table interactions as select * from read_csv(`+
			warehouse.QuoteLiteral(filepath.Join(dir, "inbox", "interactions.csv"))+`, header = true, columns = {
				'interaction_id': 'varchar', 'account_id': 'varchar', 'collector_id': 'varchar', 'channel': 'varchar',
				'occurred_at': 'timestamp', 'direction': 'varchar', 'outcome': 'varchar', 'duration_seconds': 'bigint'
			})`)
		return err
	}); err != nil {
		return err
	}
	return db.Checkpoint(ctx)
}
