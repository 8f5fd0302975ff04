"""Everything that speaks to Whoosh: the schema, the folder, reading, writing. Knows no table but the ledger's numbers.

Never `refresh()`, which keeps deleted documents; no memory maps; one searcher is used by one thread at a time.
"""
