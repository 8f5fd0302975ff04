"""Everything of the index that stands in PostgreSQL: two shelves of tables, of which one is in use.

Words are taken apart by `words.py`, as for the other index: PostgreSQL's own dictionaries are never asked. The
surprising rule: `search_words_N(number)` is called immutable and reads a table. That holds, for a number is never
given twice and what is said under it never changes. So the index over words lies on rows of a hundred bytes, and
counting reads no word.
"""
