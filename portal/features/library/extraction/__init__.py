"""Reading the words in files, in the box of the kernel.

`run.py` is the parent's side. `child.py` and `formats/` are all the child ever loads: no Flask, no database, no
settings; the bytes come on its input, pages of words leave in its frames.
"""
