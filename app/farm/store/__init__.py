"""The manager's database: the truth about jobs, pieces and grants."""

from app.farm.store import schema_fleet, schema_scaling, schema_statistics  # noqa: F401 - their tables, made known
from app.farm.store.database import Change, Decided, OutboxEntry, Store, WorkerMessage

__all__ = ["Change", "Decided", "OutboxEntry", "Store", "WorkerMessage"]
