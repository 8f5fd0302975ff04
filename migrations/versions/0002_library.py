"""library"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
GUARDS = {'sqlite': ["CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry_text is append-only'); END", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt BEGIN SELECT RAISE(ABORT, 'text can only be erased'); END", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END"], 'postgresql': ['\nCREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$\nBEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql\n', "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry_text is append-only')", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt) EXECUTE FUNCTION throughline_refuse('text can only be erased')", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_request_keeps_audience BEFORE UPDATE OF audience_id ON file_request FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_given_keeps_audience BEFORE UPDATE OF audience_id ON request_given FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_link_keeps_audience BEFORE UPDATE OF audience_id ON request_link FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER request_wanted_keeps_audience BEFORE UPDATE OF audience_id ON request_wanted FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')"]}
BEFORE = {'sqlite': ["CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry_text is append-only'); END", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt BEGIN SELECT RAISE(ABORT, 'text can only be erased'); END", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END"], 'postgresql': ['\nCREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$\nBEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql\n', "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry_text is append-only')", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt) EXECUTE FUNCTION throughline_refuse('text can only be erased')", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')"]}


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
    op.create_table('blob_fault',
    sa.Column('workspace_key', sa.String(length=16), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('what', sa.String(length=8), nullable=False),
    sa.Column('found_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_key', 'sha256', name=op.f('pk_blob_fault'))
    )
    op.create_table('scrub_mark',
    sa.Column('id', BIG, nullable=False),
    sa.Column('place', BIG, nullable=False),
    sa.Column('slice_at', sa.BigInteger(), nullable=True),
    sa.Column('round_ended_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scrub_mark'))
    )
    op.create_table('file_request',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('workspace_id', BIG, nullable=False),
    sa.Column('into_id', BIG, nullable=False),
    sa.Column('made_by_id', BIG, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('due_on', sa.String(length=10), nullable=False),
    sa.Column('each', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('reminded_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_file_request_audience_id_audience')),
    sa.ForeignKeyConstraint(['into_id'], ['audience.id'], name=op.f('fk_file_request_into_id_audience')),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_file_request_made_by_id_member')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_file_request_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_file_request_public_id'))
    )
    with op.batch_alter_table('file_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_request_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index('ix_file_request_listing', ['workspace_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_request_made_by_id'), ['made_by_id'], unique=False)

    op.create_table('request_asked',
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_request_asked_member_id_member')),
    sa.ForeignKeyConstraint(['request_id'], ['file_request.id'], name=op.f('fk_request_asked_request_id_file_request')),
    sa.PrimaryKeyConstraint('request_id', 'member_id', name=op.f('pk_request_asked'))
    )
    with op.batch_alter_table('request_asked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_asked_member_id'), ['member_id'], unique=False)

    op.create_table('request_item',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['file_request.id'], name=op.f('fk_request_item_request_id_file_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_item')),
    sa.UniqueConstraint('public_id', name=op.f('uq_request_item_public_id'))
    )
    with op.batch_alter_table('request_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_item_request_id'), ['request_id'], unique=False)

    op.create_table('request_link',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('request_id', BIG, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sponsor_id', BIG, nullable=False),
    sa.Column('giver_id', BIG, nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('problem', sa.String(length=300), nullable=False),
    sa.Column('most_files', BIG, nullable=False),
    sa.Column('most_bytes', BIG, nullable=False),
    sa.Column('quiet', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.BigInteger(), nullable=True),
    sa.Column('wished_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('days', BIG, nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_request_link_audience_id_audience')),
    sa.ForeignKeyConstraint(['giver_id'], ['member.id'], name=op.f('fk_request_link_giver_id_member')),
    sa.ForeignKeyConstraint(['request_id'], ['file_request.id'], name=op.f('fk_request_link_request_id_file_request')),
    sa.ForeignKeyConstraint(['sponsor_id'], ['member.id'], name=op.f('fk_request_link_sponsor_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_link')),
    sa.UniqueConstraint('public_id', name=op.f('uq_request_link_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_request_link_token_hash'))
    )
    with op.batch_alter_table('request_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_link_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_link_request_id'), ['request_id'], unique=False)

    op.create_table('request_given',
    sa.Column('id', BIG, nullable=False),
    sa.Column('item_id', BIG, nullable=False),
    sa.Column('file_id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.Column('link_id', BIG, nullable=True),
    sa.Column('size', BIG, nullable=False),
    sa.Column('given_at', sa.BigInteger(), nullable=False),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_request_given_audience_id_audience')),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_request_given_file_id_file')),
    sa.ForeignKeyConstraint(['item_id'], ['request_item.id'], name=op.f('fk_request_given_item_id_request_item')),
    sa.ForeignKeyConstraint(['link_id'], ['request_link.id'], name=op.f('fk_request_given_link_id_request_link')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_request_given_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_given'))
    )
    with op.batch_alter_table('request_given', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_given_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_given_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_given_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_given_link_id'), ['link_id'], unique=False)

    op.create_table('request_wanted',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('item_id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=True),
    sa.Column('link_id', BIG, nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('audience_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_request_wanted_audience_id_audience')),
    sa.ForeignKeyConstraint(['item_id'], ['request_item.id'], name=op.f('fk_request_wanted_item_id_request_item')),
    sa.ForeignKeyConstraint(['link_id'], ['request_link.id'], name=op.f('fk_request_wanted_link_id_request_link')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_request_wanted_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_wanted')),
    sa.UniqueConstraint('item_id', 'link_id', name=op.f('uq_request_wanted_item_id_link_id')),
    sa.UniqueConstraint('item_id', 'member_id', name=op.f('uq_request_wanted_item_id_member_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_request_wanted_public_id'))
    )
    with op.batch_alter_table('request_wanted', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_wanted_audience_id'), ['audience_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_wanted_link_id'), ['link_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_wanted_member_id'), ['member_id'], unique=False)

    op.create_table('opening',
    sa.Column('id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.Column('version_id', BIG, nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('pages', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_opening_member_id_member')),
    sa.ForeignKeyConstraint(['version_id'], ['file_version.id'], name=op.f('fk_opening_version_id_file_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening'))
    )
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.create_index('ix_opening_member_version', ['member_id', 'version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opening_opened_at'), ['opened_at'], unique=False)

    op.create_table('upload',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('workspace_id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('audience_id', BIG, nullable=True),
    sa.Column('folder_id', BIG, nullable=True),
    sa.Column('file_id', BIG, nullable=True),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('concat', sa.Text(), nullable=False),
    sa.Column('size', BIG, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('done_at', sa.BigInteger(), nullable=True),
    sa.Column('version_id', BIG, nullable=True),
    sa.Column('refused', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['audience_id'], ['audience.id'], name=op.f('fk_upload_audience_id_audience')),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_upload_file_id_file')),
    sa.ForeignKeyConstraint(['folder_id'], ['folder.id'], name=op.f('fk_upload_folder_id_folder')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_upload_member_id_member')),
    sa.ForeignKeyConstraint(['version_id'], ['file_version.id'], name=op.f('fk_upload_version_id_file_version')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_upload_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('member_id', 'key', name=op.f('uq_upload_member_id_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_upload_public_id'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_workspace_id'), ['workspace_id'], unique=False)

    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_by_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('withdrawn_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('refused', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_file_withdrawn_by_id_member'), 'member', ['withdrawn_by_id'], ['id'])

    with op.batch_alter_table('file_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('restored_from', BIG, nullable=True))

    with op.batch_alter_table('folder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('view_only', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('marked_copies', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_version', BIG, nullable=True))
        batch_op.add_column(sa.Column('about_page', BIG, nullable=True))

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_file_id', BIG, nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_thread_about_file_id'), ['about_file_id'])
        batch_op.create_foreign_key(batch_op.f('fk_thread_about_file_id_file'), 'file', ['about_file_id'], ['id'])

    # ### end Alembic commands ###
    guard(GUARDS[op.get_bind().dialect.name])


def downgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_thread_about_file_id_file'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_thread_about_file_id'), type_='unique')
        batch_op.drop_column('about_file_id')

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_column('about_page')
        batch_op.drop_column('about_version')

    with op.batch_alter_table('folder', schema=None) as batch_op:
        batch_op.drop_column('marked_copies')
        batch_op.drop_column('view_only')

    with op.batch_alter_table('file_version', schema=None) as batch_op:
        batch_op.drop_column('restored_from')
        batch_op.drop_column('note')

    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_file_withdrawn_by_id_member'), type_='foreignkey')
        batch_op.drop_column('refused')
        batch_op.drop_column('withdrawn_reason')
        batch_op.drop_column('withdrawn_by_id')
        batch_op.drop_column('withdrawn_at')

    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_workspace_id'))
        batch_op.drop_index(batch_op.f('ix_upload_expires_at'))

    op.drop_table('upload')
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opening_opened_at'))
        batch_op.drop_index('ix_opening_member_version')

    op.drop_table('opening')
    with op.batch_alter_table('request_wanted', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_wanted_member_id'))
        batch_op.drop_index(batch_op.f('ix_request_wanted_link_id'))
        batch_op.drop_index(batch_op.f('ix_request_wanted_audience_id'))

    op.drop_table('request_wanted')
    with op.batch_alter_table('request_given', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_given_link_id'))
        batch_op.drop_index(batch_op.f('ix_request_given_item_id'))
        batch_op.drop_index(batch_op.f('ix_request_given_file_id'))
        batch_op.drop_index(batch_op.f('ix_request_given_audience_id'))

    op.drop_table('request_given')
    with op.batch_alter_table('request_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_link_request_id'))
        batch_op.drop_index(batch_op.f('ix_request_link_audience_id'))

    op.drop_table('request_link')
    with op.batch_alter_table('request_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_item_request_id'))

    op.drop_table('request_item')
    with op.batch_alter_table('request_asked', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_asked_member_id'))

    op.drop_table('request_asked')
    with op.batch_alter_table('file_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_request_made_by_id'))
        batch_op.drop_index('ix_file_request_listing')
        batch_op.drop_index(batch_op.f('ix_file_request_audience_id'))

    op.drop_table('file_request')
    op.drop_table('scrub_mark')
    op.drop_table('blob_fault')
    # ### end Alembic commands ###
    guard(BEFORE[op.get_bind().dialect.name])
