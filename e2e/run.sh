#!/usr/bin/env bash
# The end-to-end target: demo exports -> warehouse -> exporter -> a real Prometheus -> every query of the dashboards,
# and the dashboards drawn. Takes a few minutes.
#
#   E2E_PICTURES=DIR     keep the pictures of the dashboards there; default is a temporary folder
#   E2E_ALL_PICTURES=1   draw each dashboard light and dark; default is English light, and the leaderboard in Spanish, dark
#   RENDER_DASHBOARD=DIR the drawing tool; default is ../shared/tools/render-dashboard beside the checkout
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$here")
work=$(mktemp -d)
started=() # ids of what this script started, and only that is stopped

stop() {
    local status=$?
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    if [ "$status" -ne 0 ]; then
        tail -n 20 "$work"/*.log >&2 2>/dev/null || true
        echo "e2e: FAILED" >&2
    fi
    rm -rf "$work"
}
trap stop EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { echo "e2e: $*" >&2; exit 1; }

# need COMMAND PACKAGE... installs Debian packages when the command is missing.
need() {
    local name=$1
    shift
    command -v "$name" >/dev/null && return
    if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
        fail "$name is missing: install the packages $* (on Debian: sudo apt-get install $*)"
    fi
    echo "installing $*, because $name is missing"
    apt-get update -qq
    # The daemon that comes with the package is not needed here, only its programs.
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        fail "could not install $*"
    command -v "$name" >/dev/null || fail "$name is still missing after installing $*"
}

# free_port prints a port of the loopback interface that nobody listens on.
free_port() {
    local port
    for _ in $(seq 50); do
        port=$((20000 + RANDOM % 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    fail "no free port found"
}

# wait_for SECONDS WHAT COMMAND... runs the command until it succeeds.
wait_for() {
    local seconds=$1 what=$2
    shift 2
    for _ in $(seq $((seconds * 5))); do
        if "$@" >/dev/null 2>&1; then
            return
        fi
        sleep 0.2
    done
    fail "$what: not within $seconds seconds"
}

# status_is WANT CURL-ARGUMENTS... compares the HTTP status of an answer.
status_is() {
    local want=$1 got
    shift
    got=$(curl -s -o /dev/null -w '%{http_code}' "$@") || true
    [ "$got" = "$want" ] || fail "curl $*: got status $got, want $want"
}

# serve LOG ARGUMENTS... starts the exporter on $exporter_port.
serve() {
    local log=$1
    shift
    "$work/recaudo" serve --config "$work/demo/recaudo.yaml" --listen "127.0.0.1:$exporter_port" "$@" >"$work/$log" 2>&1 &
    started+=($!)
}

build_and_load() {
    say "build, and run the demo"
    (cd "$repository" && go build -o "$work/recaudo" . && go build -o "$work/checkboards" ./e2e/checkboards &&
        go build -o "$work/checkpage" ./e2e/checkpage && go build -o "$work/checkhistory" ./e2e/checkhistory)
    "$work/recaudo" demo "$work/demo"
}

check_foreign() {
    say "the examples on real files of their layouts"
    "$here/foreign.sh" "$work/recaudo"
}

check_units() {
    say "the units for systemd"
    need systemd-analyze systemd
    "$here/units.sh" "$work/recaudo"
}

check_full_disk() {
    say "full disks"
    "$here/full_disk.sh" "$work/recaudo"
}

check_schema() {
    say "the dashboards by Grafana's own types"
    [ -z "${CI:-}" ] || need npm nodejs npm
    "$here/schema/check.sh"
}

check_rules() {
    say "alert rules, firing and quiet"
    "$here/rules.sh" "$work/recaudo"
}

# check_history gives a Prometheus of its own the past days, and compares the last 31 with the warehouse.
check_history() {
    say "history from day one"
    local history first
    history=http://127.0.0.1:$(free_port)
    first=$("$work/recaudo" query --config "$work/demo/recaudo.yaml" --format csv \
        "select max(as_of) - 30 from marts.collector_periods" | tail -n 1)
    "$work/recaudo" backfill --config "$work/demo/recaudo.yaml" --from "$first" --output "$work/history.om"
    promtool tsdb create-blocks-from openmetrics --max-block-duration=720h "$work/history.om" "$work/history" >"$work/blocks.log"
    echo "global: {}" >"$work/history.yml"
    prometheus --config.file="$work/history.yml" --storage.tsdb.path="$work/history" --storage.tsdb.retention.time=1y \
        --web.listen-address="${history#http://}" >"$work/history.log" 2>&1 &
    started+=($!)
    wait_for 30 "the prometheus with history is ready" curl -sf "$history/-/ready"
    "$work/recaudo" query --config "$work/demo/recaudo.yaml" --format csv "
        select as_of, collector_id, sum(recovered_amount)
        from marts.collector_periods
        where period = 'month' and currency = 'COP' and as_of >= '$first'
        group by 1, 2
        order by 1, 2" |
        "$work/checkhistory" -prometheus "$history" -zone America/Bogota -label collector_id -query '
            sum by (collector_id) (recaudo_collector_recovered_amount{period="month", currency="COP"})'
}

check_exporter() {
    say "exporter"
    exporter_port=$(free_port)
    local exporter=http://127.0.0.1:$exporter_port complaints
    serve exporter.log
    wait_for 30 "the exporter is ready" curl -sf "$exporter/-/ready"
    status_is 200 "$exporter/-/healthy"
    status_is 200 "$exporter/"
    curl -sf "$exporter/" >"$work/page.html"
    grep -qi '<table' "$work/page.html" || fail "the page at / holds no table"
    curl -sf "$exporter/metrics" >"$work/metrics.txt"
    complaints=$(promtool check metrics <"$work/metrics.txt" 2>&1) || true
    [ -z "$complaints" ] || fail "promtool check metrics complains: $complaints"
    if grep -q '^recaudo_metric_success{.*} 0' "$work/metrics.txt"; then
        fail "definitions failed: $(grep '^recaudo_metric_success{.*} 0' "$work/metrics.txt")"
    fi
    echo "$(grep -c '^recaudo_' "$work/metrics.txt") series of recaudo_*, promtool has no complaint"
}

# check_page opens the page in a browser.
check_page() {
    say "the page in Chromium"
    need chromium chromium fonts-inter
    local pictures=${E2E_PICTURES:-}
    [ -z "$pictures" ] || mkdir -p "$pictures"
    "$work/checkpage" -address "http://127.0.0.1:$exporter_port/" -pictures "$pictures"
}

# check_team serves one team and looks for the others.
check_team() {
    say "exporter of one team"
    local plain_port=$exporter_port others
    exporter_port=$(free_port)
    serve team.log --team Norte
    wait_for 30 "the exporter of one team is ready" curl -sf "http://127.0.0.1:$exporter_port/-/ready"
    curl -sf "http://127.0.0.1:$exporter_port/metrics" >"$work/team.txt"
    curl -sf "http://127.0.0.1:$exporter_port/" >>"$work/team.txt"
    grep -q 'team="Norte"' "$work/team.txt" || fail "the exporter of team Norte has no series of it"
    others=$(grep -o 'collector="[^"]*",.*team="[^"]*"' "$work/metrics.txt" | grep -v 'team="Norte"' |
        sed 's/^collector="\([^"]*\)".*team="\([^"]*\)"$/\1\n\2/' | sort -u)
    [ "$(wc -l <<<"$others")" -gt 5 ] || fail "too few names of other teams to look for: $others"
    if grep -F "$others" "$work/team.txt"; then
        fail "the exporter of team Norte serves others"
    fi
    echo "$(grep -c 'team="Norte"' "$work/team.txt") series, and none of $(wc -l <<<"$others") names of other teams"
    exporter_port=$plain_port
}

check_users() {
    say "exporter with users"
    local plain_port=$exporter_port
    exporter_port=$(free_port)
    serve users.log --web.config.file "$here/web.yml"
    local exporter=http://127.0.0.1:$exporter_port
    wait_for 30 "the exporter with users is ready" curl -sf -u grafana:wall-screen "$exporter/-/ready"
    status_is 401 "$exporter/metrics"
    status_is 401 "$exporter/"
    status_is 401 -u grafana:wrong "$exporter/metrics"
    status_is 200 -u grafana:wall-screen "$exporter/metrics"
    echo "401 without and with a wrong password, 200 with the right one"
    exporter_port=$plain_port
}

start_prometheus() {
    say "prometheus"
    prometheus=http://127.0.0.1:$(free_port)
    cat >"$work/prometheus.yml" <<YAML
global: {scrape_interval: 2s, evaluation_interval: 2s}
rule_files: [grafana/prometheus/recaudo-rules.yml]
scrape_configs:
  - job_name: recaudo
    static_configs: [{targets: ["127.0.0.1:$exporter_port"]}]
YAML
    "$work/recaudo" dashboards export "$work/grafana" 2>/dev/null
    # Groups have intervals of minutes, too long to wait for here.
    sed -i 's/^    interval: .*/    interval: 2s/' "$work/grafana/prometheus/recaudo-rules.yml"
    promtool check config "$work/prometheus.yml" >/dev/null
    prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
        --web.listen-address="${prometheus#http://}" >"$work/prometheus.log" 2>&1 &
    started+=($!)
    wait_for 60 "prometheus has scraped the exporter" has_data
    echo "$(prometheus --version 2>&1 | head -n 1)"
    wait_for 60 "every rule is evaluated without an error" rules_work
    echo "$(grep -o '"health":"ok"' "$work/rules.json" | wc -l) rules evaluated without an error"
}

