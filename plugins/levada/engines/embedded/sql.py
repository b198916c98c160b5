"""SQL's quotation marks, which the lake uses too: see `levada.lake.sql`."""

from levada.lake.sql import identifier as identifier
from levada.lake.sql import literal as literal
from levada.lake.sql import literals as literals
