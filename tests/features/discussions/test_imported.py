"""What came in by mail and is edited here stays a mail: quotes folded, nobody named."""

from portal.features.discussions.importing import Said, import_posts, import_thread
from portal.features.discussions.models import Mention, Post
from portal.kernel.db import db, now, write
from portal.kernel.text import render_mail
from tests.cast import Cast
from tests.conftest import SignIn

MAIL = "I agree.\n\nOn Monday, Maya wrote:\n\n> one\n> two\n> three\n> four\n> five\n"


def test_an_edit_keeps_its_folds(sign_in: SignIn, cast: Cast) -> None:
    with write():
        by, heard, at = cast.member("ngozi"), cast.audience(), now()
        thread = import_thread(by=by, audience=heard, title="Old", started_by_id=by.id, at=at)
        said = Said("1", by.id, by.public_id, MAIL, render_mail(MAIL), at)
        import_posts(audience=heard, thread=thread, posts=[said])
    post = db.session.scalars(db.select(Post)).one()
    named = f"@[Maya](member:{cast.member('maya').public_id})"
    url = f"/w/{cast.workspace().public_id}/posts/{post.public_id}/edit"
    assert sign_in("ngozi").post(url, data={"body": f"{named} {MAIL}"}).status_code == 303
    db.session.rollback()
    edited = db.session.scalars(db.select(Post).execution_options(populate_existing=True)).one()
    assert '<details class="fold fold--quote"' in edited.html
    assert "mention" not in edited.html
    assert db.session.scalars(db.select(Mention)).all() == []
