"""Names of array types, so that a signature says what it holds: shapes stand in the docstrings."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Keys: TypeAlias = NDArray[np.uint64]  # of draws: see `sim.draws`

# the type of the elements by the name of the alias, for records whose annotations are their definition
DTYPES = {
    "Floats": np.dtype(np.float64),
    "Ints": np.dtype(np.int64),
    "Bools": np.dtype(np.bool_),
    "Keys": np.dtype(np.uint64),
}
