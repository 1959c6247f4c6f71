"""The headless agent: worker and manager roles, process supervision, service shells."""
