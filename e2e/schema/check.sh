#!/usr/bin/env bash
# The generated boards by the types that Grafana publishes (npm package @grafana/schema), for the version that the
# boards were tried on and a newer one. For its provisioning files (data sources, folders, alerts) it publishes none.
# Without npm, or without a way to its packages, it says that nothing was checked; in CI it fails then.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

unchecked() {
    if [ -n "${CI:-}" ]; then
        echo "schema: $1" >&2
        exit 1
    fi
    echo "SKIPPED: $1, so nobody has compared the boards with Grafana's types"
    exit 0
}

command -v npm >/dev/null || unchecked "npm is missing (on Debian: sudo apt-get install npm)"
# Kept for the next time, outside of the repository.
built=${XDG_CACHE_HOME:-$HOME/.cache}/recaudo-e2e/schema-$(sha256sum "$here/package-lock.json" | cut -c 1-16)
if [ ! -f "$built/.installed" ]; then
    mkdir -p "$built"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$built/"
    (cd "$built" && npm ci --ignore-scripts --no-audit --no-fund --loglevel error --fetch-retries 1) ||
        unchecked "npm could not install the packages"
    touch "$built/.installed"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$built/node_modules" "$work/node_modules"
node "$here/check.mjs" "$work" "$repository"/dashboards/generated/*.json
