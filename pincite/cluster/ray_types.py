"""Names for what comes from Ray, whose module and handles have no types."""

from __future__ import annotations

from typing import Any

RayModule = Any
Node = Any
"""The processes of Ray on a machine, as they were started."""

Actor = Any
"""The handle of an actor."""

Reference = Any
"""Of a result that may not be there yet."""
