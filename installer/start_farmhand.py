"""What the packaged program begins with."""

import os
import sys

for name in ("stdout", "stderr"):
    # A Windows program without a console has none of them.
    if getattr(sys, name) is None:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open for as long as it runs

from app.main import main  # noqa: E402 - whatever it imports may write there

raise SystemExit(main())
