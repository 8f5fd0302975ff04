"""Pictures of pages: drawn by a child in the box, kept in a cache that may be deleted at any time.

`child.py` and `drawing/` are all the child ever loads. Rights are asked of the database at every request, never of the
cache. Surprising: one document is drawn by one child at a time, so that twenty who ask for the same page wait for one
drawing; and whoever asks for a page gets it as soon as it is there, while the same child draws its neighbours.
"""
