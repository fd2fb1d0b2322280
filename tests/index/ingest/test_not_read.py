"""How files that are not read are told."""

from __future__ import annotations

from index.ingest.not_read import SkippedFile, describe_not_read, skipped_suffix

LOCK = SkippedFile("/d/~$a.docx", "lock file", "lock file", is_system=True)


def test_each_is_named_with_its_reason() -> None:
    files = [
        skipped_suffix("/d/Plan.YAML"),
        SkippedFile("/d/well.txt", "a link, which is not followed", "link"),
    ]
    assert describe_not_read(files) == (
        "2 not read: Plan.YAML (.yaml files cannot be read),"
        " well.txt (a link, which is not followed)"
    )
    assert describe_not_read([]) == ""


def test_many_of_a_kind_are_counted_and_rare_kinds_are_named_first() -> None:
    files = [skipped_suffix(f"/d/{number}.png") for number in range(30)]
    told = describe_not_read([*files, skipped_suffix("/d/a.vsd"), skipped_suffix("/d/b.vsd")], 3)
    assert told.startswith("32 not read: a.vsd (.vsd files cannot be read), b.vsd (.vsd ")
    assert told.endswith("0.png (.png files cannot be read); and 29 more: 29 .png")


def test_system_files_are_counted_by_kind() -> None:
    other = SkippedFile("/d/~$b.docx", "lock file", "lock file", is_system=True)
    git = SkippedFile("/d/.git", "hidden folder", "hidden folder", is_system=True)
    assert describe_not_read([LOCK, git, other]) == "passed over: 2 lock files, 1 hidden folder"
    assert describe_not_read([LOCK, skipped_suffix("/d/a.b")]).endswith(
        "; passed over: 1 lock file"
    )


def test_names_that_are_there_twice_have_their_folder_and_reasons_are_short() -> None:
    long = SkippedFile("/d/c.pdf", f"it cannot be read ({'x' * 300}).", ".pdf")
    told = describe_not_read([skipped_suffix("/d/one/a.png"), skipped_suffix("/d/two/a.png"), long])
    assert "one/a.png (" in told
    assert "two/a.png (" in told
    assert len(told) < 300
    sentences = SkippedFile("/d/a.txt", "it has 3.5 million pages. Split it.", ".txt")
    assert describe_not_read([sentences]) == "1 not read: a.txt (it has 3.5 million pages)"


def test_a_file_in_an_archive_is_named_with_it_beside_others() -> None:
    inner = SkippedFile("/d/old.zip!/plan", "it is encrypted", "")
    told = describe_not_read([inner, skipped_suffix("/d/a.png")])
    assert "old.zip!/plan (it is encrypted)" in told
    assert describe_not_read([inner]) == "1 not read: plan (it is encrypted)"
