"""aiowebdav2, asked as Home Assistant's backup agent asks it: what has no size until it has been sent goes up in
pieces, a file beside it says what it is, and only backups count whose properties say so."""

import asyncio
import json
from pathlib import Path

from kit import PASSWORD, UP, URL, USERNAME, hash_of, same

from aiohttp import ClientTimeout
from aiowebdav2 import Client, Property, PropertyRequest
from aiowebdav2.exceptions import RemoteResourceNotFoundError, UnauthorizedError

NAMESPACE = "homeassistant"
VERSION = "1"
FOLDER = "/backups/home assistant"
SOURCE = UP / "deep/deeper/large.bin"
TIMEOUT = ClientTimeout(connect=10, total=120)


class Agent:
    """The requests of the agent, in its order."""

    def __init__(self, client):
        self.client = client

    async def upload(self, backup):
        """A backup, what is told of it, and the properties by which it is found."""
        await self.client.upload_iter(pieces(), f"{FOLDER}/{backup['name']}.tar", timeout=TIMEOUT)
        metadata = f"{FOLDER}/{backup['name']}.metadata.json"
        await self.client.upload_iter(json.dumps(backup), metadata)
        values = {"backup_id": backup["backup_id"], "metadata_version": VERSION}
        properties = [Property(namespace=NAMESPACE, name=name, value=value) for name, value in values.items()]
        await self.client.set_property_batch(metadata, properties)

    async def _metadata_files(self):
        wanted = [PropertyRequest(namespace=NAMESPACE, name=name) for name in ("metadata_version", "backup_id")]
        listed = await self.client.list_with_properties(FOLDER, wanted)
        found = {}
        for path, properties in listed.items():
            values = {known.name: known.value for known in properties}
            if path.endswith(".json") and values.get("metadata_version") == VERSION:
                found[values["backup_id"]] = path
        return found

    async def _read(self, path):
        return json.loads(await anext(await self.client.download_iter(path)))

    async def backups(self):
        """All that count."""
        return [await self._read(path) for path in (await self._metadata_files()).values()]

    async def find(self, backup_id):
        """The one with this id."""
        path = (await self._metadata_files()).get(backup_id)
        return await self._read(path) if path else None

    async def download(self, backup):
        """The bytes of a backup."""
        chunks = await self.client.download_iter(f"{FOLDER}/{backup['name']}.tar", timeout=TIMEOUT)
        return b"".join([chunk async for chunk in chunks])

    async def delete(self, backup):
        """A backup with what is told of it."""
        await self.client.clean(f"{FOLDER}/{backup['name']}.tar")
        await self.client.clean(f"{FOLDER}/{backup['name']}.metadata.json")


async def pieces():
    """A file as the backup's stream brings it."""
    with SOURCE.open("rb") as file:
        while piece := file.read(100_000):
            yield piece


async def backs_up(client):
    """What happens night for night."""
    assert await client.check()
    await client.mkdir(f"{FOLDER}/", recursive=True)
    await client.mkdir(f"{FOLDER}/", recursive=True)
    agent = Agent(client)
    same(await agent.backups(), [])
    first = {"backup_id": "a1b2", "name": "Automatic_2026.11_2026-11-21", "protected": True}
    second = {"backup_id": "c3d4", "name": "By hand & öfter", "protected": False}
    await agent.upload(first)
    await agent.upload(second)
    # Somebody else's file, which is no backup.
    await client.upload_iter("{}", f"{FOLDER}/other.json")
    found = await agent.backups()
    same(sorted(found, key=lambda it: it["backup_id"]), [first, second])
    same(await agent.find("c3d4"), second)
    same(await agent.find("e5f6"), None)
    same(hash_of(await agent.download(first)), hash_of(SOURCE.read_bytes()))
    await agent.delete(second)
    same(await agent.backups(), [first])


async def does_the_rest(client):
    """What the library can do besides."""
    quota = await client.quota()
    assert quota.available_bytes > 2**30, quota
    tar = f"{FOLDER}/Automatic_2026.11_2026-11-21.tar"
    info = await client.info(tar)
    same(int(info["size"]), SOURCE.stat().st_size)
    assert not await client.is_dir(tar) and await client.is_dir(f"{FOLDER}/")
    metadata = f"{FOLDER}/Automatic_2026.11_2026-11-21.metadata.json"
    await client.copy(metadata, f"{FOLDER}/copy.json")
    copied = await client.get_property(f"{FOLDER}/copy.json", PropertyRequest(namespace=NAMESPACE, name="backup_id"))
    same(copied.value, "a1b2")
    await client.move(f"{FOLDER}/copy.json", f"{FOLDER}/moved.json")
    assert not await client.check(f"{FOLDER}/copy.json")
    moved = await client.get_property(f"{FOLDER}/moved.json", PropertyRequest(namespace=NAMESPACE, name="backup_id"))
    same(moved.value, "a1b2")
    async with await client.lock(f"{FOLDER}/moved.json", timeout=60) as holder:
        await holder.upload_iter("[]", f"{FOLDER}/moved.json")
    await client.clean(f"{FOLDER}/moved.json")
    await client.upload("/tree/", UP)
    await client.download("/tree/", Path("down"))
    await client.clean("/tree/many/")
    try:
        await client.list_files("/none/")
        raise AssertionError("it is not there")
    except RemoteResourceNotFoundError:
        pass


async def main():
    """With the right password, and with a wrong one."""
    async with Client(URL, USERNAME, PASSWORD) as client:
        await backs_up(client)
        await does_the_rest(client)
    async with Client(URL, USERNAME, "wrong") as client:
        try:
            await client.check()
            raise AssertionError("nobody knows this password")
        except UnauthorizedError:
            pass


asyncio.run(main())
