"""Uploads come only from where they may, and every refusal has a code and a sentence."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import Rejected, Transient
from pipeline.objects import Objects
from services.discovery import sources as sources_module
from services.discovery.sources import CHUNK, Fetched, Sources

MAX_BYTES = 3 * CHUNK
PDF = b"%PDF-1.7 as good as any"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Oak floors.pdf").write_bytes(PDF)
    (tmp_path / "secret.pdf").write_bytes(PDF)
    return folder


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(f"file://{tmp_path}/objects")


@pytest.fixture
def sources(root: Path, objects: Objects) -> Sources:
    return Sources(objects, MAX_BYTES, roots=[root], buckets=["catalogues"])


async def refused(sources: Sources, source: str) -> tuple[str, str]:
    """Code and sentence."""
    with pytest.raises(Rejected) as rejected:
        await sources.fetch(source)
    return rejected.value.code, rejected.value.message


@pytest.mark.parametrize("name", ["Oak floors.pdf", "Oak%20floors.pdf", "../in/Oak%20floors.pdf"])
async def test_a_file_is_hashed_and_copied(sources: Sources, objects: Objects, root: Path, name: str) -> None:
    fetched = await sources.fetch(f"file://{root}/{name}")
    assert fetched == Fetched(f"documents/{SHA256}.pdf", SHA256, len(PDF))
    assert await objects.get(fetched.ref) == PDF


async def test_a_file_at_localhost_and_through_a_link_within_the_roots(sources: Sources, root: Path) -> None:
    (root / "link.pdf").symlink_to(root / "Oak floors.pdf")
    assert (await sources.fetch(f"file://localhost{root}/link.pdf")).sha256 == SHA256


async def test_an_object_of_our_own_store(sources: Sources, objects: Objects) -> None:
    await objects.put("uploads/Oak floors.pdf", PDF)
    for source in ("object:///uploads/Oak%20floors.pdf", "object:///uploads/Oak floors.pdf"):
        assert (await sources.fetch(source)).ref == f"documents/{SHA256}.pdf"


async def test_many_chunks_are_one_file(sources: Sources, objects: Objects, root: Path) -> None:
    data = os.urandom(2 * CHUNK + 17)
    (root / "big.pdf").write_bytes(data)
    fetched = await sources.fetch(f"file://{root}/big.pdf")
    assert (fetched.sha256, fetched.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert await objects.get(fetched.ref) == data


async def test_an_empty_file_is_left_to_the_reader(sources: Sources, root: Path) -> None:
    (root / "empty.pdf").touch()
    assert (await sources.fetch(f"file://{root}/empty.pdf")).size == 0


@pytest.mark.parametrize(
    "source", ["http://example.org/a.pdf", "ftp://a/b", "/srv/in/a.pdf", "FILE:///a.pdf", "", "://"]
)
async def test_a_scheme_nobody_knows(sources: Sources, source: str) -> None:
    code, message = await refused(sources, source)
    assert code == "source_scheme"
    assert repr(source) in message
    assert "only file://, s3://, object:// are allowed here" in message


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1/a.pdf",
        "https://169.254.169.254/latest/meta-data",
        "s3+http://catalogues/a.pdf",
        "data:application/pdf;base64,JVBERi0=",
        "javascript:alert(1)",
        "file:/etc/hostname",
        " file:///etc/hostname",
        "file\0://a",
        "\x1b[2J://a",
    ],
)
async def test_no_scheme_leads_to_the_network_or_around_the_roots(sources: Sources, source: str) -> None:
    code, message = await refused(sources, source)
    assert code == "source_scheme"
    assert not any(c in message for c in "\x1b\0")


async def test_a_scheme_that_is_not_allowed_here(root: Path, objects: Objects) -> None:
    careful = Sources(objects, MAX_BYTES, schemes=["object"], roots=[root])
    code, message = await refused(careful, f"file://{root}/Oak floors.pdf")
    assert code == "source_scheme"
    assert "only object:// are allowed here" in message


@pytest.mark.parametrize("name", ["../secret.pdf", "%2e%2e/secret.pdf", "link.pdf", "folder/secret.pdf"])
async def test_nothing_leads_out_of_the_roots(sources: Sources, root: Path, name: str) -> None:
    (root / "link.pdf").symlink_to(root.parent / "secret.pdf")
    (root / "folder").symlink_to(root.parent)
    code, message = await refused(sources, f"file://{root}/{name}")
    assert code == "source_outside_roots"
    assert "outside the folders uploads may come from" in message


@pytest.mark.parametrize(
    "place",
    [
        "/etc/hostname",
        "/proc/self/environ",
        "/proc/self/root{root}/Oak floors.pdf/../../secret.pdf",
        "/dev/zero",
        "/dev/stdin",
        "{root}/..%2fsecret.pdf",
        "{root}/%2e%2e%2fsecret.pdf",
        "{root}/%252e%252e/secret.pdf",
        "{root}/Oak floors.pdf/../../secret.pdf",
        "//etc/hostname",
        "otherhost/etc/hostname",
        "{root}\\..\\secret.pdf",
        "~/secret.pdf",
        "$HOME/secret.pdf",
        "{root}/$(touch x)",
    ],
)
async def test_no_spelling_leads_out_of_the_roots(sources: Sources, root: Path, place: str) -> None:
    code, message = await refused(sources, "file://" + place.format(root=root))
    assert code in {"source_outside_roots", "source_missing", "source_unreadable"}
    assert not (root / "x").exists()
    assert "%PDF" not in message


async def test_a_file_that_becomes_a_link_after_it_was_looked_at(
    sources: Sources, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = root / "Oak floors.pdf"
    opened = sources_module._open_regular

    def swapped(path: Path) -> object:
        named.unlink()
        named.symlink_to(root.parent / "secret.pdf")
        return opened(path)

    monkeypatch.setattr(sources_module, "_open_regular", swapped)
    assert (await refused(sources, f"file://{named}"))[0] == "source_unreadable"


async def test_a_hard_link_within_a_root_is_a_file_of_that_root(sources: Sources, root: Path) -> None:
    """Who may write into a root may link what lies on the same file system: docs/security.md says so."""
    os.link(root.parent / "secret.pdf", root / "hard.pdf")
    assert (await sources.fetch(f"file://{root}/hard.pdf")).sha256 == SHA256


@pytest.mark.parametrize(
    "key",
    [
        "runs/0/catalogue.json.zst",
        "pages/a.jsonl.zst",
        "images/a/b.jpg",
        "uploads/../runs/0/catalogue.json.zst",
        "uploads/%2e%2e/runs/0/catalogue.json.zst",
        "uploads/..%2fruns/0/catalogue.json.zst",
        "uploads//../a.pdf",
        "uploads/",
        "uploads",
        "../in/a.pdf",
        "",
        "etc/hostname",
        "uploads/" + "a" * 2_000,
    ],
)
async def test_of_our_own_store_only_uploads_can_be_named(sources: Sources, objects: Objects, key: str) -> None:
    await objects.put("runs/0/catalogue.json.zst", b"ours")
    await objects.put("pages/a.jsonl.zst", b"ours")
    for slashes in ("object:///", "object://", "object:////"):
        assert (await refused(sources, slashes + key))[0] == "source_prefix"


@pytest.mark.parametrize("name", ["a%00.pdf", "%1b.pdf", "a%5cb.pdf", "*.pdf", "%252e%252e", "a?versionId=1#x"])
async def test_odd_names_of_uploads_are_just_not_there(sources: Sources, name: str) -> None:
    assert (await refused(sources, f"object:///uploads/{name}"))[0] == "source_missing"


async def test_a_link_in_the_store_is_no_upload(sources: Sources, objects: Objects, tmp_path: Path) -> None:
    await objects.put("uploads/a.pdf", PDF)
    uploads = tmp_path / "objects/uploads"
    (uploads / "out.pdf").symlink_to(tmp_path / "secret.pdf")
    assert (await refused(sources, "object:///uploads/out.pdf"))[0] == "source_missing"
    (uploads / "link.pdf").symlink_to(uploads / "a.pdf")
    assert (await refused(sources, "object:///uploads/link.pdf"))[0] == "source_unreadable"


async def test_the_endpoint_is_the_operators_alone(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a source names a server: a bucket is one of the list, letter by letter."""
    asked: list[str] = []

    def never(url: str, *_: object) -> None:
        asked.append(url)
        raise ValueError

    monkeypatch.setattr(sources_module, "open_remote", never)
    for bucket in ("catalogues:80@127.0.0.1", "127.0.0.1:9000", "catalogues?endpoint=http://127.0.0.1", "Catalogues"):
        assert (await refused(sources, f"s3://{bucket}/a.pdf"))[0] == "source_bucket"
    await refused(sources, "s3://catalogues/http://127.0.0.1/a.pdf?endpoint=http://127.0.0.1")
    assert asked == ["s3://catalogues"]


