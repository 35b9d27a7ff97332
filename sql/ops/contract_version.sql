-- description: version of the tables in raw and ops, by which a binary knows whether it can read them; one row
create table if not exists ops.contract_version (
    version integer
)
