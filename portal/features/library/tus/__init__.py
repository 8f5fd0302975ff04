"""Resumable uploads by the tus 1.0 protocol, under `/w/<workspace>/uploads`.

What is acknowledged is on the disk: the offset is the length of the staged file, and `Upload` says whose it is and
what it is for. The surprising rule: `done_at` is set in the transaction that files the bytes, so they are filed once,
however often the last request comes. Rights are asked when a request begins, while bytes come, and at the end.
"""
