"""Fetching from a real server: what arrives, and every limit."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from index.errors import PinciteError
from index.formats.media_types import SUFFIX_OF_TYPE
from index.ingest.readers import SUFFIXES
from tests.ui.engine.web.site import BOMB, PAGE, Page, Site, serving
from ui.engine.web.allowed import AllowedAddresses, parse_address
from ui.engine.web.fetch import Fetched, FetchLimits, Gone, Validators, fetch

LIMITS = FetchLimits(bytes=100_000, seconds=20, redirects=3)
IMPATIENT = replace(LIMITS, seconds=0.4)


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    server.pages.clear()
    server.requests.clear()
    return server


def get(
    site: Site,
    path: str = "/docs/a",
    known: Validators | None = None,
    limits: FetchLimits = LIMITS,
) -> Fetched:
    allowed = AllowedAddresses([site.url("/docs/")])
    address = allowed.require(site.url(path))
    return fetch(allowed, address, Validators() if known is None else known, limits)


def test_a_page_is_fetched_without_cookies_and_unpacked(site: Site) -> None:
    site.pages["/docs/a?b=%C3%A9"] = Page(headers={"Set-Cookie": "a=b", "ETag": '"1"'})
    found = get(site, "/docs/a?b=é#c")
    assert found.data == PAGE.encode()
    assert found.validators == Validators('"1"', "")
    ((path, headers),) = site.requests
    assert path == "/docs/a?b=%C3%A9"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert headers["host"] == f"127.0.0.1:{site.port}"
    for encoding, body in (("gzip", gzip.compress(b"abc")), ("deflate", zlib.compress(b"abc"))):
        site.pages["/docs/a"] = Page(body, headers={"Content-Encoding": encoding})
        assert get(site).data == b"abc"


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    site.pages["/docs/a"] = Page(headers={"ETag": '"1"'})
    assert get(site, known=Validators('"1"')).data is None
    assert get(site, known=Validators('"0"')).data == PAGE.encode()
    site.pages["/docs/a"] = Page(b"", 304)  # to a request that did not ask for that
    with pytest.raises(PinciteError, match="the error 304"):
        get(site)


def test_redirects_are_followed_below_the_prefix_only(site: Site) -> None:
    site.pages["/docs/b"] = Page()
    outside = (
        *("/private", "../private", "//evil.example/docs/b", "http://u:p@127.0.0.1/docs/"),
        *(f"http://127.0.0.1:{site.port + 1}/docs/b", "file:///etc/passwd", "/docs/%2e%2e/b"),
        *(f"http://localhost:{site.port}/docs/b", "http://[", "/docs/..%2fprivate"),
    )
    for target in ("b", "/docs/b", site.url("/docs/b"), "/docs/x/../b"):
        site.pages["/docs/a"] = Page(b"", 302, {"Location": target})
        assert get(site).data == PAGE.encode(), target
    for status, target in enumerate(outside):
        site.requests.clear()
        chosen = (301, 302, 303, 307, 308)[status % 5]
        site.pages["/docs/a"] = Page(b"", chosen, {"Location": target})
        with pytest.raises(PinciteError, match=r"^It leads to"):
            get(site)
        assert [path for path, _ in site.requests] == ["/docs/a"], target
    site.pages["/docs/a"] = Page(b"", 302, {"Location": "/docs/a"})
    with pytest.raises(PinciteError, match="more than 3 times"):
        get(site)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (Page(bytes(100_001)), "more than 0 MB"),
        (Page(bytes(100_001), length=False), "more than 0 MB"),
        (Page(BOMB, headers={"Content-Encoding": "gzip"}), "more than 0 MB"),
        (Page(gzip.compress(b"abc")[:-3], headers={"Content-Encoding": "gzip"}), "not complete"),
        (Page(b"abc", headers={"Content-Encoding": "gzip"}), "not complete"),
        (Page(b"abc", headers={"Content-Encoding": "br"}), "not read"),
        (Page(b"", 404), "nothing at this address"),
        (Page(b"", 410), "nothing at this address"),
        (Page(b"", 403), "to everybody"),
        (Page(b"", 500), "the error 500"),
        (Page(b"", 206), "the error 206"),
        (Page(b"", 200, {"X" * 200_000: "1"}), "not complete"),
        (Page(b"", 200, {"Content-Length": "-1"}, length=False), "not complete"),
        (Page(b"abc", 200, {"Content-Length": "9"}, length=False), "not complete"),
        (Page(pause=0.05), "more than 0.4 seconds"),  # its headers come slowly
        (Page(length=False, pause=0.012), "more than 0.4 seconds"),  # so does its text
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_remedy(site: Site, page: Page, message: str) -> None:
    site.pages["/docs/a"] = page
    began = time.monotonic()
    with pytest.raises(PinciteError, match=message) as caught:
        get(site, limits=IMPATIENT if page.pause else LIMITS)
    assert time.monotonic() - began < 10
    assert isinstance(caught.value, Gone) == (page.status in (404, 410))
    assert str(caught.value).count(". ") >= 1


def test_private_servers_are_refused_after_the_name_is_looked_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/docs/a"] = Page()
    looked_up = list[object]()
    real: Callable[..., object] = socket.getaddrinfo

    def names(host: object, *args: object, **options: object) -> object:
        looked_up.append(host)
        return real("127.0.0.1" if host == "public.example" else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    url = f"http://public.example:{site.port}/docs/a"
    for prefixes in (
        [f"http://public.example:{site.port}/"],
        [f"http://public.example:{site.port}/", "http://10.0.0.1/"],
        ["http://", f"http://public.example:{site.port}/"],
    ):
        with pytest.raises(PinciteError, match="private network"):
            fetch(AllowedAddresses(prefixes), parse_address(url), Validators(), LIMITS)
    assert site.requests == []
    looked_up.clear()
    named = AllowedAddresses([f"http://public.example:{site.port}/", "http://127.0.0.1/"])
    assert fetch(named, parse_address(url), Validators(), LIMITS).data == PAGE.encode()
    assert looked_up == ["public.example", "127.0.0.1"]  # not the name again, for the connection
    assert site.requests[0][1]["host"] == f"public.example:{site.port}"
    for written in ("2130706433", "0x7f.1", "127.1"):  # other ways to write 127.0.0.1
        with pytest.raises(PinciteError, match=r"private network|no server"):
            fetch(
                AllowedAddresses(["http://"]),
                parse_address(f"http://{written}/"),
                Validators(),
                LIMITS,
            )


def test_a_server_that_is_not_there_is_said() -> None:
    allowed = AllowedAddresses(["http://127.0.0.1:9/", "http://none.invalid/"])
    for url, message in (
        ("http://127.0.0.1:9/", "cannot be reached"),
        ("http://none.invalid/", "no server none.invalid"),
    ):
        with pytest.raises(PinciteError, match=message):
            fetch(allowed, allowed.require(url), Validators(), LIMITS)


def test_ipv6() -> None:
    try:
        with serving(socket.AF_INET6) as site:
            site.pages["/docs/a"] = Page()
            assert get(site).data == PAGE.encode()
            assert site.requests[0][1]["host"] == f"[::1]:{site.port}"
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_every_type_names_a_format() -> None:
    pictures = {kind for kind in SUFFIX_OF_TYPE if kind.startswith("image/")}
    assert {SUFFIX_OF_TYPE[kind] for kind in SUFFIX_OF_TYPE.keys() - pictures} <= set(SUFFIXES)


@pytest.mark.parametrize(
    ("address", "content_type", "suffix"),
    [
        ("https://a.org", "text/html; charset=utf-8", ".html"),
        ("https://a.org/b.pdf", "application/pdf", ".pdf"),
        ("https://a.org/b.md", "text/plain", ".md"),
        ("https://a.org/b", "text/plain", ".txt"),
        ("https://a.org/b.csv?c=.pdf", "application/octet-stream", ".csv"),
        ("https://a.org/b.aspx", "TEXT/HTML", ".html"),
        ("https://a.org/b.exe", "", ""),
        ("https://example.org", "", ""),
    ],
)
def test_the_format_is_that_of_the_type_or_of_the_address(
    address: str, content_type: str, suffix: str
) -> None:
    fetched = Fetched(parse_address(address), b"", content_type, Validators())
    assert fetched.suffix == suffix


@pytest.mark.parametrize(
    ("content_type", "sent", "file"),
    [
        ("text/html; charset=ISO-8859-1", b"caf\xe9 \x93", "\ufeffcafé “".encode()),
        ('text/plain; charset="koi8-r"', b"\xc1", "\ufeffа".encode()),
        ("text/plain", b"\xc1", b"\xc1"),
        ("text/plain; charset=punycode", b"abc", b"abc"),
        ("text/plain; charset=utf-8", b"\xc1", b"\xc1"),
        ("application/pdf; charset=latin1", b"\xe9", b"\xe9"),
        ("text/plain; charset=utf-16", b"\xff\xfea\0", b"\xff\xfea\0"),
    ],
)
def test_the_encoding_that_only_the_server_knows_is_used(
    content_type: str, sent: bytes, file: bytes
) -> None:
    fetched = Fetched(parse_address("https://a.org"), sent, content_type, Validators())
    assert fetched.file == file
