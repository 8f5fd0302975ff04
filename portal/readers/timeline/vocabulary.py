"""A sentence for every kind of entry a workspace can show. A kind is here, quiet, or told elsewhere: a test asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class By:
    """A kind with a sentence for each value of something in its payload, `else_` for any other; no words, no line."""

    key: str
    sentences: dict[object, str]
    else_: str = ""


# Deeds too small for a line of their own, and those that only speak of other entries.
QUIET = (
    "post.reacted",
    "text.erased",
    "file.read",
    "file.checked",
    "file.purged",
    "member.imported",
    "request.reminded",
    "request.received",
)
# What is told to one person or to the administrators, never in a workspace.
ELSEWHERE = ("person", "company", "demo", "blobs", "synonyms")
# What can be asked for, by the nouns of the kinds.
GROUPS = {
    "threads": ("thread", "post"),
    "marks": ("mark",),
    "files": ("file", "folder", "request"),
    "people": ("member", "invitation", "join", "domain", "circle", "audience"),
    "workspace": ("workspace",),
}
ICONS = {
    "thread": "thread",
    "post": "thread",
    "file": "file",
    "folder": "folder",
    "request": "send",
    "mark": "flag",
    "member": "people",
    "invitation": "mail",
    "join": "people",
    "domain": "mail",
    "circle": "circle",
    "audience": "circle",
    "workspace": "grid",
}

SENTENCES: dict[str, str | By] = {
    "workspace.opened": "%(who)s opened the workspace",
    "workspace.changed": "%(who)s changed %(fields)s of the workspace",
    "workspace.archived": "%(who)s archived the workspace",
    "workspace.reopened": "%(who)s reopened the workspace",
    "member.joined": "%(name)s joined from %(company)s",
    "member.removed": By("own", {True: "%(name)s left the workspace"}, "%(who)s removed %(name)s from the workspace"),
    "member.role_changed": "%(who)s changed the role of %(name)s to %(role)s",
    "invitation.made": "%(who)s invited %(email)s as %(role)s",
    "invitation.wished": "%(email)s asked for a new invitation",
    "invitation.ended": By(
        "how",
        {
            "joined": "An invitation was accepted",
            "revoked": "%(who)s took an invitation back",
            "refused": "The mail of an invitation was refused",
        },
        "An invitation ended",
    ),
    "join.asked": "%(name)s (%(email)s) asks to join",
    "join.decided": By(
        "how",
        {"admitted": "%(who)s let somebody in who had asked", "declined": "%(who)s declined a request to join"},
        "%(who)s decided about a request to join",
    ),
    "domain.added": "%(who)s let people of %(domain)s ask to join",
    "domain.removed": "%(who)s took %(domain)s from those whose people may ask to join",
    "circle.added": By(
        "closed",
        {True: "%(who)s made the closed circle “%(name)s”", False: "%(who)s made the circle “%(name)s”"},
    ),
    "audience.reader_added": "%(who)s let %(name)s read along, the whole past included",
    "audience.reader_removed": By("own", {True: "%(name)s stopped reading along"}, "%(who)s took %(name)s out"),
    "thread.started": By(
        "kind",
        {
            "question": "%(who)s asked “%(title)s”",
            "announcement": "%(who)s announced “%(title)s”",
            "comments": "%(who)s commented on %(title)s",
        },
        "%(who)s started “%(title)s”",
    ),
    "thread.retitled": "%(who)s renamed a thread to “%(title)s”",
    "thread.imported": "%(who)s imported the thread “%(title)s”",
    "thread.pinned": By("pinned", {True: "%(who)s pinned “%(title)s”", False: "%(who)s unpinned “%(title)s”"}),
    "thread.closed": By("closed", {True: "%(who)s closed “%(title)s”", False: "%(who)s reopened “%(title)s”"}),
    "thread.answer_accepted": By(
        "post",
        {None: "%(who)s took back the accepted answer in “%(title)s”"},
        "%(who)s accepted an answer in “%(title)s”",
    ),
    "post.created": By("number", {1: ""}, "%(who)s posted in “%(title)s”"),  # of the first the thread tells
    "post.imported": "%(who)s wrote in “%(title)s”",
    "post.edited": "%(who)s edited a post in “%(title)s”",
    "post.deleted": By(
        "own",
        {True: "%(who)s deleted their post in “%(title)s”"},
        "%(who)s deleted a post of somebody else in “%(title)s”",
    ),
    "folder.created": "%(who)s made the folder “%(name)s”",
    "folder.renamed": "%(who)s renamed the folder “%(before)s” to “%(name)s”",
    "folder.view_only": By(
        "on",
        {False: "%(who)s let guests download from the folder “%(title)s” again"},
        "%(who)s made the folder “%(title)s” view-only for guests",
    ),
    "folder.deleted": "%(who)s deleted the folder “%(title)s”",
    "file.uploaded": By("imported", {True: "%(who)s imported %(title)s"}, "%(who)s added %(title)s"),
    "file.version_added": "%(who)s added version %(version)s of %(title)s",
    "file.version_restored": "%(who)s made version %(restored)s of %(title)s the latest again",
    "file.withdrawn": "%(who)s withdrew %(title)s: %(reason)s",
    "file.given_again": "%(who)s gave %(title)s out again",
    "file.copied": "%(who)s copied %(title)s to here",
    "file.copied_on": "%(who)s made a copy of %(title)s for everyone",
    "file.renamed": "%(who)s renamed %(before)s to %(name)s",
    "file.moved": "%(who)s moved %(title)s",
    "file.deleted": "%(who)s deleted %(title)s",
    "file.restored": "%(who)s restored %(title)s from the trash",
    "request.made": "%(who)s asked for files: “%(title)s”",
    "request.filled": "%(who)s sent files for “%(title)s”",
    "request.accepted": "%(who)s accepted what came for “%(title)s”",
    "request.sent_back": "%(who)s sent back what came for “%(title)s”",
    "request.dropped": "%(who)s needs a part of “%(title)s” no more",
    "request.withdrawn": "%(who)s withdrew the request “%(title)s”",
    "request.linked": "%(who)s asked %(email)s for “%(title)s” by a link",
    "request.link_ended": "%(who)s ended the link of %(email)s for “%(title)s”",
    "request.link_wished": "%(email)s asked for a new link for “%(title)s”",
    "mark.set": By(
        "kind",
        {
            "decision": "%(who)s recorded a decision in “%(title)s”",
            "commitment": "%(who)s marked a commitment in “%(title)s”",
            "objection": "%(who)s noted an objection in “%(title)s”",
            "risk": "%(who)s noted a risk in “%(title)s”",
        },
        "%(who)s marked a post in “%(title)s”",
    ),
    "mark.changed": "%(who)s changed who keeps a commitment in “%(title)s”, or by when",
    "mark.ended": By(
        "state",
        {
            "kept": "%(who)s said that a commitment in “%(title)s” was kept",
            "broken": "%(who)s said that a commitment in “%(title)s” was not kept",
            "answered": "%(who)s said that an objection in “%(title)s” is answered",
            "passed": "%(who)s said that a risk in “%(title)s” has passed",
        },
        "%(who)s withdrew a mark in “%(title)s”",
    ),
    "mark.reopened": "%(who)s opened a mark in “%(title)s” again",
    "file.opened": "%(who)s opened version %(version)s of %(title)s",
    "file.pages_seen": "%(who)s was on pages %(pages)s of %(title)s, version %(version)s",
}
