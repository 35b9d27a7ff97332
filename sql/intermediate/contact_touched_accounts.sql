-- description: accounts whose candidates of contact limits the loads since the last transform may have changed; none before a full refresh; one row per account
-- grain: account_id
-- materialized: table

-- Touched ones, and where a rule counts all accounts of a debtor together, those of the same debtor.
with

-- a rule of hours and holidays looks at each action alone, whatever its scope
counting as (
    select rules.jurisdiction
    from ops.contact_rules as rules
    where
        rules.scope = 'debtor'
        and (rules.counts is not null or rules.quiet_days is not null)
),

limited as (
    select
        debtors.account_id,
        debtors.debtor_id
    from intermediate.debtors as debtors
    semi join counting
        on debtors.jurisdiction = counting.jurisdiction
),

-- without an account under such a rule nothing more is read
state as (
    select transform_state.last_load_id
    from ops.transform_state as transform_state
    where exists (select 1 from limited)
),

touched as (
    select touched_accounts.account_id
    from staging.touched_accounts as touched_accounts
    cross join state
),

-- Whose a touched account is, and whose it may have been at the last transform. A run that was
-- killed may have brought intermediate.debtors up to date, so what they were follows from the rows
-- in force then.
debtors as (
    select debtors.debtor_id
    from intermediate.debtors as debtors
    semi join touched
        on debtors.account_id = touched.account_id
    union
    select assignments.debtor_id
    from staging.assignments as assignments
    semi join touched
        on assignments.account_id = touched.account_id
    where assignments.debtor_id is not null
    union
    select superseded."row" ->> 'debtor_id' as debtor_id
    from ops.superseded_rows as superseded
    inner join state
        on superseded.replaced_by_load_id > state.last_load_id
    where superseded.entity in ('accounts', 'assignments')
    union
    -- nobody's yet
    select touched.account_id as debtor_id
    from touched
)

select touched_accounts.account_id
from staging.touched_accounts as touched_accounts
union
select limited.account_id
from limited
semi join debtors
    on limited.debtor_id = debtors.debtor_id
