"""Words: Markdown to safe HTML, excerpts, and Unicode that cannot deceive."""

from portal.kernel.text.excerpts import excerpt, plain
from portal.kernel.text.folds import render_mail
from portal.kernel.text.html_mail import mail_to_markdown, safe_mail_html
from portal.kernel.text.mail_text import text_to_markdown
from portal.kernel.text.markdown import MENTION, RENDERER, Named, mentioned, render
from portal.kernel.text.marking import mark_words
from portal.kernel.text.names import clean_line, clean_text, disposition, fold, safe_filename
from portal.kernel.text.tables import csv_table

__all__ = [
    "MENTION",
    "RENDERER",
    "Named",
    "clean_line",
    "clean_text",
    "csv_table",
    "disposition",
    "excerpt",
    "fold",
    "mail_to_markdown",
    "mark_words",
    "mentioned",
    "plain",
    "render",
    "render_mail",
    "safe_filename",
    "safe_mail_html",
    "text_to_markdown",
]
