"""memory"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
GUARDS = {'sqlite': ["CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry_text is append-only'); END", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt BEGIN SELECT RAISE(ABORT, 'text can only be erased'); END", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER mark_keeps_audience BEFORE UPDATE OF audience_id ON mark FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER saved_find_keeps_audience BEFORE UPDATE OF audience_id ON saved_find FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END"], 'postgresql': ['\nCREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$\nBEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql\n', "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry_text is append-only')", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt) EXECUTE FUNCTION throughline_refuse('text can only be erased')", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER mark_keeps_audience BEFORE UPDATE OF audience_id ON mark FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER saved_find_keeps_audience BEFORE UPDATE OF audience_id ON saved_find FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')"]}
BEFORE = {'sqlite': ["CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry_text is append-only'); END", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt BEGIN SELECT RAISE(ABORT, 'text can only be erased'); END", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END"], 'postgresql': ['\nCREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$\nBEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql\n', "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry_text is append-only')", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt) EXECUTE FUNCTION throughline_refuse('text can only be erased')", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')"]}


def guard(statements):
    """Make each trigger anew."""
    for statement in statements:
        found = re.match(r"CREATE TRIGGER (\w+) .*? ON (\w+) ", statement)
        if found and op.get_bind().dialect.name == "sqlite":
            op.get_bind().exec_driver_sql(f"DROP TRIGGER IF EXISTS {found[1]}")
        elif found:
            op.get_bind().exec_driver_sql(f"DROP TRIGGER IF EXISTS {found[1]} ON {found[2]}")
        op.get_bind().exec_driver_sql(statement)



def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('synonym_group',
    sa.Column('id', BIG, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym_group'))
    )
    op.create_table('recent_search',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question', sa.JSON(), nullable=False),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recent_search_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recent_search')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_recent_search_person_id_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_recent_search_public_id'))
    )
    op.create_table('saved_search',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question', sa.JSON(), nullable=False),
    sa.Column('tell', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('looked_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_search_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('public_id', name=op.f('uq_saved_search_public_id'))
    )
    with op.batch_alter_table('saved_search', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_search_person_id'), ['person_id'], unique=False)

    op.create_table('mark',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('workspace_id', BIG, nullable=False),
    sa.Column('post_id', BIG, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('set_by_id', BIG, nullable=False),
    sa.Column('holder_id', BIG, nullable=True),
    sa.Column('due_on', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_by_id', BIG, nullable=True),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_mark_audience_id_audience')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['member.id'], name=op.f('fk_mark_ended_by_id_member')),
    sa.ForeignKeyConstraint(['holder_id'], ['member.id'], name=op.f('fk_mark_holder_id_member')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_mark_post_id_post')),
    sa.ForeignKeyConstraint(['set_by_id'], ['member.id'], name=op.f('fk_mark_set_by_id_member')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_mark_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark')),
    sa.UniqueConstraint('public_id', name=op.f('uq_mark_public_id'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mark_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mark_holder_id'), ['holder_id'], unique=False)
        batch_op.create_index('ix_mark_listing', ['workspace_id', 'kind', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_mark_post_id'), ['post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mark_set_by_id'), ['set_by_id'], unique=False)

    op.create_table('saved_find',
    sa.Column('id', BIG, nullable=False),
    sa.Column('saved_id', BIG, nullable=False),
    sa.Column('thread_id', BIG, nullable=True),
    sa.Column('post_id', BIG, nullable=True),
    sa.Column('file_id', BIG, nullable=True),
    sa.Column('number', BIG, nullable=False),
    sa.Column('found_at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.Column('mail_id', BIG, nullable=True),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_saved_find_audience_id_audience')),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_saved_find_file_id_file')),
    sa.ForeignKeyConstraint(['mail_id'], ['outbound_mail.id'], name=op.f('fk_saved_find_mail_id_outbound_mail')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_saved_find_post_id_post')),
    sa.ForeignKeyConstraint(['saved_id'], ['saved_search.id'], name=op.f('fk_saved_find_saved_id_saved_search'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_saved_find_thread_id_thread')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_find')),
    sa.UniqueConstraint('saved_id', 'file_id', name=op.f('uq_saved_find_saved_id_file_id')),
    sa.UniqueConstraint('saved_id', 'thread_id', name=op.f('uq_saved_find_saved_id_thread_id'))
    )
    with op.batch_alter_table('saved_find', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_find_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_find_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_find_mail_id'), ['mail_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_find_post_id'), ['post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_find_thread_id'), ['thread_id'], unique=False)
        batch_op.create_index('ix_saved_find_waiting', ['saved_id', 'due_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_x', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('about_y', sa.Double(), nullable=True))

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marked', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.add_column(sa.Column('language', sa.String(length=12), server_default='en', nullable=False))

    # ### end Alembic commands ###
    guard(GUARDS[op.get_bind().dialect.name])


def downgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.drop_column('language')

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_column('marked')

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_column('about_y')
        batch_op.drop_column('about_x')

    with op.batch_alter_table('saved_find', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_find_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_saved_find_thread_id'))
        batch_op.drop_index(batch_op.f('ix_saved_find_post_id'))
        batch_op.drop_index(batch_op.f('ix_saved_find_mail_id'))
        batch_op.drop_index(batch_op.f('ix_saved_find_file_id'))
        batch_op.drop_index(batch_op.f('ix_saved_find_audience_id'))

    op.drop_table('saved_find')
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mark_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_mark_post_id'))
        batch_op.drop_index('ix_mark_listing')
        batch_op.drop_index(batch_op.f('ix_mark_holder_id'))
        batch_op.drop_index(batch_op.f('ix_mark_audience_id'))

    op.drop_table('mark')
    with op.batch_alter_table('saved_search', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_search_person_id'))

    op.drop_table('saved_search')
    op.drop_table('recent_search')
    op.drop_table('synonym_group')
    # ### end Alembic commands ###
    guard(BEFORE[op.get_bind().dialect.name])
