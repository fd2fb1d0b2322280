"""Documents in, passages out: reading files, splitting, embedding, storing and searching them."""

import os

# Before it is imported anywhere: from 1.29 on it would tell Microsoft of every process and model.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
