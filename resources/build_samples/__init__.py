"""Builds the sample templates, their photos, music and spreadsheets: `python -m resources.build_samples`."""
