#!/usr/bin/env bash
# The rules for Prometheus as promtool sees them: the exported ones are valid, and every alert fires when it should and
# is quiet when it should be. And some queries of the boards, with what they return. The first argument is the program.
set -euo pipefail

program=$1
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" dashboards export "$work" --overdue-goal 0.05 --overdue-goal Retail=0.03 2>/dev/null
cmp "$work/prometheus/recaudo-rules.yml" "$repository/dashboards/testdata/recaudo-rules.yml"
promtool check rules "$work/prometheus/recaudo-rules.yml"
cp "$repository"/dashboards/testdata/*_test.yml "$work/prometheus/"
promtool check config "$repository/deploy/prometheus.yml"
(cd "$work/prometheus" && promtool test rules *_test.yml)
