"""webdav4 and its file system for fsspec, which pandas, dask and DVC have drives by."""

from pathlib import Path

from kit import PASSWORD, UP, URL, USERNAME, files, hash_of, same

from webdav4.client import Client, ForbiddenOperation, HTTPError, ResourceAlreadyExists, ResourceNotFound
from webdav4.fsspec import WebdavFileSystem

AUTH = (USERNAME, PASSWORD)
LARGE = UP / "deep/deeper/large.bin"


def refused(error, deed, *arguments):
    """What somebody is told who asks for this."""
    try:
        deed(*arguments)
    except error as told:
        return told
    raise AssertionError("it is refused")


def client_goes_round(client):
    """The library's own names for it."""
    same(client.ls("", detail=False), [])
    client.mkdir("client")
    refused(ResourceAlreadyExists, client.mkdir, "client")
    client.upload_file(LARGE, "client/large.bin")
    refused(ResourceAlreadyExists, client.upload_file, LARGE, "client/large.bin")
    client.upload_file(UP / "medium.bin", "client/large.bin", overwrite=True)
    same(client.content_length("client/large.bin"), 3_000_000)
    etag = client.etag("client/large.bin")
    assert etag.startswith('"') and etag.endswith('"'), etag
    assert client.modified("client/large.bin") and client.created("client/large.bin")
    same(client.content_type("client/large.bin"), "application/octet-stream")
    client.copy("client/large.bin", "client/copy.bin")
    client.move("client/copy.bin", "client/moved it.bin")
    refused(ResourceAlreadyExists, client.move, "client/large.bin", "client/moved it.bin")
    client.move("client/large.bin", "client/moved it.bin", overwrite=True)
    client.copy("client", "copied")
    assert client.isdir("copied") and client.isfile("copied/moved it.bin")
    client.download_file("copied/moved it.bin", "back.bin")
    same(hash_of(Path("back.bin").read_bytes()), hash_of((UP / "medium.bin").read_bytes()))
    with client.open("copied/moved it.bin", "rb") as file:
        file.seek(2_000_000)
        same(file.read(50), (UP / "medium.bin").read_bytes()[2_000_000:2_000_050])
    client.remove("client")
    client.remove("copied")
    assert not client.exists("client")
    refused(ResourceNotFound, client.info, "client")


def file_system_goes_round(drive):
    """The tree up, and down again."""
    drive.put(f"{UP}/", "tree/", recursive=True)
    found = {path.removeprefix("tree/") for path in drive.find("tree")}
    same(found, set(files()))
    for path, local in files().items():
        same(drive.size(f"tree/{path}"), local.stat().st_size)
    same(sorted(drive.glob("tree/many/1/*1*.dat")), [f"tree/many/1/file {number}.dat" for number in (1, 10, 13, 16, 19)])
    drive.get("tree/", "down", recursive=True)
    same(hash_of(drive.cat_file("tree/deep/deeper/large.bin")), hash_of(LARGE.read_bytes()))
    same(drive.cat_file("tree/medium.bin", start=5, end=25), (UP / "medium.bin").read_bytes()[5:25])
    assert drive.checksum("tree/empty") and drive.modified("tree/empty")


def file_system_changes(drive):
    """What can be done with files that are there."""
    with drive.open("tree/written.txt", "w") as file:
        file.write("line one\nline two ü\n")
    with drive.open("tree/written.txt", "r") as file:
        same(file.readlines(), ["line one\n", "line two ü\n"])
    drive.pipe_file("tree/written.txt", b"over")
    same(drive.cat_file("tree/written.txt"), b"over")
    drive.cp_file("tree/written.txt", "tree/copy.txt")
    drive.mv("tree/copy.txt", "tree/moved.txt")
    drive.mv("tree/many/2", "tree/many/two", recursive=True)
    same(len(drive.ls("tree/many/two")), 7)
    drive.copy("tree/many/two", "tree/again", recursive=True)
    same(len(drive.ls("tree/again", detail=False)), 7)
    drive.makedirs("tree/new/er", exist_ok=True)
    refused(OSError, drive.rmdir, "tree/new")
    drive.rmdir("tree/new/er")
    drive.rm("tree/new")
    drive.rm("tree/again", recursive=True)
    drive.rm_file("tree/moved.txt")
    assert not drive.exists("tree/again") and not drive.exists("tree/moved.txt")
    refused(FileNotFoundError, drive.info, "tree/again")
    refused(IsADirectoryError, drive.open, "tree/many")


# The library does not escape `%` and `#` in a name.
NAMES = UP / "names"
for untold in ("100 % #1 & more+less.txt", "a%20b%2Fc.txt"):
    (NAMES / untold).unlink()
client = Client(URL, auth=AUTH, timeout=60)
assert {"1", "2", "3"} <= set(client.options()), client.options()
client_goes_round(client)
drive = WebdavFileSystem(URL, auth=AUTH, timeout=60)
file_system_goes_round(drive)
file_system_changes(drive)
refused((ForbiddenOperation, HTTPError), client.mkdir, "root: a*b")
same(refused(HTTPError, Client(URL, auth=(USERNAME, "wrong")).ls, "").status_code, 401)
