"""Conversion by LibreOffice: its limits, and what is said without it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.formats.legacy.convert import CONVERTED
from index.ingest import soffice
from index.ingest.readers import SUFFIXES, read_document
from index.ingest.sandbox import Sandbox
from index.ingest.soffice import Conversion, find_soffice
from index.ingest.worker import InputFile, ResourceLimits
from index.spans import Document
from tests.support import make_files
from tests.support.paths import ROOT

SENTENCE = "The river Ilm drives 11 mills & one saw."
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0".encode("utf-16-le")

needs_libreoffice = pytest.mark.skipif(not find_soffice(), reason="LibreOffice is not installed")
posix = pytest.mark.skipif(os.name != "posix", reason="a program of a shell")


def program(folder: Path, code: str) -> str:
    """A program that stands in for LibreOffice; `out` is the file that it must write."""
    path = folder / "soffice"
    head = (
        f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\n"
        "to, place, file = sys.argv[-4], Path(sys.argv[-2]), Path(sys.argv[-1])\n"
        "out = place / f'{file.stem}.{to}'\nplace.mkdir()\n"
    )
    path.write_text(head + code)
    path.chmod(0o755)
    return str(path)


def leftovers() -> list[str]:
    return [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("pincite-")]


def read(name: str, path: Path) -> Document | str:
    """The document of a file, or why it is refused, from a child process."""
    with Sandbox(ResourceLimits(), 1) as sandbox:
        ((_, results),) = sandbox.read([InputFile(name, path)])
        try:
            (result,) = results
        except PinciteError as error:
            return str(error)
    assert isinstance(result, Document)
    return result


@posix
def test_a_file_is_converted_in_a_folder_that_is_deleted(tmp_path: Path) -> None:
    before = leftovers()
    code = (
        "profile = Path(sys.argv[1].partition('file://')[2], 'user/registrymodifications.xcu')\n"
        "assert 'DisableMacrosExecution' in profile.read_text()\n"
        "out.write_bytes(b'converted ' + file.read_bytes() + os.environ['HOME'].encode())\n"
    )
    result = Conversion(program(tmp_path, code)).run(b"content", ".doc", ".docx")
    assert result.startswith(b"converted content")
    assert leftovers() == before
    assert not Path(result.decode().removeprefix("converted content")).exists()


@pytest.mark.slow
@posix
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("sys.exit(3)", r"could not convert it \(exit code 3\)"),
        ("out.touch()", "could not convert it"),
        ("out.write_bytes(bytes(70_000_000))", "could not convert it"),
        ("out.write_bytes(bytes(300_000_000))", "could not convert it"),
        ("x = bytes(5_000_000_000); out.write_bytes(b'x')", "could not convert it"),
        ("time.sleep(60)", "took more than 2 seconds to convert it"),
        ("if os.fork(): time.sleep(60)\nelse: time.sleep(60)", "took more than 2 seconds"),
    ],
)
def test_a_conversion_has_limits(tmp_path: Path, code: str, reason: str) -> None:
    start = time.monotonic()
    with pytest.raises(PinciteError, match=reason):
        Conversion(program(tmp_path, code), 2).run(b"content", ".doc", ".docx")
    assert time.monotonic() - start < 20


def test_only_known_formats_are_converted() -> None:
    for suffix, to in ((".sh", ".docx"), (".doc", ".exe"), ("/../x", ".docx")):
        with pytest.raises(PinciteError, match="are not converted"):
            Conversion("/bin/true").run(b"content", suffix, to)


def test_without_libreoffice_each_format_says_what_to_install() -> None:
    for suffix in CONVERTED:
        assert suffix in SUFFIXES
        with pytest.raises(PinciteError, match=r"apt install libreoffice-\w+-nogui"):
            Conversion("").run(b"content", suffix, CONVERTED[suffix])
    with pytest.raises(PinciteError, match=r"a\.doc: \.doc files are read with LibreOffice"):
        read_document("a.doc", DOC)


@posix
def test_the_process_that_reads_asks_for_conversions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for the files of an archive; what cannot be converted is refused alone."""
    good = tmp_path / "good.docx"
    good.write_bytes(make_files.docx(SENTENCE))
    path = program(tmp_path, f"out.write_bytes(Path({str(good)!r}).read_bytes())")
    monkeypatch.setattr(soffice, "find_soffice", lambda: path)
    archive = tmp_path / "a.zip"
    archive.write_bytes(make_files.zipped({"a.doc": DOC, "b.txt": "Words.", "c.doc": DOC}))
    (tmp_path / "a.doc").write_bytes(DOC)
    document = read("a.doc", tmp_path / "a.doc")
    assert isinstance(document, Document)
    assert SENTENCE in document.text
    assert document.warnings == ("converted by LibreOffice",)
    with Sandbox(ResourceLimits(), 1) as sandbox:
        ((_, results),) = sandbox.read([InputFile("a.zip", archive)])
        assert [SENTENCE in result.text for result in results if isinstance(result, Document)] == [
            True,
            False,
            True,
        ]
    monkeypatch.setattr(soffice, "find_soffice", lambda: "")
    assert "apt install libreoffice-writer-nogui" in str(read("a.doc", tmp_path / "a.doc"))


@posix
def test_a_stopped_ingest_ends_the_conversion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    path = program(tmp_path, f"Path({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(60)")
    monkeypatch.setattr(soffice, "find_soffice", lambda: path)
    (tmp_path / "a.doc").write_bytes(DOC)
    begin = time.monotonic()
    with Sandbox(ResourceLimits(), 1) as sandbox:
        next(sandbox.read([InputFile("a.doc", tmp_path / "a.doc")]))
        while not started.exists() or not started.read_text():
            time.sleep(0.05)
    assert time.monotonic() - begin < 20
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux")
def test_a_conversion_has_no_network() -> None:
    """Where the kernel lets this user make namespaces."""
    allowed = subprocess.run(["unshare", "-Urn", "true"], capture_output=True, check=False)
    if allowed.returncode:
        pytest.skip("no namespaces for this user")
    code = "import os; print(sorted(os.listdir('/sys/class/net')), open('/proc/net/dev').read())"
    done = subprocess.run(
        [sys.executable, "-m", "index.ingest.soffice", "{}", sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "eth" not in done.stdout.partition("]")[2]


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "suffix"),
    [(".rtf", ".doc"), (".ods", ".xls"), (".odp", ".ppt"), (".rtf", ".fodt"), (".rtf", ".rtf")],
)
def test_files_that_libreoffice_writes_are_read(tmp_path: Path, made: str, suffix: str) -> None:
    source = tmp_path / f"rivers{made}"
    source.write_bytes(make_files.ROUND_TRIPS[made][0](SENTENCE))
    subprocess.run(
        [
            find_soffice(),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            suffix[1:],
            "--outdir",
            str(tmp_path / "out"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = read(f"rivers{suffix}", tmp_path / "out" / f"rivers{suffix}")
    assert isinstance(document, Document), document
    assert SENTENCE in document.text
