"""The manager: decides, over the store, what happens next."""
