"""The words of two versions side by side: which were added, which went, on which page and line.

Comparing takes time that grows with what is compared, so a child does it, with an end to its time and memory.
"""
