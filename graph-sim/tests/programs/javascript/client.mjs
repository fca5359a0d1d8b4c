// Microsoft's client for JavaScript, tokens by @azure/identity. `fetch` of Node.js knows no proxy of the
// environment by itself, so it is given one.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { ClientSecretCredential } from "@azure/identity";
import graph from "@microsoft/microsoft-graph-client";
import azure from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

const { SIM_TENANT, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DRIVE, SIM_SITE, SIM_USER } = process.env;
const DRIVE = `/drives/${SIM_DRIVE}`;

setGlobalDispatcher(new EnvHttpProxyAgent());

/** A step that was done, and what was asserted of it. */
function step(deed, seen) {
    console.log(JSON.stringify({ deed, seen }));
}

function hashOf(bytes) {
    return createHash("sha256").update(bytes).digest("hex");
}

const credential = new ClientSecretCredential(SIM_TENANT, SIM_CLIENT_ID, SIM_CLIENT_SECRET);
const scopes = ["https://graph.microsoft.com/.default"];
const authProvider = new azure.TokenCredentialAuthenticationProvider(credential, { scopes });
const client = graph.Client.initWithMiddleware({ authProvider });

async function reads() {
    const drive = await client.api(`/users/${SIM_USER}/drive`).select("id,driveType").get();
    assert.equal(drive.id, SIM_DRIVE);
    step("`api('/users/{upn}/drive').select()`", "its id; the token that @azure/identity got is taken");

    await assert.rejects(client.api("/me/drive").get(), (error) => error.statusCode === 400);
    step("`api('/me/drive')`", "`GraphError` with status 400: an application is nobody");

    const page = await client.api(`${DRIVE}/root:/Many:/children`).top(100).select("id,name").get();
    assert.equal(page.value.length, 100);
    const names = new Set();
    await new graph.PageIterator(client, page, (item) => names.add(item.name)).iterate();
    assert.equal(names.size, 450);
    step("`PageIterator` over 450 children, 100 a page", "every name once");

    const stopped = [];
    const iterator = new graph.PageIterator(client, page, (item) => stopped.push(item.name) < 150);
    await iterator.iterate();
    assert.equal(stopped.length, 150);
    await iterator.resume();
    assert.ok(stopped.length > 150);
    assert.equal(new Set(stopped).size, stopped.length);
    step("`PageIterator`, stopped in its second page and resumed", "it goes on there");

    let link = `${DRIVE}/root/delta`;
    const items = new Set();
    let answer;
    do {
        answer = await client.api(link).get();
        answer.value.forEach((item) => items.add(item.id));
        link = answer["@odata.nextLink"];
    } while (link);
    assert.equal(items.size, 459);
    assert.ok((await client.api(answer["@odata.deltaLink"]).get()).value.length <= 1);
    step("`delta`, its pages, its delta link", "459 items, then none");

    const content = await client
        .api(`${DRIVE}/root:/Documents/hello.txt:/content`)
        .responseType(graph.ResponseType.ARRAYBUFFER)
        .get();
    assert.equal(Buffer.from(content).toString(), "Hello World!");
    step("`content` as an ArrayBuffer", "the redirect is followed to the file's bytes");

    const site = await client.api(`/sites/${SIM_SITE}`).get();
    assert.equal(site.id, SIM_SITE);
    const libraries = await client.api(`/sites/${SIM_SITE}/drives`).get();
    assert.deepEqual(libraries.value.map((library) => library.name), ["Documents"]);
    step("`/sites/{id}`, its `drives`", "the site and its library");

    const people = await client
        .api("/users")
        .header("ConsistencyLevel", "eventual")
        .count(true)
        .filter("startswith(displayName,'Ada')")
        .get();
    assert.equal(people["@odata.count"], 1);
    step("`/users` with `filter`, `count` and `ConsistencyLevel`", "Ada, counted");
}

