#!/usr/bin/env bash
# The shipped unit files: systemd must know every line of them, and find little to exploit.
#
#   units.sh [RECAUDO]   the binary that stands for the installed one; default is true(1)
set -euo pipefail

deploy=$(cd "$(dirname "$0")/../deploy" && pwd)
binary=${1:-$(command -v true)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
limit=20 # of 100, in tenths as systemd shows them: 2.0 of 10

for unit in "$deploy"/*.service "$deploy"/*.timer; do
    # The program and its user need not be installed here.
    sed -e "s|/usr/local/bin/recaudo|$binary|" -e '/^User=/d' -e '/^Group=/d' "$unit" >"$work/$(basename "$unit")"
done
complaints=$(systemd-analyze verify --man=no "$work"/*.service "$work"/*.timer 2>&1 | grep -F "recaudo" || true)
if [ -n "$complaints" ]; then
    echo "systemd-analyze verify: $complaints" >&2
    exit 1
fi
for unit in "$deploy"/*.service; do
    systemd-analyze security --offline=true --no-pager --threshold="$limit" "$unit" >"$work/security" || {
        cat "$work/security" >&2
        echo "$unit: exposure over $limit" >&2
        exit 1
    }
    tail -n 1 "$work/security"
done
systemd-analyze calendar --iterations=2 "$(sed -n 's/^OnCalendar=//p' "$deploy"/recaudo-run.timer)" >/dev/null
