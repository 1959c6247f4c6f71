"""Adapters and services behind the ports: broker, store, storage, engines, manager."""
