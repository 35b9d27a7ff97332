-- question: How would the ranks by amount of this month change with the attribution rule?
-- answer: One row per collector and currency: the rank and the amount by each rule; the board's rank is that of the rule in force. What came in on others' accounts is in the amounts and in no rank.

with

credits as (
    select
        payments.account_id,
        payments.portfolio,
        payments.currency,
        payments.amount,
        payments.original_payment_date,
        unnest([
            {'rule': 'owner', 'collector_id': payments.owner_collector_id},
            {'rule': 'last_touch', 'collector_id': payments.last_touch_collector_id},
            {'rule': 'best_touch', 'collector_id': payments.best_touch_collector_id}
        ], recursive := true)
    from marts.payment_credits as payments
    cross join ops.settings as settings
    where
        payments.status = 'settled'
        and payments.payment_date >= date_trunc('month', settings.as_of)
        and payments.payment_date <= settings.as_of
),

-- effectiveness counts only what came in on accounts assigned to the collector in the payment's month
recovered as (
    select
        credits.rule,
        credits.collector_id,
        credits.currency,
        credits.amount,
        exists (
            from intermediate.live_holdings as live
            where
                live.scope = 'collector'
                and live.holder = credits.collector_id
                and live.account_id = credits.account_id
                and live.portfolio = credits.portfolio
                and live.currency = credits.currency
                and live.start_date <= last_day(credits.original_payment_date)
                and live.end_date > date_trunc('month', credits.original_payment_date)
        ) as is_assigned
    from credits
),

ratios as (
    select
        board.collector_id,
        board.currency,
        board.is_ranked,
        rules.rule,
        coalesce(sum(recovered.amount), 0) as recovered_amount,
        coalesce(sum(recovered.amount) filter (where recovered.is_assigned), 0)::double
        / nullif(any_value(board.assigned_amount), 0) as effectiveness
    from marts.leaderboard as board
    cross join (values ('owner'), ('last_touch'), ('best_touch')) as rules (rule)
    left join recovered
        on
            board.collector_id = recovered.collector_id
            and board.currency = recovered.currency
            and rules.rule = recovered.rule
    group by all
),

ranks as (
    select
        ratios.*,
        case when ratios.is_ranked and ratios.effectiveness is not null then
            dense_rank() over (
                partition by ratios.rule, ratios.currency, ratios.is_ranked
                order by ratios.effectiveness desc nulls last
            )
        end as rank_by_amount
    from ratios
)

select
    board.collector_id,
    board.collector_name,
    board.team,
    board.currency,
    board.rank_by_amount as board_rank,
    any_value(ranks.rank_by_amount) filter (where ranks.rule = 'owner') as owner_rank,
    any_value(ranks.rank_by_amount) filter (where ranks.rule = 'last_touch') as last_touch_rank,
    any_value(ranks.rank_by_amount) filter (where ranks.rule = 'best_touch') as best_touch_rank,
    sum(ranks.recovered_amount) filter (where ranks.rule = 'owner') as owner_amount,
    sum(ranks.recovered_amount) filter (where ranks.rule = 'last_touch') as last_touch_amount,
    sum(ranks.recovered_amount) filter (where ranks.rule = 'best_touch') as best_touch_amount
from marts.leaderboard as board
inner join ranks
    on
        board.collector_id = ranks.collector_id
        and board.currency = ranks.currency
group by all
order by
    board.currency,
    board.rank_by_amount nulls last,
    board.collector_id
