"""Asking members for files over HTTP: the form, who sees what, giving, deciding."""

import re
from base64 import b64encode
from datetime import timedelta

from sqlalchemy import select

from portal.features.requests.models import FileRequest, RequestState, WantedState
from portal.kernel.db import db, now
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.requests.ways import PDF, ask, decide, files, fill, place, the_request, wanted

LONG = "x" * 180 + "<img src=x>"


def test_a_request_is_made_filled_accepted_and_done(sign_in: SignIn, cast: Cast) -> None:
    maya, ngozi = sign_in("maya"), sign_in("ngozi")
    due = (now() + timedelta(days=9)).date().isoformat()
    assert ask(maya, cast, due=due, note="The one with our lawyer's changes").status_code == 303
    url = place(cast, f"/{the_request().public_id}")
    page = ngozi.get(url).text
    assert "Signed NDA, Network diagram" in page
    assert "The one with our lawyer" in page
    assert page.count('type="file"') == 2
    assert fill(ngozi, cast).status_code == 303
    assert (wanted().state, wanted(1).state) == (WantedState.FILLED, WantedState.OPEN)
    (file,) = files()
    assert (file.audience.kind, file.made_by_id) == ("team", cast.member("ngozi").id)
    page = maya.get(url).text
    assert f"/files/{file.public_id}" in page
    assert decide(maya, cast, "accept").status_code == 303
    assert decide(maya, cast, "drop", 1).status_code == 303
    done = the_request()
    assert (done.state, wanted(1).state) == (RequestState.DONE, WantedState.WITHDRAWN)
    assert "Everything is here" in ngozi.get(url).text
    assert fill(ngozi, cast).status_code == 422


def test_who_gives_sees_a_receipt_and_no_file(sign_in: SignIn, cast: Cast) -> None:
    maya, ngozi, priya = sign_in("maya"), sign_in("ngozi"), sign_in("priya")
    ask(maya, cast)
    fill(ngozi, cast, 0, ("ngozis.pdf", PDF), ("second.txt", b"words"))
    fill(priya, cast, 0, ("priyas.pdf", PDF + b"1"))
    url, own = place(cast, f"/{the_request().public_id}"), {"ngozi": ngozi.get, "priya": priya.get}
    seen = {who: re.findall(r"ngozis\.pdf|second\.txt|priyas\.pdf", get(url).text) for who, get in own.items()}
    assert seen == {"ngozi": ["ngozis.pdf", "second.txt"], "priya": ["priyas.pdf"]}
    for file in files():
        address = f"/w/{cast.workspace().public_id}/files/{file.public_id}"
        assert [get(address).status_code for get in own.values()] == [404, 404]
        assert file.public_id not in ngozi.get(url).text
    for name in ("ngozis.pdf", "second.txt", "priyas.pdf"):
        assert name in maya.get(url).text
        assert name not in sign_in("greg").get(url).text


def test_what_is_sent_back_says_why_and_is_open_again(sign_in: SignIn, cast: Cast) -> None:
    maya, ngozi = sign_in("maya"), sign_in("ngozi")
    ask(maya, cast)
    assert decide(maya, cast, "accept").status_code == 422  # nothing has come
    fill(ngozi, cast)
    refused = decide(maya, cast, "back", reason="  ")
    assert "Say what is missing" in refused.text
    kept = decide(maya, cast, "back", reason="x" * 1001)
    assert "x" * 1001 in kept.text
    assert decide(maya, cast, "back", reason="Page 3 is not signed <b>").status_code == 303
    page = ngozi.get(place(cast, f"/{the_request().public_id}")).text
    assert "Page 3 is not signed &lt;b&gt;" in page
    assert fill(ngozi, cast).status_code == 303
    assert (wanted().state, wanted().reason) == (WantedState.FILLED, "")


def test_each_answers_for_themselves(sign_in: SignIn, cast: Cast) -> None:
    maya, ngozi, priya = sign_in("maya"), sign_in("ngozi"), sign_in("priya")
    ask(maya, cast, items="Signed NDA", how="each")
    order = [wanted(number).member_id for number in (0, 1)]
    mine, hers = order.index(cast.member("ngozi").id), order.index(cast.member("priya").id)
    assert fill(ngozi, cast, hers).status_code == 403
    assert fill(ngozi, cast, mine).status_code == 303
    assert (wanted(mine).state, wanted(hers).state) == (WantedState.FILLED, WantedState.OPEN)
    url = place(cast, f"/{the_request().public_id}")
    assert 'type="file"' in priya.get(url).text
    assert fill(priya, cast, hers).status_code == 303
    assert (decide(maya, cast, "accept", mine).status_code, the_request().state) == (303, RequestState.OPEN)
    assert (decide(maya, cast, "accept", hers).status_code, the_request().state) == (303, RequestState.DONE)


WRONG: list[tuple[dict[str, object], str]] = [
    ({"items": " \n "}, "What you need"),
    ({"items": "\n".join(f"thing {n}" for n in range(21))}, "At most 20 things at once"),
    ({"items": LONG + "y" * 20}, "is too long for a name"),
    ({"members": [], "people": ""}, "Say whom you ask"),
    ({"due": "2020-01-01"}, "Choose today or a later day"),
    ({"due": "soon"}, "Not a valid date"),
    ({"audience": ""}, "Choose who sees that you ask"),
    ({"audience": "team"}, "does not see what is for these readers"),
    ({"people": "priya@acme.example"}, "is a member here"),
    ({"people": "jo@lawfirm"}, "This is not a complete address"),
    ({"people": "\n".join(f"p{n}@lawfirm.example" for n in range(11))}, "At most 10 addresses at once"),
]


