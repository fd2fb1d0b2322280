"""The event handlers of the pages: functions of plain values, tested without a browser."""
