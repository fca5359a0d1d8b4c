"""O365, an independent client that many scripts use."""

import hashlib
from pathlib import Path

from kit import CLIENT_ID, CLIENT_SECRET, DRIVE, TENANT, USER, same, step

from O365 import Account, MSGraphProtocol
from O365.utils.token import MemoryTokenBackend


def hash_of(path):
    """SHA-256 of a file on disk."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


account = Account(
    (CLIENT_ID, CLIENT_SECRET),
    auth_flow_type="credentials",
    tenant_id=TENANT,
    protocol=MSGraphProtocol(),
    token_backend=MemoryTokenBackend(),
)
assert account.authenticate()
step("`Account.authenticate` with `credentials`", "msal finds the authority's documents and gets a token")

drive = account.storage(resource=USER).get_default_drive(request_drive=True)
same((drive.object_id, drive.drive_type), (DRIVE, "business"))
assert drive.quota and account.storage(resource=USER).get_drives()
step("`get_default_drive`, `get_drives`", "the user's drive and its quota")

names = [item.name for item in drive.get_root_folder().get_items()]
same(sorted(names), ["Documents", "Empty", "Many"])
many = drive.get_item_by_path("/Many")
listed = {item.name for item in many.get_items(limit=450, batch=100)}
same(len(listed), 450)
step("`get_items`, `get_items(batch=100)`", "three folders; 450 files in five pages")

hello = drive.get_item_by_path("/Documents/hello.txt")
assert hello.is_file and hello.hashes["quickXorHash"]
assert hello.download(to_path=".", name="hello.txt")
same(Path("hello.txt").read_bytes(), b"Hello World!")
step("`get_item_by_path`, `download`", "the file and its bytes")

root = drive.get_root_folder()
folder = root.create_child_folder("o365")
copies = folder.create_child_folder("copies")
small = folder.upload_file("small.bin")
same(small.size, Path("small.bin").stat().st_size)
large = folder.upload_file("large.bin", chunk_size=327680 * 10)
same(large.size, Path("large.bin").stat().st_size)
assert large.download(to_path=".", name="back.bin")
same(hash_of("back.bin"), hash_of("large.bin"))
step("`create_child_folder`, `upload_file` small and in chunks", "sizes in the answers; read back, the hash is equal")

copying = small.copy(target=copies, name="copy.bin")
for _status in copying.check_status(delay=0.2):
    pass
same(copying.get_item().name, "copy.bin")
step("`copy`, `check_status`, `get_item`", "the monitor is followed without a token to the new item")

assert small.update(name="renamed.bin") and small.move(copies)
moved = drive.get_item(small.object_id)
same((moved.name, moved.parent_id), ("renamed.bin", copies.object_id))
step("`update(name=…)`, `move`", "the same id under another name in the other folder")

assert folder.upload_file("small.bin", item_name="twice.bin") and folder.upload_file("large.bin", item_name="twice.bin")
twice = drive.get_item_by_path("/o365/twice.bin")
versions = twice.get_versions()
same(len(versions), 2)
assert versions[-1].restore()
same(drive.get_item(twice.object_id).size, Path("small.bin").stat().st_size)
step("two uploads of one name, `get_versions`, `restore`", "two versions; the first one is back")

link = twice.share_with_link("view", "organization")
assert link.share_link.startswith("https://contoso-my.sharepoint.com/")
links = [permission.share_link for permission in twice.get_permissions() if permission.permission_type == "link"]
assert link.share_link in links
step("`share_with_link`, `get_permissions`", "the link is among the permissions")

assert twice.delete()
left = {item.name for item in folder.get_items()}
same(left, {"copies", "large.bin"})
step("`delete`", "the file is not listed any more")

found = [item.name for item in drive.search("hello")]
same(found, ["hello.txt"])
step("`search`", "the one file of that name")
