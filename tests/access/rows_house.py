"""Pages of the house and of nobody in particular: administration, home, what was missed, files of the front end."""

from tests.access.table import Row, Value, known, world_wide
from tests.access.world import UNKNOWN

ONLY_ADMINISTRATOR = known(404, administrator=200)
DOES = known(404, administrator=303)
REFUSES = known(404, administrator=422)
PERSON = {"name": "New Colleague", "email": "colleague@northwind.example", "title": "", "house_role": "staff"}


def of(word: str, deed: str) -> dict[str, Value]:
    """Somebody of the cast in the address, and what is done to them."""
    return {"person_id": lambda world, _who: world.persons[word], "deed": deed}


GUESTS_OF_ONE = dict.fromkeys(("viewer", "member", "champion", "other"), 303)

ROWS = [
    Row("admin_people.show", "GET", ONLY_ADMINISTRATOR),
    Row("admin_people.show", "GET", ONLY_ADMINISTRATOR, query={"show": "guests", "q": "a"}, label="guests"),
    Row("admin_people.add", "POST", DOES, data=PERSON),
    Row("admin_people.add", "POST", REFUSES, data=PERSON | {"email": "priya@acme.example"}, label="known"),
    Row("admin_people.change", "POST", DOES, args=of("priya", "sessions")),
    Row("admin_people.change", "POST", DOES, args=of("priya", "offboard")),
    Row("admin_people.change", "POST", REFUSES, args=of("maya", "offboard"), label="an owner"),
    Row("admin_people.change", "POST", REFUSES, args=of("ines", "offboard"), label="oneself"),
    Row("admin_people.change", "POST", REFUSES, args=of("priya", "back"), label="who never left"),
    Row("admin_people.change", "POST", DOES, args=of("daniel", "role"), data={"house_role": "manager"}),
    Row("admin_people.change", "POST", known(404), args=of("priya", "nothing"), label="no such deed"),
    Row("admin_people.change", "POST", known(404), args={"person_id": UNKNOWN, "deed": "sessions"}, label="nobody"),
    Row("admin_words.show", "GET", ONLY_ADMINISTRATOR),
    Row("admin_words.save", "POST", DOES, data={"words": "SLA = service level agreement"}),
    Row("admin_words.save", "POST", REFUSES, data={"words": "alone"}, label="a word alone"),
    Row("admin.work", "GET", ONLY_ADMINISTRATOR),
    Row("admin.retry_job", "POST", DOES, args={"job_id": lambda world, _who: world.job}),
    Row("admin.retry_job", "POST", known(404), args={"job_id": "999999"}, label="no such job"),
    Row("admin.mail_again", "POST", DOES, args={"mail_id": lambda world, _who: world.unsure_mail}),
    Row("admin.mail_again", "POST", known(404), args={"mail_id": "999999"}, label="no such mail"),
    Row("pages.home", "GET", known(200, **GUESTS_OF_ONE)),
    Row("pages.mentions", "GET", known(200)),
    Row("pages.privacy", "GET", world_wide(200)),
    Row("pages.health", "GET", world_wide(200)),
    Row("realtime.since", "GET", known(200), query={"audience": "{audience}:0"}),
    Row("realtime.current_heads", "GET", known(200)),
    Row("static", "GET", world_wide(404), args={"filename": "no-such-file.css"}),
]
