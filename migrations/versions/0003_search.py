"""Full text on PostgreSQL: the tables of its search index. SQLite keeps its index in files.

Nothing in them is the only copy of anything: the worker fills them from the other tables.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SHELF = """
CREATE TABLE search_shelf (
    shelf smallint NOT NULL PRIMARY KEY,
    name text NOT NULL,
    version text NOT NULL,
    epoch text NOT NULL,
    state text NOT NULL,
    finished boolean NOT NULL,
    reached jsonb NOT NULL,
    place jsonb NOT NULL,
    changed_at bigint NOT NULL,
    newest bigint NOT NULL,
    documents bigint NOT NULL,
    title_words bigint NOT NULL,
    body_words bigint NOT NULL,
    about_words bigint NOT NULL,
    title_documents bigint NOT NULL,
    body_documents bigint NOT NULL,
    about_documents bigint NOT NULL
)
"""
CURSOR = """
CREATE TABLE search_cursor (
    shelf smallint NOT NULL,
    audience bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (shelf, audience)
)
"""
DOCUMENT = """
CREATE TABLE search_document_{0} (
    number bigint NOT NULL PRIMARY KEY,
    id bigint NOT NULL,
    "group" bigint NOT NULL,
    workspace bigint NOT NULL,
    author bigint NOT NULL,
    audience bigint NOT NULL,
    at bigint NOT NULL,
    flags integer NOT NULL,
    page integer NOT NULL,
    title integer NOT NULL,
    body integer NOT NULL,
    about integer NOT NULL,
    noun smallint NOT NULL
)
"""
OF_EACH = (
    DOCUMENT,
    "CREATE UNIQUE INDEX uq_search_document_{0} ON search_document_{0} (id, noun, page)",
    'CREATE INDEX ix_search_document_{0}_group ON search_document_{0} ("group")',
    "CREATE INDEX ix_search_document_{0}_audience ON search_document_{0} (audience)",
    "CREATE TABLE search_words_{0} (number bigint NOT NULL PRIMARY KEY, words tsvector NOT NULL, tallies bytea NOT NULL)",
    'CREATE TABLE search_term_{0} (term text COLLATE "C" NOT NULL PRIMARY KEY, documents integer NOT NULL)',
    # Called immutable, for a number is never given twice and what is said under it never changes.
    "CREATE FUNCTION search_words_{0}(bigint) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 "
    "RETURN (SELECT words FROM search_words_{0} WHERE number = $1)",
)


def upgrade() -> None:
    """Two shelves: one in use while the other is filled anew."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(SHELF)
    op.execute(CURSOR)
    for shelf in (0, 1):
        for statement in OF_EACH:
            op.execute(statement.format(shelf))


def downgrade() -> None:
    """With the index over words, where one was made."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for shelf in (0, 1):
        op.execute(f"DROP INDEX IF EXISTS ix_search_document_{shelf}_words")
        op.execute(f"DROP FUNCTION search_words_{shelf}(bigint)")
        for name in ("document", "words", "term"):
            op.execute(f"DROP TABLE search_{name}_{shelf}")
    op.execute("DROP TABLE search_cursor")
    op.execute("DROP TABLE search_shelf")
