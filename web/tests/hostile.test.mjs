// HTML and SVG out of a drive run nothing in our origin, whichever way they are opened.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { at, openHouse, openPage } from "./kit.mjs";

const FOLDER = "/contoso/bob/Odd names";
const FILES = ["evil.html", "evil.svg", "evil.md", "not a picture.png"];
/** Long enough for the page's own refresh after two seconds. */
const PATIENCE_MS = 2_500;
const QUIET_MS = 300;

let house;
before(async () => (house = await openHouse()));
after(() => house?.close());

// Most of it is waiting for what must not happen, so they wait together.
describe("a hostile file", { concurrency: FILES.length }, () => {
  for (const file of FILES) {
    for (const face of ["", "/p", "/d"]) {
      test(`${file} runs nothing when opened from ${face || "its page"}`, async () => {
        const { page, watch, close } = await openPage(house, { javaScriptEnabled: true, acceptDownloads: true });
        const address = at(house.demo, `${face}${FOLDER}/${file}`);
        assert.equal((await page.context().request.get(address)).status(), 200, "it is there to be opened");
        await openAsFarAsItGoes(page, address);
        await page.waitForTimeout(file === "evil.html" ? PATIENCE_MS : QUIET_MS);

        assert.doesNotMatch(await page.title(), / RAN$/);
        assert.deepEqual(watch.requests().filter((url) => /@evil|@logout|stolen/.test(url)), []);
        assert.deepEqual(watch.complaints().filter((line) => line.startsWith("dialog")), []);
        await close();
      });
    }
  }
});

test("an ordinary page runs scripts here, so that the tests above can fail", async () => {
  const { page, close } = await openPage(house, { javaScriptEnabled: true });
  await page.goto(`data:text/html,${encodeURIComponent("<script>document.title = 'SCRIPT RAN'</script>")}`);
  assert.match(await page.title(), / RAN$/);
  await close();
});

/** Opens the address; one that is saved instead of shown has nothing to open, and that is fine. */
async function openAsFarAsItGoes(page, address) {
  try {
    await page.goto(address);
  } catch (error) {
    if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
  }
}
