"""How SQLite is opened: WAL, writers queue instead of failing, foreign keys on."""

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    # A cache for each thread of each worker: 64 MB were no quicker than 8, as the system keeps the file anyway.
    " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-8192;",
}
