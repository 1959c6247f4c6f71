"""Brings a database to the tables of this program. Runs while the store's owner lock is held."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.core.errors import StoreError

NEWEST = "0009"
"""The last step in `migrations/versions`. Kept here so that an up-to-date store opens without loading Alembic."""


def bring_up_to_date(connection: Connection, place: str) -> None:
    """Run the steps that are missing. Raises `StoreError` when the database is from a newer version."""
    version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise StoreError(
            f"The store {place} was written by a newer version of Farmhand.",
            f"Its tables are of version {version}; this program knows up to {NEWEST}.",
            "Update Farmhand, or choose another folder.",
        )
    run_steps(connection)


def _version(connection: Connection) -> str | None:
    with connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def run_steps(connection: Connection, *, to: str = "head") -> None:
    """Run the steps that are missing up to that one, included. What they raise passes."""
    # Loaded only here: it takes a quarter of a second, and most starts need no step.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads per cent signs in options as interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.in_transaction():
        connection.commit()
