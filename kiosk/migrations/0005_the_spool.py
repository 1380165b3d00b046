"""What a terminal delivers to a central register, and what has come from one."""

from typing import Any

from peewee import BigIntegerField, BlobField, CharField, IntegerField, Model, UUIDField


def up(_migrator: Any, db: Any) -> None:
    """Make the two tables."""

    class Outbox(Model):
        uid = UUIDField(primary_key=True)
        place = BigIntegerField(index=True)
        act = CharField(max_length=48)
        subject = UUIDField(index=True)
        facts = BlobField()
        at = BigIntegerField()
        state = CharField(max_length=12, index=True)
        tries = IntegerField()
        problem = CharField(max_length=80)
        sent_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "outbox"

    class Delivery(Model):
        uid = UUIDField(primary_key=True)
        terminal = CharField(max_length=8)
        act = CharField(max_length=48)
        at = BigIntegerField()
        head = BlobField()
        problem = CharField(max_length=80)
        facts = BlobField()

        class Meta:
            database = db
            table_name = "delivery"

    db.create_tables([Outbox, Delivery])
