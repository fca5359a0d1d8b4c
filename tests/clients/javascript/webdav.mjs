// The package `webdav`, all that it offers.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";

import { createClient } from "webdav";

const { DAV_URL, DAV_USERNAME, DAV_PASSWORD } = process.env;
const client = createClient(DAV_URL, { username: DAV_USERNAME, password: DAV_PASSWORD });
const LARGE = "up/deep/deeper/large.bin";

const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex");
const refused = (deed, status) => assert.rejects(deed, (error) => error.status === status);

/** Every file and folder below one on disk, folders before what is in them. */
function walk(folder) {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? [{ path, isFolder: true }, ...walk(path)] : [{ path, isFolder: false }];
    });
}

async function sends() {
    await client.createDirectory("/tree/up", { recursive: true });
    for (const { path, isFolder } of walk("up")) {
        const there = `/tree/${path}`;
        if (isFolder) await client.createDirectory(there);
        else assert.equal(await client.putFileContents(there, readFileSync(path)), true);
    }
    await refused(client.createDirectory("/tree/up"), 405);
    await refused(client.createDirectory("/none/below"), 409);
    const again = await client.putFileContents("/tree/up/empty", "over", { overwrite: false });
    assert.equal(again, false);
    assert.equal((await client.stat("/tree/up/empty")).size, 0);
}

async function streams() {
    const stream = createReadStream(LARGE);
    assert.equal(await client.putFileContents("/streamed.bin", stream), true);
    assert.equal((await client.stat("/streamed.bin")).size, statSync(LARGE).size);
    const told = await new Promise((resolve, reject) => {
        const writing = client.createWriteStream("/written.bin", {}, resolve);
        writing.on("error", reject);
        createReadStream("up/medium.bin").pipe(writing);
    });
    assert.equal(told.status, 201);
    const reading = client.createReadStream("/streamed.bin");
    assert.equal(hashOf(await buffer(reading)), hashOf(readFileSync(LARGE)));
    const range = { start: 1_000_000, end: 1_000_099 };
    const part = await buffer(client.createReadStream("/written.bin", { range }));
    assert.deepEqual(part, readFileSync("up/medium.bin").subarray(range.start, range.end + 1));
    const rest = await buffer(client.createReadStream("/written.bin", { range: { start: 2_999_990 } }));
    assert.equal(rest.length, 10);
    await client.deleteFile("/streamed.bin");
    await client.deleteFile("/written.bin");
}

async function lists(folder) {
    const entries = await client.getDirectoryContents(folder);
    const below = await Promise.all(entries.map((entry) => (entry.type === "directory" ? lists(entry.filename) : [entry])));
    return below.flat();
}

async function fetches() {
    const files = await lists("/tree/up");
    const sent = walk("up").filter((entry) => !entry.isFolder);
    assert.deepEqual(files.map((file) => file.filename).sort(), sent.map((file) => `/tree/${file.path}`).sort());
    for (const file of files) {
        const path = join("down", file.filename.slice("/tree/up".length));
        const content = await client.getFileContents(file.filename);
        assert.equal(content.byteLength, file.size, file.filename);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, Buffer.from(content));
    }
    await refused(client.getDirectoryContents("/tree", { deep: true }), 403);
    const self = await client.getDirectoryContents("/tree", { includeSelf: true, details: true });
    assert.equal(self.status, 207);
    assert.equal(self.data.length, 2);
    const some = await client.getDirectoryContents("/tree/up/many/1", { glob: "/tree/up/many/1/*1*.dat" });
    assert.equal(some.length, 5);
    const stat = await client.stat("/tree/up/medium.bin", { details: true });
    assert.equal(stat.data.size, 3_000_000);
    assert.ok(stat.data.etag && stat.data.props.getetag);
    assert.equal(await client.getFileContents("/tree/up/many/0/file 0.dat", { format: "text" }).then((it) => typeof it), "string");
    await refused(client.stat("/none"), 404);
}

async function changes() {
    await client.copyFile("/tree/up/many", "/tree/copy");
    assert.equal((await lists("/tree/copy")).length, 21);
    await client.copyFile("/tree/up/many", "/tree/shallow", { shallow: true });
    assert.equal((await lists("/tree/shallow")).length, 0);
    await refused(client.copyFile("/tree/up/many", "/tree/copy", { overwrite: false }), 412);
    await client.moveFile("/tree/copy", "/tree/moved & renamed");
    assert.equal(await client.exists("/tree/copy"), false);
    await refused(client.moveFile("/tree/up/empty", "/tree/up/one byte.txt", { overwrite: false }), 412);
    await client.copyFile("/tree/up/empty", "/tree/up/one byte.txt");
    assert.equal((await client.stat("/tree/up/one byte.txt")).size, 0);
    await client.putFileContents("/tree/up/one byte.txt", readFileSync("up/one byte.txt"));
    await client.deleteFile("/tree/moved & renamed");
    await client.deleteFile("/tree/shallow");
    assert.equal(await client.exists("/tree/moved & renamed"), false);
    const partial = client.partialUpdateFileContents("/tree/up/medium.bin", 1, 2, "xy");
    await assert.rejects(partial, (error) => /not supported/i.test(error.message));
}

async function locks() {
    const path = "/tree/up/many/0/file 0.dat";
    const held = await client.lock(path);
    assert.match(held.serverTimeout, /^Second-\d+$/);
    await refused(client.putFileContents(path, "without the token"), 423);
    const headers = { If: `(<${held.token}>)` };
    const content = readFileSync("up/many/0/file 0.dat");
    assert.equal(await client.putFileContents(path, content, { headers }), true);
    await refused(client.lock(path), 423);
    await client.unlock(path, held.token);
    assert.equal(await client.putFileContents(path, content), true);
}

async function tells() {
    // It asks for all that there is, to which the room does not belong (RFC 4331, section 3); it can ask for that.
    assert.equal(await client.getQuota(), null);
    const data = `<d:propfind xmlns:d="DAV:"><d:prop><d:quota-available-bytes/><d:quota-used-bytes/></d:prop></d:propfind>`;
    const quota = await client.getQuota({ data });
    assert.ok(quota.available > 2 ** 30 && quota.used >= 0, JSON.stringify(quota));
    const { compliance } = await client.getDAVCompliance("/");
    assert.deepEqual(compliance, ["1", "2", "3"]);
    const body = `<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/><d:nothing/></d:prop></d:propfind>`;
    const asked = await client.customRequest("/tree/up/empty", { method: "PROPFIND", headers: { Depth: "0" }, data: body });
    const text = await asked.text();
    assert.equal(asked.status, 207);
    assert.match(text, /404 Not Found/);
    const link = client.getFileDownloadLink("/tree/up/many/0/file 0.dat");
    assert.ok(link.startsWith("http") && link.includes("file%200.dat"), link);
    await refused(client.search("/", { data: "<x/>" }), 405);
    const stranger = createClient(DAV_URL, { username: DAV_USERNAME, password: "wrong" });
    await refused(stranger.exists("/"), 401);
}

await sends();
await streams();
await fetches();
await changes();
await locks();
await tells();
