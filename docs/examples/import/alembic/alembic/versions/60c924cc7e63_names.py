"""names in lower case

Create Date: 2024-06-08 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "60c924cc7e63"
down_revision = "74f39286e2f6"


def upgrade():
    connection = op.get_bind()
    for id, name in connection.execute(sa.text("SELECT id, name FROM users")):
        connection.execute(sa.text("UPDATE users SET name = :n WHERE id = :i"), {"n": name.lower(), "i": id})


def downgrade():
    pass