async function writes() {
    const small = readFileSync("small.bin");
    const written = await client.api(`${DRIVE}/root:/client/small.bin:/content`).put(small);
    assert.equal(written.size, small.length);
    step("`put` of 200,000 bytes", "their number in the answer");

    const large = readFileSync("large.bin");
    const url = `${DRIVE}/root:/client/large.bin:/createUploadSession`;
    const session = await graph.LargeFileUploadTask.createUploadSession(client, url, {
        item: { "@microsoft.graph.conflictBehavior": "replace" },
    });
    const file = new graph.FileUpload(large, "large.bin", large.length);
    const ranges = [];
    const progress = (range) => ranges.push(range?.minValue);
    const uploadEventHandlers = { progress };
    const task = new graph.LargeFileUploadTask(client, file, session, {
        rangeSize: 10 * 320 * 1024,
        uploadEventHandlers,
    });
    const uploaded = await task.upload();
    assert.equal(uploaded.responseBody.size, large.length);
    assert.ok(ranges.length >= 3 && ranges.length <= 4, `${ranges}`);
    const back = await client
        .api(`${DRIVE}/root:/client/large.bin:/content`)
        .responseType(graph.ResponseType.ARRAYBUFFER)
        .get();
    assert.equal(hashOf(Buffer.from(back)), hashOf(large));
    step("`LargeFileUploadTask` of 12,000,000 bytes", "four fragments; read back, the hashes are equal");

    const another = await graph.LargeFileUploadTask.createUploadSession(client, url, {});
    const given = new graph.LargeFileUploadTask(client, file, another, { rangeSize: 10 * 320 * 1024 });
    const first = { minValue: 0, maxValue: 3276799 };
    await given.uploadSlice(given.sliceFile(first), first, file.size);
    const status = await given.getStatus();
    assert.deepEqual(status.nextExpectedRanges, ["3276800-"]);
    await given.cancel();
    await assert.rejects(given.getStatus(), (error) => error.statusCode === 404);
    step("`LargeFileUploadTask.getStatus` and `cancel`", "the session says where it is, and ends");

    const folder = { name: "made", folder: {}, "@microsoft.graph.conflictBehavior": "rename" };
    const made = await client.api(`${DRIVE}/root:/client:/children`).post(folder);
    const second = await client.api(`${DRIVE}/root:/client:/children`).post(folder);
    assert.deepEqual([made.name, second.name], ["made", "made 1"]);
    step("`post` of a folder, twice, with `rename`", "`made`, then `made 1`");

    const moved = await client
        .api(`${DRIVE}/items/${written.id}`)
        .patch({ name: "moved.bin", parentReference: { id: made.id } });
    assert.deepEqual([moved.id, moved.name], [written.id, "moved.bin"]);
    await client.api(`${DRIVE}/items/${second.id}`).delete();
    await assert.rejects(client.api(`${DRIVE}/items/${second.id}`).get(), (error) => error.statusCode === 404);
    step("`patch` of name and parent, `delete`", "the same id in the other folder; what is deleted is 404");
}

async function batches() {
    // The client takes the host away, as it takes a page's own host from an address without one.
    const at = (path, options) => new Request(`https://graph.microsoft.com${path}`, options);
    const get = (id, path) => ({ id, request: at(path, { method: "GET" }) });
    const folder = at(`${DRIVE}/root/children`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name: "by batch", folder: {} }),
    });
    const first = { id: "1", request: folder };
    const second = { ...get("2", `${DRIVE}/root:/by batch:`), dependsOn: ["1"] };
    const third = { ...get("3", `${DRIVE}/root:/absent`), dependsOn: ["2"] };
    const content = await new graph.BatchRequestContent([first, second, third]).getContent();
    const answers = new graph.BatchResponseContent(await client.api("/$batch").post(content));
    const statuses = ["1", "2", "3"].map((id) => answers.getResponseById(id).status);
    assert.deepEqual(statuses, [201, 200, 404]);
    step("`BatchRequestContent` of three, one after another", "201, then 200 for what the first made, and 404");
}

await reads();
await writes();
await batches();
