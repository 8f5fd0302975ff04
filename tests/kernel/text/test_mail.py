import pytest

from portal.kernel.text import mail_to_markdown, plain, render, render_mail, text_to_markdown


@pytest.mark.parametrize(
    "text",
    [
        "a *b* _c_ d_e_f [x](y) <tag> &amp; `tick' | pipe ~~no~~",
        "# no heading",
        "+ plus",
        "C:\\new\\_dir \\",
        "1986. A great year",
        "=====",
        "<joe> hi",
    ],
)
def test_prose_stands_as_it_was_written(text: str) -> None:
    shown = plain(render(text_to_markdown(text)))
    assert shown == text


def test_full_lines_are_joined_and_short_ones_stay() -> None:
    text = (
        "We looked at the belts again and found that the second one runs\nhot after an hour of work.\n\nRegards,\nAda"
    )
    first, second = text_to_markdown(text).split("\n\n")
    assert "\n" not in first
    assert second == "Regards,\nAda"


def test_a_patch_is_code_whatever_is_in_it() -> None:
    patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-*old*\n+```\n context\n\n context"
    html = render_mail(text_to_markdown(f"Please see:\n\n{patch}\n-- \n2.17.1"))
    assert '<code class="language-diff">' in html
    for line in ("-*old*", "+```", "@@ -1,2 +1,2 @@"):
        assert line in html
    assert "<li>" not in html


def test_columns_and_commands_are_code() -> None:
    html = render_mail(text_to_markdown("NAME     SIZE    USE\nbelt     12      3\nrope     1       9"))
    assert html.startswith("<pre><code>NAME     SIZE    USE\n")


def test_lists_are_lists() -> None:
    html = render(text_to_markdown("We need:\n- belts that are\n  long enough\n- ropes\n\n1) first\n2) second"))
    assert html.count("<li>") == 4
    assert "<ol>" in html


def test_quotes_are_folded_under_who_wrote_them() -> None:
    quoted = "\n".join(f"> line {n} of what she said" for n in range(9))
    html = render_mail(text_to_markdown(f"Yes.\n\nOn Monday, Ada Moss <ada@mill.example> wrote:\n{quoted}"))
    assert html.startswith("<p>Yes.</p>")
    assert '<details class="fold fold--quote"><summary>On Monday, Ada Moss wrote:</summary><blockquote>' in html
    assert html.count("On Monday") == 1


def test_a_short_quote_before_its_answer_is_open() -> None:
    html = render_mail(text_to_markdown("> Is it long?\n\nYes.\n\n> And wide?"))
    opened, _, rest = html.partition("Yes.")
    assert "<details" in opened
    assert " open>" in opened
    assert " open>" not in rest  # nothing follows


def test_the_mail_below_a_head_is_quoted() -> None:
    head = "-----Original Message-----\nFrom: Ada Moss <a@mill.example>\nSent: Monday\nTo: Ben\nSubject: x"
    text = f"Fine.\n\n{head}\n\nOld words."
    html = render_mail(text_to_markdown(text))
    assert "<summary>From: Ada Moss</summary>" in html
    assert html.index("<details") < html.index("Old words.") < html.index("</details>")


def test_a_signature_is_folded() -> None:
    html = render_mail(text_to_markdown("Words.\n\n-- \nAda Moss\nThe Mill"))
    assert '<details class="fold fold--signature' in html
    assert html.index("Words.") < html.index("<details") < html.index("The Mill")


def test_quotes_in_code_are_no_quotes() -> None:
    html = render_mail("```\n> not a quote\n```")
    assert "<details" not in html
    assert "&gt; not a quote" in html


def test_html_mail_keeps_what_it_said() -> None:
    source = (
        "<head><title>no</title></head><p>Hello <b>Ben</b>,<br>see <a href='https://a.example/x_y'>the plan</a>.</p>"
        "<ul><li>one<li>two<ol><li>deep</ol></ul><pre>  kept   as is</pre>"
        "<table><tr><td>a<td>b<tr><td>c<td>d</table><blockquote>old<blockquote>older</blockquote></blockquote>"
    )
    assert mail_to_markdown(source) == (
        "Hello **Ben**,\nsee [the plan](<https://a.example/x_y>).\n\n- one\n- two\n  \n  1. deep\n\n"
        "```\n  kept   as is\n```\n\na  b\nc  d\n\n> old\n>\n> > older"
    )


def test_html_words_are_not_read_as_markdown() -> None:
    html = render(
        mail_to_markdown("<p># one</p><p>* two</p><p>&lt;script&gt; 3. x</p><p>1. y</p><p>[a](https://b.example)</p>")
    )
    assert plain(html) == "# one * two <script> 3. x 1. y [a](https://b.example)"
    assert "<h1>" not in html
    assert "<li>" not in html
