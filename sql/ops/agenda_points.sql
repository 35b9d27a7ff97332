-- description: what each reason to work an account counts in the agenda; one row per reason
create table if not exists ops.agenda_points (
    reason varchar, -- promise_due, promise_broken, never_contacted, idle, high_value, channel_worn
    points integer  -- 0: switched off
)
