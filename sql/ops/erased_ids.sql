-- description: debtors that were erased, and their accounts, so that no file brings them back; one row per id
create table if not exists ops.erased_ids (
    id_hash varchar,
    erased_at timestamp
)