async def test_a_folder_whose_name_begins_like_a_root_is_none(sources: Sources, root: Path) -> None:
    beside = root.with_name("in-secret")
    beside.mkdir()
    (beside / "a.pdf").write_bytes(PDF)
    assert (await refused(sources, f"file://{beside}/a.pdf"))[0] == "source_outside_roots"


async def test_no_roots_allow_nothing(root: Path, objects: Objects) -> None:
    closed = Sources(objects, MAX_BYTES)
    assert (await refused(closed, f"file://{root}/Oak floors.pdf"))[0] == "source_outside_roots"
    assert (await refused(closed, "s3://catalogues/a.pdf"))[0] == "source_bucket"


async def test_a_root_may_be_a_link_itself(root: Path, objects: Objects) -> None:
    alias = root.with_name("alias")
    alias.symlink_to(root)
    fetched = await Sources(objects, MAX_BYTES, roots=[alias]).fetch(f"file://{alias}/Oak floors.pdf")
    assert fetched.sha256 == SHA256


@pytest.mark.parametrize("bucket", ["others", "catalogues-2", "", "catalogues@others"])
async def test_a_bucket_that_is_not_listed(sources: Sources, bucket: str) -> None:
    code, message = await refused(sources, f"s3://{bucket}/a.pdf")
    assert code == "source_bucket"
    assert repr(bucket) in message


