"""Sample templates, theme tokens and translations, found through `resource_path`."""
