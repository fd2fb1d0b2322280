"""Web pages saved as one file (.mht)."""

from __future__ import annotations

from xml.sax.saxutils import escape


def mht(sentence: str) -> bytes:
    """A page and a picture, as browsers save them."""
    page = f"<html><head><title>Tolls</title></head><body><h1>Figures</h1><p>{escape(sentence)}</p>"
    lines = [
        "From: <Saved by Blink>",
        "Snapshot-Content-Location: https://example.org/tolls",
        "Subject: Tolls",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary=x',
        "",
        "--x",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "Content-Location: https://example.org/tolls",
        "",
        page,
        "--x",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "Content-Location: https://example.org/a.png",
        "",
        "iVBORw0=",
        "--x--",
    ]
    return "\r\n".join(lines).encode()
