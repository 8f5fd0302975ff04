"""Pages of the house and of nobody in particular: administration, home, what was missed, files of the front end."""

from tests.access.table import Row, known, world_wide

ONLY_ADMINISTRATOR = known(404, administrator=200)
DOES = known(404, administrator=303)
PERSON = {"name": "New Colleague", "email": "colleague@northwind.example", "title": "", "house_role": "staff"}
GUESTS_OF_ONE = dict.fromkeys(("viewer", "member", "champion", "other"), 303)

ROWS = [
    Row("admin.people", "GET", ONLY_ADMINISTRATOR),
    Row("admin.add_person", "POST", DOES, data=PERSON),
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
