"""What a document holds, in order, for a page that shows it without LibreOffice: blocks, rows of sheets, mails.

`outline_of(…)` in `run.py` is the parent's side; the frames that it gives are what pages are made of. All text is plain
(escape it), all pictures are redrawn WebP, all addresses are http, https or mailto. The shapes, by their first key:

Documents (docx, pptx, odt, odp, epub, html, rtf, doc, ppt):
    {"block": "page", "number": 3, "name": "Slide 3"}    a slide or chapter begins; not in documents without any
    {"block": "heading", "level": 1…6, "runs": RUNS}
    {"block": "text", "runs": RUNS}
    {"block": "quote", "runs": RUNS}                      a quotation; the notes of a slide
    {"block": "code", "runs": RUNS}                       as it is, with its line breaks
    {"block": "item", "depth": 0…8, "ordered": false, "runs": RUNS}    of a list; items of one list follow each other
    {"block": "table", "rows": [[CELL, …], …], "cut": false}
    {"block": "picture", "alt": "…", "width": 640, "height": 480, "bytes": N}    and N bytes of WebP
    {"block": "rule"}
  RUNS is a list of [text, marks, address]: marks of the letters b (bold), i (italic), u (underlined), s (struck out),
  c (code); the address of a link or "". A text may hold line breaks. CELL is {"runs": RUNS, "across": 1, "down": 1,
  "head": false}.

Sheets (xlsx, xls, ods) and tables of text (csv, tsv):
    {"sheet": 1, "name": "Prices", "hidden": false}   of text also "encoding": "cp932", "delimiter": ",", "header": true
    {"row": 1, "cells": ["Gripper", "12.50", …], "kinds": "tn…"}    rows without anything are left out: mind the numbers
    {"sheet_end": 1, "rows": 20000, "columns": 12, "cut": true}    how many there are; cut when not all were given
  Cells are as they are shown there where that is known. `kinds` has a letter a cell: t text, n number, d date or time,
  b yes or no, e an error, a blank for an empty one.

Mails (eml, msg):
    {"mail": {"subject": "…", "from": "…", "to": "…", "cc": "…", "date": "…"}}    then the blocks of its body, then
    {"attached": 1, "name": "terms.pdf", "size": 1234, "media_type": "application/pdf"}    for each; `attached_of(…)` in
  `run.py` gives the bytes of one.

Last, always:
    {"end": true, "cut": false, "reason": ""}    cut: there was more than is given; the reason is a stored word
"""
