"""The manager's database: the truth about jobs, pieces and grants."""

from app.farm.store.database import Change, Decided, OutboxEntry, Store, WorkerMessage

__all__ = ["Change", "Decided", "OutboxEntry", "Store", "WorkerMessage"]