async def test_a_file_over_the_limit_is_not_stored(sources: Sources, objects: Objects, root: Path) -> None:
    data = b"%PDF" + bytes(MAX_BYTES)
    (root / "huge.pdf").write_bytes(data)
    await objects.put("uploads/huge.pdf", data)
    for source in (f"file://{root}/huge.pdf", "object:///uploads/huge.pdf"):
        code, message = await refused(sources, source)
        assert code == "source_too_large"
        assert f"at most {MAX_BYTES} are allowed" in message
    assert not await objects.exists(f"documents/{hashlib.sha256(data).hexdigest()}.pdf")


async def test_a_file_that_grows_while_it_is_read_is_stopped_too(
    sources: Sources, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "grown.pdf").write_bytes(bytes(MAX_BYTES + 1))
    real = os.fstat

    def earlier(descriptor: int) -> os.stat_result:
        """As when the file was opened, before it grew."""
        now = list(real(descriptor))
        now[6] = 10
        return os.stat_result(now)

    monkeypatch.setattr("services.discovery.sources.os.fstat", earlier)
    assert (await refused(sources, f"file://{root}/grown.pdf"))[0] == "source_too_large"


@pytest.mark.parametrize("source", ["file://{root}/gone.pdf", "object:///uploads/gone.pdf"])
async def test_a_source_that_vanished_or_never_was(sources: Sources, root: Path, source: str) -> None:
    code, message = await refused(sources, source.format(root=root))
    assert code == "source_missing"
    assert "does not exist" in message


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [folder, pipe, loop])
async def test_what_is_no_file_cannot_be_read(sources: Sources, root: Path, make: Callable[[Path], None]) -> None:
    make(root / "odd.pdf")
    code, message = await refused(sources, f"file://{root}/odd.pdf")
    assert code == "source_unreadable"
    assert "odd.pdf cannot be read" in message


async def test_a_name_no_file_can_have(sources: Sources, root: Path) -> None:
    for name in ("%00.pdf", "a" * 4_000):
        assert (await refused(sources, f"file://{root}/{name}"))[0] == "source_unreadable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_file_without_permission(sources: Sources, root: Path) -> None:
    (root / "Oak floors.pdf").chmod(0)
    assert (await refused(sources, f"file://{root}/Oak floors.pdf"))[0] == "source_unreadable"


async def test_a_file_that_may_not_be_read_is_told_from_one_that_is_missing(
    sources: Sources, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("services.discovery.sources._open_regular", denied)
    code, message = await refused(sources, f"file://{root}/Oak floors.pdf")
    assert code == "source_unreadable"
    assert "Permission denied" in message


async def test_storage_that_does_not_answer_is_tried_again(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT": "http://127.0.0.1:9",  # the discard port: nobody listens
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Transient) as transient:
        await sources.fetch("s3://catalogues/2026/Oak%20floors.pdf")
    assert transient.value.code == "source_unavailable"


@pytest.mark.parametrize("source", ["s3://[b/k.pdf", "s3://elsewhere/k?.pdf"])
async def test_a_bucket_is_what_stands_before_the_first_slash(sources: Sources, source: str) -> None:
    with pytest.raises(Rejected) as caught:
        await sources.fetch(source)
    assert caught.value.code == "source_bucket"
