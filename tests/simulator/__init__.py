"""A whole farm in virtual time, from a seed: production code of manager, store and worker, and all that fails."""
