"""Keeps freed memory with the process while the engine runs.

The iteration makes thousands of temporaries of about a megabyte. glibc returns such blocks to the
system at once and takes them back page by page, which costs more than the arithmetic. It learns
from the largest block that was ever freed: freeing one just under its ceiling of 32 MiB raises the
threshold for the rest of the process. Elsewhere it does nothing.
"""

from __future__ import annotations

import numpy as np

JUST_UNDER_CEILING_BYTES = 31 << 20


def hold_freed_memory() -> None:
    """Raise glibc's thresholds by allocating and freeing one block."""
    block = np.empty(JUST_UNDER_CEILING_BYTES, np.uint8)
    del block
