import io
import os
import tarfile
import time
from pathlib import Path

import pytest

from cigen.edge.tarball import DamagedError, append, looks_like_tar, members
from tests import factories


def read(path: Path) -> dict[str, bytes]:
    return {member.path: b"".join(member.chunks()) for member in members(path) if member.regular}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "x.tar"
    path.write_bytes(data)
    return path


def archive(*infos: tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as tar:
        for info in infos:
            tar.addfile(info, io.BytesIO(b"x" * info.size))
    return buffer.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def test_members__an_end_of_gigabytes_takes_seconds(tmp_path: Path) -> None:
    path = written(tmp_path, archive(entry("a")))
    os.truncate(path, 1 << 30)
    started = time.process_time()
    assert list(read(path)) == ["a"]
    assert time.process_time() - started < 5
    with path.open("r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        stream.write(b"x")
    with pytest.raises(DamagedError, match="more after the archive's end"):
        read(path)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members__every_format_is_read(tmp_path: Path, form: int) -> None:
    long = "cells/" + "a" * 90 + "/" + "b" * 60 + "/1.log"
    path = written(
        tmp_path, archive(entry("./a/b", size=700), entry(long, size=3), entry("d", tarfile.DIRTYPE), form=form)
    )
    assert read(path) == {"a/b": b"x" * 700, long: b"xxx"}
    assert [member.directory for member in members(path)] == [False, False, True]


def test_members__names_beyond_ascii_are_read(tmp_path: Path) -> None:
    assert list(read(written(tmp_path, archive(entry("é/ü" * 60, size=1))))) == ["é/ü" * 60]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_members__what_is_special_is_not_regular_and_has_no_bytes(tmp_path: Path, kind: bytes) -> None:
    path = written(tmp_path, archive(entry("evil", kind, linkname="/etc/passwd"), entry("after", size=4)))
    found = [(member.regular, member.size, b"".join(member.chunks())) for member in members(path)]
    assert found == [(False, 0, b""), (True, 4, b"xxxx")]


def test_members__a_sparse_file_is_not_regular(tmp_path: Path) -> None:
    info = entry("huge", size=3, pax_headers={"GNU.sparse.realsize": str(1 << 60), "GNU.sparse.major": "1"})
    assert [member.regular for member in members(written(tmp_path, archive(info)))] == [False]


@pytest.mark.parametrize("keep", [1, 511, 512, 700, 1024, 1500, 2048])
def test_members__a_truncated_archive_is_damaged(tmp_path: Path, keep: int) -> None:
    path = written(tmp_path, archive(entry("a", size=600), entry("b", size=5))[:keep])
    with pytest.raises(DamagedError, match="truncated"):
        read(path)


def test_members__what_stands_before_the_break_is_read(tmp_path: Path) -> None:
    reader = members(written(tmp_path, archive(entry("a", size=600), entry("b", size=5))[:1536]))
    assert next(reader).path == "a"
    with pytest.raises(DamagedError):
        next(reader)


@pytest.mark.parametrize("data", [b"\x1f\x8b" + b"z" * 600, os.urandom(2048), b"<testsuite/>" * 100])
def test_members__other_files_are_damaged_archives(tmp_path: Path, data: bytes) -> None:
    assert not looks_like_tar(data[:512])
    with pytest.raises(DamagedError):
        read(written(tmp_path, data))


def test_members__what_follows_the_end_is_damage_unless_it_is_nothing(tmp_path: Path) -> None:
    data = archive(entry("a", size=1))
    assert list(read(written(tmp_path, data + bytes(70_000)))) == ["a"]
    with pytest.raises(DamagedError, match="after the archive's end"):
        read(written(tmp_path, data + data))


def test_members__of_extended_headers_only_what_is_asked_for_is_kept(tmp_path: Path) -> None:
    info = entry("a", size=1, pax_headers={f"k{n}": "v" * 50 for n in range(2000)} | {"path": "b"})
    assert list(read(written(tmp_path, archive(info)))) == ["b"]


def test_members__a_header_of_absurd_size_is_refused_unread(tmp_path: Path) -> None:
    data = bytearray(archive(entry("x" * 300, size=1), form=tarfile.GNU_FORMAT))
    info = entry("././@LongLink", tarfile.GNUTYPE_LONGNAME, size=2 << 20)
    path = written(tmp_path, info.tobuf(tarfile.GNU_FORMAT) + bytes(3 << 20) + bytes(data))
    with pytest.raises(DamagedError, match="extended header"):
        read(path)


@pytest.mark.parametrize("record", [b"0 a=b\n", b"999999 path=x\n", b"x", b"-5 path=x\n", b"1" * 400])
def test_members__a_broken_extended_header_is_damage(tmp_path: Path, record: bytes) -> None:
    info = entry("pax", tarfile.XHDTYPE, size=len(record))
    data = info.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\0") + archive(entry("a", size=1))
    with pytest.raises(DamagedError):
        read(written(tmp_path, data))


def test_looks_like_tar__also_where_it_is_empty() -> None:
    assert looks_like_tar(factories.tar({})[:512])
    assert looks_like_tar(factories.tar({"a": b"b"})[:512])
    assert not looks_like_tar(b"")


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_append__adds_a_member_and_leaves_the_others_alone(tmp_path: Path, form: int) -> None:
    name = "cells/" + ("a" * 90 if form == tarfile.USTAR_FORMAT else "a" * 180)
    path = written(tmp_path, archive(entry(name, size=700), entry("b", size=512), form=form))
    before = read(path)
    append(path, "part.json", b"x" * 1000)
    append(path, "other", b"")
    assert read(path) == before | {"part.json": b"x" * 1000, "other": b""}
    with tarfile.open(path) as tar:
        assert tar.getnames()[-2:] == ["part.json", "other"]


def test_append__writes_only_the_end(tmp_path: Path) -> None:
    path = written(tmp_path, archive(entry("a", size=5000)))
    old = path.read_bytes()
    append(path, "b", b"1")
    end = 512 + 5120
    assert path.read_bytes()[:end] == old[:end]
    assert path.stat().st_size == end + 512 + 512 + 1024


def test_append__begins_an_empty_archive(tmp_path: Path) -> None:
    path = written(tmp_path, bytes(10240))
    append(path, "b", b"1")
    assert read(path) == {"b": b"1"}


@pytest.mark.parametrize("data", [b"", b"no tar", b"x" * 2000])
def test_append__to_what_is_no_whole_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    with pytest.raises(DamagedError):
        append(path, "b", b"1")
    assert path.read_bytes() == data
