"""How SQLite is opened: WAL, writers queue instead of failing, foreign keys on."""

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    # A cache for each thread of each worker: a large one was 64 MB of memory each and no quicker, as the system keeps the file.
    " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-8192;",
}
