"""One controller per page: people’s intent in, signals out; they outlive the pages, which may be built anew."""
