"""Names of array types, so that a signature says what it holds: shapes stand in the docstrings."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Keys: TypeAlias = NDArray[np.uint64]  # of draws: see `sim.draws`
# Functions that do the same to each element take a single number, too. Their result is called what it is in a season,
# an array: what numpy makes of a number can be used as one.
OneOrMany: TypeAlias = Floats | float
Alike = TypeVar("Alike", Floats, float)  # where a number gives a number and is used as such

# the type of the elements by the name of the alias, for records whose annotations are their definition
DTYPES = {
    "Floats": np.dtype(np.float64),
    "Ints": np.dtype(np.int64),
    "Bools": np.dtype(np.bool_),
    "Keys": np.dtype(np.uint64),
}
