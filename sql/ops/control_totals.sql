-- description: what exports state of themselves in a footer or a sidecar, beside what was found in them, met or not; one row per load and stated figure
create table if not exists ops.control_totals (
    load_id bigint,          -- [id] load in `ops.loads` that stated it
    source varchar,
    path varchar,            -- file the figure stands in, relative to the root: the export, or its sidecar
    line bigint,             -- [position] line of the footer; NULL: it stands in a sidecar
    figure varchar,          -- `rows`, or the canonical column that is summed up
    expected decimal(38, 4), -- [number] as stated
    found decimal(38, 4)     -- [number] as read: all records of the file, the sum of all cells that can be read
)
