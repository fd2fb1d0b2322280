"""Files that try to hurt a reader, or are merely odd: functions that yield (name, content)."""
