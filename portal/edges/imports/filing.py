"""Filing prepared mails: threads, posts, those who wrote them, and what they attached, in one short transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from markupsafe import Markup
from sqlalchemy import select

from portal.edges.imports.headings import Author
from portal.edges.imports.names import company_of, person_name
from portal.edges.imports.plan import Plan
from portal.features.discussions.importing import Said, import_posts, import_thread, imported
from portal.features.discussions.models import Thread
from portal.features.identity.models import Address, Company
from portal.features.identity.people import add_company, add_former
from portal.features.identity.queries import company_named, domain_of, email_key
from portal.features.library.folders import make_folder
from portal.features.library.models import File, Folder
from portal.features.library.services import file_away
from portal.features.library.store import Content
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.participants import add_participant, company_at, signer
from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.text import clean_line

NO_TITLE = "(no subject)"
LONGEST_KEY = 300


class Counts(Protocol):
    """What filing adds up."""

    threads: int
    posts: int
    people: int
    companies: int
    attachments: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail taken apart and rendered, its attachments on the disk. `thread` is its number in the plan."""

    key: str
    thread: int
    title: str
    author: Author
    at: datetime
    body: str
    html: Markup
    contents: Sequence[Content]


class Filer:
    """Files mails into one audience of a workspace, and remembers by id what it has made or met."""

    def __init__(self, workspace: Workspace, member: Member, audience: Audience, folder: str, counts: Counts) -> None:
        self.workspace_id, self.workspace_key = workspace.id, workspace.public_id
        self._member_id, self._audience_id, self._audience_key = member.id, audience.id, audience.public_id
        self._folder_name, self._counts = clean_line(f"Mail: {folder}", limit=200), counts
        self._threads: dict[int, int] = {}
        self._signers: dict[str, tuple[int, str]] = {}

    def key(self, name: str) -> str:
        """What is stored for a message id: one mail is filed once an audience."""
        if len(name) > LONGEST_KEY:
            name = "sha256 " + hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        return f"{self._audience_key} {name}"

    def know(self, plan: Plan) -> None:
        """Find the threads of which an earlier import has a part."""
        nodes = list(plan.names())
        for begin in range(0, len(nodes), 400):
            roots = {self.key(name): plan.root(node) for name, node in nodes[begin : begin + 400]}
            for key, thread in imported(self.workspace_id, roots.keys()).items():
                root = roots[key]
                self._threads[root] = min(thread, self._threads.get(root, thread))
        db.session.rollback()

    def has_met(self, letter: Letter) -> bool:
        """Whether its writer is known already."""
        return email_key(letter.author.email) in self._signers

    def file(self, letters: Sequence[Letter]) -> None:
        """One transaction."""
        with write():
            by = db.session.get_one(Member, self._member_id)
            audience = db.session.get_one(Audience, self._audience_id)
            threads: dict[int, list[Said]] = defaultdict(list)
            for letter in letters:
                said = self._said(letter, by, audience)
                threads[self._thread(letter, said, by, audience)].append(said)
            for thread_id, posts in threads.items():
                import_posts(audience=audience, thread=db.session.get_one(Thread, thread_id), posts=posts)
        self._counts.posts += len(letters)

    def _said(self, letter: Letter, by: Member, audience: Audience) -> Said:
        member_id, member_key = self._signer(letter, by, audience)
        files = [self._attached(content, letter, member_id, audience) for content in letter.contents]
        return Said(letter.key, member_id, member_key, letter.body, letter.html, letter.at, files)

    def _thread(self, letter: Letter, said: Said, by: Member, audience: Audience) -> int:
        if letter.thread not in self._threads:
            title = clean_line(letter.title) or NO_TITLE
            made = import_thread(by=by, audience=audience, title=title, started_by_id=said.author_id, at=letter.at)
            self._threads[letter.thread] = made.id
            self._counts.threads += 1
        return self._threads[letter.thread]

    def _signer(self, letter: Letter, by: Member, audience: Audience) -> tuple[int, str]:
        email = letter.author.email
        key = email_key(email)
        if key not in self._signers:
            found = signer(self.workspace_id, email) or self._participant(letter, by, audience)
            self._signers[key] = found.id, found.public_id
        return self._signers[key]

    def _participant(self, letter: Letter, by: Member, audience: Audience) -> Member:
        name, email = person_name(letter.author.name, letter.author.email), letter.author.email
        known = db.session.scalars(select(Address).where(Address.email_key == email_key(email))).first()
        if known is None:
            self._counts.people += 1
        person = known.person if known else add_former(name=name, email=email)
        company = self._company(domain_of(email))
        return add_participant(by=by, audience=audience, person=person, company=company, at=letter.at)

    def _company(self, domain: str) -> Company:
        found = company_at(self.workspace_id, domain)
        if found is not None:
            return found
        name = company_of(domain)
        if company_named(name) is None:
            self._counts.companies += 1
        return add_company(name)

    def _attached(self, content: Content, letter: Letter, member_id: int, audience: Audience) -> File:
        """The file of an attachment; what came before under the same name is filed once."""
        same = hashlib.sha256(f"{content.name}\n{content.sha256}".encode("utf-8", "surrogateescape")).hexdigest()
        key = f"mail:{self._audience_key}:{same}"
        found = db.session.scalars(select(File).where(File.imported_key == key)).first()
        if found is not None and found.deleted_at is None:
            return found
        self._counts.attachments += 1
        member = db.session.get_one(Member, member_id)
        return file_away(
            member=member,
            audience=audience,
            folder=self._folder(audience),
            content=content,
            occurred_at=letter.at,
            imported_key=key if found is None else None,
        )

    def _folder(self, audience: Audience) -> Folder:
        query = select(Folder).where(
            Folder.workspace_id == self.workspace_id,
            Folder.parent_id.is_(None),
            Folder.audience_id == audience.id,
            Folder.name == self._folder_name,
            Folder.deleted_at.is_(None),
        )
        found = db.session.scalars(query).first()
        by = db.session.get_one(Member, self._member_id)
        return found or make_folder(member=by, audience=audience, parent=None, name=self._folder_name)