def test_a_form_that_cannot_be_done_loses_nothing(sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    for typed, words in WRONG:
        answer = ask(maya, cast, **({"note": "Dear all, <please>"} | typed))
        assert answer.status_code == 422, words
        assert words in answer.text
        assert "Dear all, &lt;please&gt;" in answer.text
        assert str(typed.get("people", "")).split("\n")[-1] in answer.text
    assert db.session.scalar(select(FileRequest.id)) is None


def test_a_viewer_cannot_be_asked_and_nobody_elsewhere(sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    answer = ask(maya, cast, members=[cast.member("greg").public_id])
    assert "only reads here, and cannot send files" in answer.text
    assert ask(maya, cast, members=[cast.member("birgitte", "halden").public_id]).status_code == 404
    assert ask(maya, cast, into=cast.audience("team", "halden").public_id).status_code == 404
    assert ask(sign_in("daniel"), cast, audience=cast.audience("circle").public_id).status_code == 404
    assert ask(sign_in("priya"), cast).status_code == 403


def test_a_form_without_a_file_says_so_and_a_withdrawn_request_takes_nothing(sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    ask(maya, cast)
    assert "Choose a file to upload" in fill(sign_in("ngozi"), cast, 0, ("", b"")).text
    assert (files(), wanted().state) == ([], WantedState.OPEN)
    url = place(cast, f"/{the_request().public_id}")
    assert maya.post(f"{url}/withdraw").status_code == 303
    assert (the_request().state, wanted().state) == (RequestState.WITHDRAWN, WantedState.WITHDRAWN)
    assert fill(sign_in("ngozi"), cast).status_code == 422
    assert maya.post(f"{url}/withdraw").status_code == 422
    assert maya.post(f"{url}/remind").status_code == 422


def test_requests_stand_where_work_is_done(sign_in: SignIn, cast: Cast) -> None:
    maya, ngozi, workspace = sign_in("maya"), sign_in("ngozi"), cast.workspace().public_id
    title = "Signed NDA, Network diagram"
    ask(maya, cast)
    for url in (f"/w/{workspace}", f"/w/{workspace}/files", place(cast)):
        assert title in ngozi.get(url).text, url
    assert "asked of you" in ngozi.get(f"/w/{workspace}").text
    assert title not in sign_in("maya").get("/").text  # nothing has come yet
    fill(ngozi, cast)
    assert title in maya.get("/").text
    assert title in maya.get(f"/w/{workspace}/timeline").text


def test_late_is_called_late_and_an_archived_workspace_takes_nothing(sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    ask(maya, cast, due=now().date().isoformat())
    found = the_request()
    found.due_on = (now() - timedelta(days=3)).date().isoformat()
    db.session.commit()
    assert "3 days late" in sign_in("ngozi").get(place(cast)).text
    maya.post(f"/w/{cast.workspace().public_id}/archive")
    assert fill(sign_in("ngozi"), cast).status_code == 403
    assert 'type="file"' not in sign_in("ngozi").get(place(cast, f"/{the_request().public_id}")).text


def test_what_the_team_is_told_customers_are_not(sign_in: SignIn, cast: Cast) -> None:
    """The readers of the request hear that something came; names of files stand in Our team and with the giver."""
    ask(sign_in("maya"), cast)
    fill(sign_in("ngozi"), cast, 0, ("secret name.pdf", PDF))
    told = db.session.execute(
        select(Entry.kind, Entry.audience_id).where(
            Entry.kind.in_(("request.filled", "file.uploaded", "request.received"))
        )
    ).all()
    own = cast.person("ngozi").self_audience_id
    assert {(kind, audience) for kind, audience in told} == {
        ("request.filled", cast.audience("everyone").id),
        ("file.uploaded", cast.audience("team").id),
        ("request.received", own),
    }
    for who in ("priya", "greg", "emily"):
        for url in (
            place(cast),
            place(cast, f"/{the_request().public_id}"),
            f"/w/{cast.workspace().public_id}/timeline",
        ):
            assert "secret name" not in sign_in(who).get(url).text


def test_large_files_of_members_come_in_pieces(sign_in: SignIn, cast: Cast) -> None:
    """By the protocol of the library's uploads, into an audience the giver does not read."""
    maya, ngozi = sign_in("maya"), sign_in("ngozi")
    ask(maya, cast, how="each")
    mine, hers = sorted((0, 2), key=lambda number: wanted(number).member_id != cast.member("ngozi").id)
    where, tus = f"/w/{cast.workspace().public_id}/uploads", {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}

    def named(number: int) -> dict[str, str]:
        told = {"filename": "nda.txt", "wanted": wanted(number).public_id}
        pairs = (f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
        return tus | {"Upload-Metadata": ",".join(pairs)}

    assert ngozi.post(where, headers=named(hers)).status_code == 403
    begun = ngozi.post(where, headers=named(mine))
    assert begun.status_code == 201
    kind = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    assert ngozi.patch(begun.location, data=b"Words", headers=kind | {"Upload-Offset": "0"}).status_code == 204
    assert wanted(mine).state == WantedState.OPEN
    assert ngozi.patch(begun.location, data=b"Words", headers=kind | {"Upload-Offset": "5"}).status_code == 204
    assert (wanted(mine).state, [file.audience.kind for file in files()]) == (WantedState.FILLED, ["team"])
    told = ngozi.get(begun.location).get_json()
    assert (told["state"], told.get("files")) == ("done", None)
    maya.post(place(cast, f"/{the_request().public_id}/withdraw"))
    assert ngozi.post(where, headers=named(mine)).status_code == 422
