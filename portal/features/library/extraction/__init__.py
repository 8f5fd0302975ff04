"""Reading the words in files, in a process of their own that can do nothing else.

`run.py` and `sandbox.py` are the parent's side. `child.py` and `formats/` are all the child ever loads: no Flask, no
database, no settings; the bytes come on its input, pages of words leave on its output.
"""
