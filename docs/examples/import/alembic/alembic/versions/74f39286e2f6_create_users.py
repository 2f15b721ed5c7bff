"""create users

Create Date: 2024-06-01 12:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "74f39286e2f6"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
    )


def downgrade():
    op.drop_table("users")
