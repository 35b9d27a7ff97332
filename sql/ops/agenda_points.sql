-- description: what each reason to work an account counts in the agenda; one row per reason
create table if not exists ops.agenda_points (
    reason varchar, -- promise_due, promise_broken, never_contacted, idle, high_value or channel_worn
    points integer  -- [points] what it counts; 0 switches it off
)
