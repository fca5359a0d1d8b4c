"""Microsoft's SDK for Python: msgraph-sdk over msgraph-core, tokens by azure-identity."""

import asyncio
from io import BytesIO
from pathlib import Path

import httpx
from azure.identity.aio import CertificateCredential, ClientSecretCredential
from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication.anonymous_authentication_provider import (
    AnonymousAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kit import CLIENT_ID, CLIENT_SECRET, CREDENTIAL, DRIVE, SCOPE, SITE, TENANT, USER, same, step
from msgraph import GraphServiceClient
from msgraph.generated.drives.item.items.item.children.children_request_builder import (
    ChildrenRequestBuilder,
)
from msgraph.generated.drives.item.items.item.copy.copy_post_request_body import (
    CopyPostRequestBody,
)
from msgraph.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
    CreateUploadSessionPostRequestBody,
)
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.drive_item_uploadable_properties import DriveItemUploadableProperties
from msgraph.generated.models.folder import Folder
from msgraph.generated.models.item_reference import ItemReference
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from msgraph_core.tasks.large_file_upload import LargeFileUploadTask
from msgraph_core.tasks.page_iterator import PageIterator


async def tokens():
    """Signs in by a certificate; the rest of the script does by a secret."""
    by_certificate = CertificateCredential(TENANT, CLIENT_ID, CREDENTIAL)
    async with by_certificate:
        token = await by_certificate.get_token(SCOPE)
        assert token.token.count(".") == 2
        client = GraphServiceClient(by_certificate, [SCOPE])
        drive = await client.drives.by_drive_id(DRIVE).get()
        same(drive.id, DRIVE)
    step("azure-identity: `CertificateCredential`", "the token that a signed assertion got opens the drive")


async def reading(client):
    """Drives, listings page by page, contents, changes."""
    drive = await client.users.by_user_id(USER).drive.get()
    same((drive.id, drive.drive_type), (DRIVE, "business"))
    assert drive.quota.total > 0
    step("`users/{upn}/drive`", "its id, type and quota")

    try:
        await client.me.drive.get()
        raise AssertionError("/me answers an application")
    except ODataError as refusal:
        same(refusal.response_status_code, 400)
    step("`me/drive`", "`ODataError` with status 400: an application is nobody")

    items = client.drives.by_drive_id(DRIVE).items
    query = ChildrenRequestBuilder.ChildrenRequestBuilderGetQueryParameters(top=100, select=["id", "name", "size"])
    page = await items.by_drive_item_id("root:/Many:").children.get(RequestConfiguration(query_parameters=query))
    same(len(page.value), 100)
    names = []
    await PageIterator(page, client.request_adapter).iterate(lambda item: names.append(item.name) or True)
    same(len(set(names)), 450)
    step("`PageIterator` over 450 children, 100 a page", "every name once")

    content = await items.by_drive_item_id("root:/Documents/hello.txt:").content.get()
    same(content, b"Hello World!")
    step("`content` of a file", "its bytes, from the content host and without the token")

    changes = await items.by_drive_item_id("root").delta.get()
    pages, link = [changes], changes.odata_next_link
    while link:
        pages.append(await items.by_drive_item_id("root").delta.with_url(link).get())
        link = pages[-1].odata_next_link
    seen = {item.id for page in pages for item in page.value}
    same(len(seen), 459)
    later = await items.by_drive_item_id("root").delta.with_url(pages[-1].odata_delta_link).get()
    assert len(later.value) <= 1, later.value
    step("`delta`, its pages, its delta link", "459 items, then none")

    site = await client.sites.by_site_id(SITE).get()
    libraries = await client.sites.by_site_id(SITE).drives.get()
    same((site.id, [library.name for library in libraries.value]), (SITE, ["Documents"]))
    step("`sites/{id}`, its `drives`", "the site and its library")

    found = await items.by_drive_item_id("root").search_with_q("hello").get()
    same([item.name for item in found.value], ["hello.txt"])
    step("`search(q='hello')`", "the one file of that name")


