"""library"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
GUARDS = {'sqlite': ["CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry_text is append-only'); END", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt BEGIN SELECT RAISE(ABORT, 'text can only be erased'); END", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN NEW.audience_id <> OLD.audience_id BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END"], 'postgresql': ['\nCREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$\nBEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql\n', "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry_text is append-only')", "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION throughline_refuse('entry is append-only')", "CREATE TRIGGER entry_text_only_erase BEFORE UPDATE ON entry_text FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt) EXECUTE FUNCTION throughline_refuse('text can only be erased')", "CREATE TRIGGER draft_keeps_audience BEFORE UPDATE OF audience_id ON draft FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER file_keeps_audience BEFORE UPDATE OF audience_id ON file FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER folder_keeps_audience BEFORE UPDATE OF audience_id ON folder FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER invitation_audience_keeps_audience BEFORE UPDATE OF audience_id ON invitation_audience FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER post_keeps_audience BEFORE UPDATE OF audience_id ON post FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER thread_keeps_audience BEFORE UPDATE OF audience_id ON thread FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')", "CREATE TRIGGER upload_keeps_audience BEFORE UPDATE OF audience_id ON upload FOR EACH ROW WHEN (NEW.audience_id <> OLD.audience_id) EXECUTE FUNCTION throughline_refuse('an audience never changes')"]}
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
        batch_op.create_foreign_key(batch_op.f('fk_file_withdrawn_by_id_member'), 'member', ['withdrawn_by_id'], ['id'])

    with op.batch_alter_table('file_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('restored_from', BIG, nullable=True))

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

    with op.batch_alter_table('file_version', schema=None) as batch_op:
        batch_op.drop_column('restored_from')
        batch_op.drop_column('note')

    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_file_withdrawn_by_id_member'), type_='foreignkey')
        batch_op.drop_column('withdrawn_reason')
        batch_op.drop_column('withdrawn_by_id')
        batch_op.drop_column('withdrawn_at')

    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_workspace_id'))
        batch_op.drop_index(batch_op.f('ix_upload_expires_at'))

    op.drop_table('upload')
    op.drop_table('scrub_mark')
    op.drop_table('blob_fault')
    # ### end Alembic commands ###
    guard(BEFORE[op.get_bind().dialect.name])
