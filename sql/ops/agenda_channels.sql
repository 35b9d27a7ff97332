-- description: channels that the agenda suggests; one row per channel
create table if not exists ops.agenda_channels (
    preference integer,
    channel varchar
)
