"""Objects in a folder: what the stages count on."""

from pathlib import Path

import pytest

from pipeline.errors import Misconfigured, Rejected
from pipeline.objects import Objects


async def test_put_get_exists_delete(tmp_path: Path) -> None:
    objects = Objects(f"file://{tmp_path}/new/store")
    assert await objects.put("a/b.bin", b"1") == "a/b.bin"
    await objects.put("a/b.bin", b"22")
    assert await objects.get("a/b.bin") == b"22"
    assert await objects.exists("a/b.bin")
    assert (await objects.path("a/b.bin")).read_bytes() == b"22"
    await objects.delete("a/b.bin")
    await objects.delete("a/b.bin")
    assert not await objects.exists("a/b.bin")


async def test_file_is_stored_whole(tmp_path: Path) -> None:
    source = tmp_path / "big.pdf"
    source.write_bytes(bytes(range(256)) * 40_000)
    objects = Objects(f"file://{tmp_path}/store")
    await objects.put_file("documents/x.pdf", source)
    assert await objects.get("documents/x.pdf") == source.read_bytes()


@pytest.mark.parametrize("read", ["get", "path"])
async def test_missing_object_is_rejected_by_key(tmp_path: Path, read: str) -> None:
    with pytest.raises(Rejected, match="no/such") as caught:
        await getattr(Objects(f"file://{tmp_path}"), read)("no/such")
    assert caught.value.code == "object_missing"


@pytest.mark.parametrize("key", ["{}/beside.pdf", "../beside.pdf", "a/../../beside.pdf", "link/beside.pdf"])
async def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "beside.pdf").write_bytes(b"%PDF-")
    objects = Objects(f"file://{tmp_path}/store")
    (tmp_path / "store" / "link").symlink_to(tmp_path)
    with pytest.raises((Rejected, ValueError)):
        await objects.path(key.format(tmp_path))


async def test_remote_object_is_copied_to_scratch_once(tmp_path: Path) -> None:
    objects = Objects("memory:///", scratch=tmp_path / "scratch")
    await objects.put("documents/x.pdf", b"%PDF-")
    first = await objects.path("documents/x.pdf")
    assert first.read_bytes() == b"%PDF-"
    assert await objects.path("documents/x.pdf") == first
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_unusable_url_is_named() -> None:
    with pytest.raises(Misconfigured, match="gopher"):
        Objects("gopher://x")
