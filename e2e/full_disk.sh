#!/usr/bin/env bash
# Real disks that are full: each folder of the job on a small disk of its own, and a night that finds no room while it
# loads, spills, checkpoints or publishes. It must say so, end with 1 and leave the published snapshot as it
# was; and once there is room, the next run must end where an undisturbed one ends. Takes half a minute.
#
#   full_disk.sh [RECAUDO]   the program; default is to build it
set -euo pipefail

repository=$(dirname "$(cd "$(dirname "$0")" && pwd)")
recaudo=${1:-}
work=$(mktemp -d)
disks=(data published archive temp)
mounted=()

stop() {
    local disk
    for disk in "${mounted[@]}"; do
        umount "$disk" || true
    done
    rm -rf --one-file-system "$work"
}
trap stop EXIT

fail() { echo "full disk: $*" >&2; exit 1; }

if [ "$(id -u)" -ne 0 ]; then
    echo "SKIPPED: only root can mount a small disk, so no run has met a full one"
    exit 0
fi
for disk in "${disks[@]}"; do
    mkdir "$work/$disk"
    if ! mount -t tmpfs -o size=256m,mode=0755 recaudo-test "$work/$disk" 2>"$work/mount.log"; then
        echo "SKIPPED: no small disk can be mounted here ($(cat "$work/mount.log")), so no run has met a full one"
        exit 0
    fi
    mounted+=("$work/$disk")
done
if [ -z "$recaudo" ]; then
    recaudo=$work/recaudo
    (cd "$repository" && go build -o "$recaudo" .)
fi

# write_payments NIGHT FROM TO writes payments of that many numbers.
write_payments() {
    awk -v from="$2" -v to="$3" 'BEGIN {
        print "payment_id,account_id,paid_at,amount,status,note"
        for (i = from; i < to; i++)
            printf "P%d,A%d,2026-03-%02d,%d.50,settled,%x%x%x%x\n", i, i % 200, 2 + i % 20, 1 + i % 700, i * 7919, i * 104729, i * 1299709, i
    }' >"$work/inbox/payments_$1.csv"
}

write_office() {
    mkdir "$work/inbox"
    cat >"$work/recaudo.yaml" <<'YAML'
timezone: America/Bogota
currency: COP
root: inbox
warehouse: data/warehouse.duckdb
published: published/warehouse.duckdb
archive: archive
temp_directory: temp
max_temp_size: 10GB
memory_limit: 200MB
threads: 1
keep_snapshots: 1
leaderboard: {min_assigned_accounts: 1}
sources:
  - {name: assignments, entity: assignments, path: "assignments*.csv"}
  - {name: payments, entity: payments, path: "payments*.csv"}
YAML
    awk 'BEGIN { print "account_id,collector_id,assigned_at,assigned_amount"
        for (i = 0; i < 200; i++) printf "A%d,C%d,2026-03-01,%d\n", i, i % 5, 1000 + i }' >"$work/inbox/assignments.csv"
    write_payments 1 0 1000
}

run() { (cd "$work" && "$recaudo" run --as-of 2026-03-25 >"$work/run.log" 2>&1); }

# state prints a sum over all rows of each mart and of what is loaded. Numbers of loads are left out: a load that failed
# takes one.
state() {
    local names sql="" name
    names=$(cd "$work" && "$recaudo" query --format csv "select table_schema || '.' || table_name
        from information_schema.tables where table_schema in ('marts', 'raw') order by all" 2>/dev/null | tail -n +2)
    for name in $names; do
        sql="$sql union all select '$name', count(*), sum(hash(r::varchar)::hugeint)
            from (select columns(c -> c not like '%load_id' and c <> 'load_order') from $name) as r"
    done
    (cd "$work" && "$recaudo" query --format csv "${sql# union all } order by 1" 2>/dev/null)
}

# copy_disks FROM TO copies what is on the disks.
copy_disks() {
    local disk
    for disk in "${disks[@]}"; do
        mkdir -p "$2/$disk"
        find "$2/$disk" -mindepth 1 -delete
        cp -a "$1/$disk/." "$2/$disk/"
    done
}

# fill DISK KILOBYTES leaves no more room than that.
fill() {
    local room
    room=$(df --output=avail -k "$work/$1" | tail -n 1)
    head -c $(((room - $2) * 1024)) /dev/zero >"$work/$1/fill"
}

# night NAME DISK KILOBYTES WORDS runs the second night with little room on a disk, and again with room.
night() {
    local name=$1 disk=$2 room=$3 words=$4 before code=0
    copy_disks "$work/first" "$work"
    before=$(sha256sum <"$work/published/warehouse.duckdb")
    fill "$disk" "$room"
    run || code=$?
    [ "$code" -eq 1 ] || { cat "$work/run.log" >&2; fail "$name: exit code $code, want 1"; }
    grep -qi "no space left on device" "$work/run.log" || { cat "$work/run.log" >&2; fail "$name: it does not say that the disk is full"; }
    grep -qE "$words" "$work/run.log" || { cat "$work/run.log" >&2; fail "$name: it does not say $words"; }
    # A run whose file failed publishes what there is, which is the state of the night before.
    [ "$(sha256sum <"$work/published/warehouse.duckdb")" = "$before" ] || state | diff "$work/want_first" - >"$work/differences" ||
        { cat "$work/differences" >&2; fail "$name: the published snapshot has changed"; }
    echo "$name, $room KB: $(grep -i "no space left on device" "$work/run.log" | tail -n 1 | sed "s|$work/||g" | cut -c 1-200)"
    rm "$work/$disk/fill"
    sed -i 's/^memory_limit: .*/memory_limit: 200MB/' "$work/recaudo.yaml"
    run || { cat "$work/run.log" >&2; fail "$name: the run after it failed"; }
    state | diff "$work/want" - >"$work/differences" || { cat "$work/differences" >&2; fail "$name: not the undisturbed state"; }
    [ -z "$(find "$work/data" "$work/published" "$work/temp" "$work/archive" \( -name '*.new' -o -name '*.wal' -o -name '*.tmp' \) -print)" ] ||
        fail "$name: left behind: $(find "$work/data" "$work/published" "$work/temp" -name '*.*' -print)"
}

write_office
run || { cat "$work/run.log" >&2; fail "the first night failed"; }
copy_disks "$work" "$work/first"
state >"$work/want_first"
write_payments 2 1000 120000
run || { cat "$work/run.log" >&2; fail "the undisturbed night failed"; }
state >"$work/want"
[ "$(wc -l <"$work/want")" -gt 20 ] || fail "the state has only $(wc -l <"$work/want") lines"

# How much room leads where was found by trying. A night that comes to its end, or fails elsewhere, needs another figure.
night "load" data 6000 'failed payments_2.csv .*commit'
night "checkpoint" data 14000 'checkpoint: .*warehouse.duckdb'
night "publish" published 12000 'publish: write .*warehouse.duckdb.new'
sed -i 's/^memory_limit: .*/memory_limit: 70MB/' "$work/recaudo.yaml"
night "spill" temp 300 'duckdb_temp_storage'
echo "passed in $SECONDS seconds"