async def writing(client):
    """Files small and large, folders, changes on the server."""
    items = client.drives.by_drive_id(DRIVE).items
    small = Path("small.bin").read_bytes()
    written = await items.by_drive_item_id("root:/sdk/small.bin:").content.put(small)
    same((written.name, written.size), ("small.bin", len(small)))
    step("`content.put` of 200,000 bytes", "name and size in the answer; the folder is made")

    large = Path("large.bin").read_bytes()
    body = CreateUploadSessionPostRequestBody(
        item=DriveItemUploadableProperties(additional_data={"@microsoft.graph.conflictBehavior": "replace"})
    )
    session = await items.by_drive_item_id("root:/sdk/large.bin:").create_upload_session.post(body)
    fragment = 320 * 1024 * 10
    try:
        await LargeFileUploadTask(session, client.request_adapter, BytesIO(large), DriveItem, fragment).upload()
        raise AssertionError("the upload host takes the token")
    except APIError as refusal:
        same(refusal.response_status_code, 401)
    step("`LargeFileUploadTask` with the client's own adapter", "401: it sends the token to the upload host")
    anonymous = GraphRequestAdapter(AnonymousAuthenticationProvider())
    task = LargeFileUploadTask(session, anonymous, BytesIO(large), DriveItem, fragment)
    try:
        await task.upload()
        raise AssertionError("the upload went to its end: let the test hold it to that")
    except ValueError:
        pass
    async with httpx.AsyncClient() as http:
        gone = await http.delete(session.upload_url)
    same(gone.status_code, 204)
    step(
        "`LargeFileUploadTask` with an anonymous adapter",
        "one fragment; it can't read the `3276800-` that is expected next, nor `cancel` (both msgraph-core's own fault)",
    )

    folder = DriveItem(folder=Folder(), name="made", additional_data={"@microsoft.graph.conflictBehavior": "fail"})
    made = await items.by_drive_item_id("root:/sdk:").children.post(folder)
    try:
        await items.by_drive_item_id("root:/sdk:").children.post(folder)
        raise AssertionError("a name was given twice")
    except ODataError as refusal:
        same((refusal.response_status_code, refusal.error.code), (409, "nameAlreadyExists"))
    step("`children.post` of a folder, twice", "made; then `ODataError` 409 `nameAlreadyExists`")

    change = DriveItem(name="moved.bin", parent_reference=ItemReference(id=made.id))
    moved = await items.by_drive_item_id(written.id).patch(change)
    same((moved.id, moved.name, moved.parent_reference.id), (written.id, "moved.bin", made.id))
    step("`patch` of name and parent", "the same id in the other folder")

    order = CopyPostRequestBody(name="copy.bin", parent_reference=ItemReference(drive_id=DRIVE, id=made.id))
    await items.by_drive_item_id(written.id).copy.post(order)
    for _ in range(50):
        listed = await items.by_drive_item_id(made.id).children.get()
        if len(listed.value) == 2:
            break
        await asyncio.sleep(0.1)
    same(sorted(item.name for item in listed.value), ["copy.bin", "moved.bin"])
    step("`copy.post`", "taken with 202; the copy appears")

    await items.by_drive_item_id(made.id).delete()
    try:
        await items.by_drive_item_id(made.id).get()
        raise AssertionError("what was deleted is there")
    except ODataError as refusal:
        same((refusal.response_status_code, refusal.error.code), (404, "itemNotFound"))
    step("`delete` of a folder", "then `ODataError` 404 `itemNotFound`")


async def batches(client):
    """Several questions at once."""
    items = client.drives.by_drive_id(DRIVE).items
    content = BatchRequestContent()
    for name, request in [
        ("drive", client.drives.by_drive_id(DRIVE)),
        ("file", items.by_drive_item_id("root:/Documents/hello.txt:")),
        ("absent", items.by_drive_item_id("root:/absent:")),
    ]:
        content.add_request(name, BatchRequestItem(request.to_get_request_information(), id=name))
    try:
        await client.batch.post(content)
        raise AssertionError("a batch takes whole addresses")
    except APIError as refusal:
        same(refusal.response_status_code, 400)
    step("`BatchRequestContent` of three", "400: msgraph-core writes whole addresses, which no batch takes (its issue 1015)")

    for request in content.requests.values():
        request.url = request.url.removeprefix("https://graph.microsoft.com/v1.0/")
    answers = await client.batch.post(content)
    same(answers.get_response_by_id("drive").status, 200)
    same(answers.get_response_by_id("file").status, 200)
    same(answers.get_response_by_id("absent").status, 404)
    step("the same with addresses as they should be", "each answer under its own id: 200, 200, 404")


async def main():
    """All of it with one client."""
    await tokens()
    async with ClientSecretCredential(TENANT, CLIENT_ID, CLIENT_SECRET) as credential:
        client = GraphServiceClient(credential, [SCOPE])
        await reading(client)
        await writing(client)
        await batches(client)


asyncio.run(main())
