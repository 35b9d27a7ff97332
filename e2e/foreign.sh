#!/usr/bin/env bash
# Runs the examples' configs on real files of their layouts, which nobody on this project wrote and which are no part
# of this repository, and compares what `recaudo query` tells about them. Also looks for every name and phone number
# of the nested file in the warehouse. Says so when the files are absent.
#
#   foreign.sh [RECAUDO]      RECAUDO is the program; default is to build it
#   FOREIGN_DATA=DIR          the files; default is ../shared/data/foreign beside the checkout
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$here")
data=${FOREIGN_DATA:-$repository/../shared/data/foreign}
recaudo=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

complain() { echo "foreign: $*" >&2; failures=$((failures + 1)); }

# run_on FILE EXAMPLE AS-OF runs an example's config on a real file.
run_on() {
    mkdir "$work/$2"
    cp "$repository/examples/$2/recaudo.yaml" "$data/$1" "$work/$2/"
    chmod u+w "$work/$2"/*
    "$recaudo" run --config "$work/$2/recaudo.yaml" --as-of "$3"
    config=$work/$2/recaudo.yaml
}

ask() { "$recaudo" query --config "$config" --format csv "$1" 2>/dev/null | tail -n +2; }

# fact NAME WANT SQL compares one row, as CSV.
fact() {
    local got
    got=$(ask "$3") || true
    if [ "$got" = "$2" ]; then
        echo "$1: $got"
    else
        complain "$1: got \"$got\", want \"$2\""
    fi
}

check_receivables() {
    run_on accounts-receivable.csv accounts-receivable 2014-01-31
    fact "invoices, customers, countries, amount" 2466,100,5,147703.1800 \
        "select count(*), count(distinct debtor_id), count(distinct region), sum(original_amount) from raw.accounts"
    fact "settled: payments, amount, of desks" 2466,147703.1800,5 \
        "select count(*), sum(amount), count(distinct credited_collector_id) from marts.payment_credits
         where status = 'settled' and credited_collector_id is not null"
    fact "settled late" 877 \
        "select count(*) from raw.accounts as accounts inner join raw.payments as payments using (account_id)
         where payments.paid_at::date > accounts.due_date"
    fact "settled in 2012-02" 78,4807.3400 \
        "select count(*), sum(amount) from marts.payment_credits
         where payment_date between '2012-02-01' and '2012-02-29'"
    fact "rejected rows" 0 "select count(*) from ops.rejected_rows"
}

check_interactions() {
    run_on interacciones_clientes.json interacciones-clientes 2025-09-30
    fact "interactions, agents, from, to" 502,11,2025-05-17,2025-09-02 \
        "select count(*), count(distinct collector_id), min(occurred_at)::date, max(occurred_at)::date
         from raw.interactions"
    fact "calls, e-mails, SMS" 430,46,26 \
        "select count(*) filter (where channel = 'call'), count(*) filter (where channel = 'email'),
             count(*) filter (where channel = 'sms') from raw.interactions"
    fact "promises" 96,239873.0000 "select count(*), sum(amount) from raw.promises"
    fact "payments, and who took them" 53,66641.0000,agente_default \
        "select count(*), sum(payments.amount), string_agg(distinct interactions.collector_id, ' ')
         from raw.payments as payments
         left join raw.interactions as interactions on payments.payment_id = interactions.interaction_id"
    fact "accounts" 50 "select count(distinct account_id) from raw.assignments"
    fact "credited + unattributed" 66641.0000 \
        "select sum(amount) from marts.payment_credits where status = 'settled'"
    fact "rejected rows" 0 "select count(*) from ops.rejected_rows"
    check_debtors "$data/interacciones_clientes.json"
}

# check_debtors FILE looks for its names and phone numbers in all rows of all relations and in the bytes of the
# warehouse and of the snapshot. Compressed text shows only in the rows, deleted text only in the bytes.
check_debtors() {
    local secrets=$work/secrets rows=$work/rows relation file
    sed -nE 's/.*"(nombre|telefono)": *"([^"]*)".*/\2/p' <(sed 's/,/,\n/g; s/}/}\n/g' "$1") >"$secrets"
    sed -E 's/[^0-9]//g' <(grep '^+' "$secrets") >"$secrets.digits"
    cat "$secrets.digits" >>"$secrets"
    [ "$(wc -l <"$secrets")" -ge 150 ] || complain "found only $(wc -l <"$secrets") names and phone numbers in $1"
    grep -qFf "$secrets" "$1" || complain "the names and phone numbers are not even found in $1"
    while IFS= read -r relation; do
        ask "from $relation"
    done < <(ask "select table_schema || '.' || table_name from information_schema.tables") >"$rows"
    grep -q cliente_000 "$rows" || complain "the rows of the warehouse could not be read"
    for file in "$rows" "${config%/*}"/data/*.duckdb "${config%/*}"/data/published/*; do
        if grep -aqFf "$secrets" "$file"; then
            complain "names or phone numbers of debtors are in ${file#"$work"/}"
        fi
    done
    echo "none of $(wc -l <"$secrets") names and phone numbers: searched $(wc -l <"$rows") rows and the files"
}

if [ ! -f "$data/accounts-receivable.csv" ] || [ ! -f "$data/interacciones_clientes.json" ]; then
    echo "SKIPPED: the real files are absent ($data), so the examples were not tried on them"
    exit 0
fi
if [ -z "$recaudo" ]; then
    recaudo=$work/recaudo
    (cd "$repository" && go build -o "$recaudo" .)
fi
check_receivables
check_interactions
if [ "$failures" -gt 0 ]; then
    echo "foreign: $failures facts are wrong" >&2
    exit 1
fi