# rules_work is true when there are rules, and every one has been evaluated without an error on the real series.
rules_work() {
    curl -sf "$prometheus/api/v1/rules" >"$work/rules.json" &&
        grep -q '"health":"ok"' "$work/rules.json" &&
        ! grep -q '"health":"\(err\|unknown\)"' "$work/rules.json"
}

has_data() {
    curl -sfG "$prometheus/api/v1/query" --data-urlencode 'query=recaudo_data_as_of_timestamp_seconds' >"$work/answer.json"
    grep -q '"value"' "$work/answer.json"
}

check_boards() {
    say "every query of the dashboards"
    "$work/checkboards" -prometheus "$prometheus" "$repository"/dashboards/generated/*.json
    "$work/checkboards" -prometheus "$prometheus" -set period=day "$repository"/dashboards/generated/*.json >"$work/day.txt" ||
        { cat "$work/day.txt"; fail "queries for a single day return nothing"; }
    echo "for a single day too"
}

# draw BOARD THEME draws one board; what the tool said of it is in a file.
draw() {
    local name
    name=$(basename "$1" .json)-$2
    node "$built/render.mjs" --dashboard "$1" --prometheus "$prometheus" --theme "$2" --timeout 120 \
        --from now-1m --scrape-interval 2s --out "$pictures/$name.png" 2>"$work/draw/$name.log" >"$work/draw/$name.txt" &&
        return
    cat "$work/draw/$name.txt" "$work/draw/$name.log"
    echo "e2e: $name has an empty or broken panel" >&2
    return 255 # no further one is drawn
}

# draw_boards needs the drawing tool, which is no part of this repository.
draw_boards() {
    say "draw the dashboards"
    local tool=${RENDER_DASHBOARD:-$repository/../shared/tools/render-dashboard}
    if [ ! -f "$tool/render.mjs" ]; then
        echo "SKIPPED: the drawing tool is absent ($tool), so nobody has looked whether a panel is empty"
        return
    fi
    need node nodejs npm
    need npm npm
    need chromium chromium fonts-inter
    local pictures=${E2E_PICTURES:-$work/pictures} built
    # The tool's libraries are half a gigabyte: keep them for the next time, outside of the repository.
    built=${XDG_CACHE_HOME:-$HOME/.cache}/recaudo-e2e/$(sha256sum "$tool/package-lock.json" | cut -c 1-16)
    mkdir -p "$built" "$pictures"
    cp -r "$tool/." "$built/"
    if [ ! -f "$built/.installed" ]; then
        (cd "$built" && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent)
        touch "$built/.installed"
    fi
    local board themes theme boards=()
    for board in "$repository"/dashboards/generated/*.json; do
        case $board in
            */recaudo-leaderboard-es.json) themes=dark ;;
            *-es.json) themes="" ;;
            *) themes=light ;;
        esac
        [ -z "${E2E_ALL_PICTURES:-}" ] || themes="light dark"
        for theme in $themes; do
            boards+=("$board" "$theme")
        done
    done
    mkdir "$work/draw"
    export built prometheus pictures work
    export -f draw
    # The first one builds the tool's page, which two at once must not. Two at a time take two thirds of the time.
    draw "${boards[@]:0:2}" || fail "nothing else was drawn"
    printf '%s\0' "${boards[@]:2}" | xargs -0 -n 2 -P 2 bash -c 'draw "$@"' draw || fail "the rest was not drawn"
    grep -H '' "$work"/draw/*-light.txt | sed "s|^$work/draw/||"
    echo "$((${#boards[@]} / 2)) pictures, no panel empty"
    [ -z "${E2E_PICTURES:-}" ] || echo "pictures are in $pictures"
}

need go golang-go
need curl curl
need promtool prometheus
need prometheus prometheus
build_and_load
check_foreign
check_units
check_full_disk
check_rules
check_schema
check_history
check_exporter
check_page
check_team
check_users
start_prometheus
check_boards
draw_boards
say "end to end: passed in $SECONDS seconds"
