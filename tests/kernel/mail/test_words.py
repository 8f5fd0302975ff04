"""Words that are written when a mail leaves: the row holds what they are about, and nothing once they have left."""

import pytest
from flask import Flask, render_template

from portal.kernel.db import write
from portal.kernel.mail import MailState, words_of, written_later
from tests.kernel.mail.conftest import mail, queue, use, work
from tests.smtp import Postman

FACTS = {"subject": "Somebody asks", "words": "<b>Who</b> & why?", "link": "http://portal.test/w/x", "house": None}


def test_words_are_written_when_the_mail_leaves(app: Flask, postman: Postman) -> None:
    use(app, postman)
    sent = queue(text="", detail=written_later("notice", **FACTS))
    assert mail(sent).text == ""
    work()
    (message,) = postman.messages
    text, html = (part.get_content() for part in message.iter_parts())
    assert text.startswith("<b>Who</b> & why?")
    assert "&lt;b&gt;Who&lt;/b&gt; &amp; why?" in html
    assert (mail(sent).state, mail(sent).detail) == (MailState.SENT, {})


def test_words_that_stand_in_the_row_are_taken_as_they_are(app: Flask) -> None:
    words = words_of(mail(queue(text="Hello.", html="<p>Hello.</p>")))
    assert (words.text, words.html) == ("Hello.", "<p>Hello.</p>")


def test_nobody_renders_inside_a_transaction(app: Flask) -> None:
    with pytest.raises(AssertionError, match="inside write"), write():
        render_template("mail/notice.txt", **FACTS)
