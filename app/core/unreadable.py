"""What readers of documents raise for bytes that are none.

Whoever reads a file or a message that others have written catches these together: whoever chose the bytes chose which
of them it is. Text that is not UTF-8 and nesting without end are not among msgspec's own errors.
"""

from __future__ import annotations

from typing import Final

import msgspec

NO_DOCUMENT: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""For JSON and MessagePack read by msgspec."""

NO_JSON: Final = (ValueError, RecursionError)
"""For JSON read by `json`, which takes Python's own objects apart."""

NO_TOML: Final = (ValueError, RecursionError)
"""For TOML read by `tomllib`; a number of thousands of digits is a plain ValueError."""
