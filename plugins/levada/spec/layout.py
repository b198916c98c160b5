"""How partitions and orders are written down: `month(ts)`, `bucket(16, id)`, `country`; `day`, `version desc`."""

import re

PARTITION = re.compile(r"(?P<transform>[a-z_]+)\(\s*(?:(?P<size>\d+)\s*,\s*)?(?P<of>[^,]+?)\s*\)|(?P<column>[^()]+)")
"""Columns may be called anything, `Ablesung am` too. A bare one has no parentheses: `mnth(ts)` is no column."""

SORT = re.compile(r"(?P<column>\S(?:.*?\S)??)(?:\s+(?P<direction>asc|desc))?", re.IGNORECASE | re.DOTALL)
