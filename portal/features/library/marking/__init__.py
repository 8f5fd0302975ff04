"""Marking pages with who looks at them: name, address and time, over the whole page, drawn by a child in the box.

`child.py` is all the child loads. It is given our own drawings of pages, never the document. A mark deters and helps to
find who passed a page on; it cannot keep anybody from taking a photograph, and no screen says it could.
"""
