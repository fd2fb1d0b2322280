"""What each event of a page does: plain functions of plain values, tested without a browser. One file per page."""
