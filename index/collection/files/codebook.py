"""The codebook of a collection: centroids that the vector indexes of all large parts share.

`index.collection.writing.codebook` makes it.
"""

from __future__ import annotations

import hashlib
import io

import numpy as np

from index.collection.files.folder import CollectionFolder
from index.encoders.base import Vectors


def load_centroids(folder: CollectionFolder, sha256: str) -> Vectors:
    """(n, dimension). Raises PinciteError if the file is missing or does not match its hash."""
    path = folder.codebook(sha256)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise folder.damaged(f"{path.name} cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise folder.damaged(f"{path.name} does not match its hash")
    return np.asarray(np.load(io.BytesIO(data), allow_pickle=False), np.float32)
