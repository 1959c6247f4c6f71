"""What the packaged agent begins with."""

from worker_agent.__main__ import main

raise SystemExit(main())
