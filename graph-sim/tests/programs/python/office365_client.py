"""Office365-REST-Python-Client, another independent one; its tokens come from msal."""

import hashlib
from io import BytesIO
from pathlib import Path

from kit import CLIENT_ID, CLIENT_SECRET, CREDENTIAL, DRIVE, SITE, TENANT, USER, same, step
from msal import ConfidentialClientApplication
from office365.graph_client import GraphClient
from office365.runtime.client_request_exception import ClientRequestException

pem = Path(CREDENTIAL).read_text()
application = ConfidentialClientApplication(
    CLIENT_ID,
    authority=f"https://login.microsoftonline.com/{TENANT}",
    client_credential={"private_key": pem, "public_certificate": pem[pem.index("-----BEGIN CERTIFICATE") :]},
)
answer = application.acquire_token_for_client(["https://graph.microsoft.com/.default"])
assert "access_token" in answer, answer
same(application.acquire_token_for_client(["https://graph.microsoft.com/.default"])["token_source"], "cache")
step("msal: `acquire_token_for_client` by a certificate, twice", "a token; then the one in msal's cache")

client = GraphClient(tenant=TENANT).with_client_secret(CLIENT_ID, CLIENT_SECRET)
drive = client.users[USER].drive.get().execute_query()
same(drive.id, DRIVE)
step("`users[…].drive`", "its id")

children = client.drives[DRIVE].root.children.get().execute_query()
same(sorted(item.name for item in children), ["Documents", "Empty", "Many"])
many = client.drives[DRIVE].root.get_by_path("Many").children.get_all(page_size=100).execute_query()
same(len({item.name for item in many}), 450)
step("`children.get`, `get_all(page_size=100)`", "three folders; 450 files in five pages")

hello = client.drives[DRIVE].root.get_by_path("Documents/hello.txt")
content = hello.get_content().execute_query()
same(content.value, b"Hello World!")
into = BytesIO()
hello.download_session(into).execute_query()
same(into.getvalue(), b"Hello World!")
step("`get_content`, `download_session`", "the file's bytes, at once and by its download URL")

folder = client.drives[DRIVE].root.create_folder("office365").execute_query()
small = folder.upload("small.bin", Path("small.bin").read_bytes()).execute_query()
same(small.name, "small.bin")
large = folder.resumable_upload("large.bin", chunk_size=327680 * 10).get().execute_query()
same(large.name, "large.bin")
back = client.drives[DRIVE].root.get_by_path("office365/large.bin").get_content().execute_query().value
same(hashlib.sha256(back).hexdigest(), hashlib.sha256(Path("large.bin").read_bytes()).hexdigest())
step("`create_folder`, `upload`, `resumable_upload`", "names in the answers; read back, the hash is equal")

client.drives[DRIVE].items[small.id].set_property("name", "renamed.bin").update().execute_query()
renamed = client.drives[DRIVE].root.get_by_path("office365/renamed.bin").get().execute_query()
same(renamed.id, small.id)
step("`update` of a name", "the same id under the other name")

client.drives[DRIVE].items[small.id].delete_object().execute_query()
try:
    client.drives[DRIVE].items[small.id].get().execute_query()
    raise AssertionError("what was deleted is there")
except ClientRequestException as refusal:
    same(refusal.response.status_code, 404)
step("`delete_object`", "then 404")

site = client.sites[SITE].get().execute_query()
libraries = client.sites[SITE].drives.get().execute_query()
same((site.id, [library.name for library in libraries]), (SITE, ["Documents"]))
step("`sites[…]`, its `drives`", "the site and its library")

people = client.users.get().filter("startswith(displayName,'Ada')").execute_query()
same([person.user_principal_name for person in people], [USER])
step("`users` with a filter", "Ada alone")
