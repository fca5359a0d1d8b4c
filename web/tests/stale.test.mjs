// What a visitor sees while Microsoft fails for the moment: an old copy that says so, or the reason.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startForgetful } from "./demo.mjs";
import { at, breakGraph, findBarriers, mendGraph, openHouse, openPage, readRows, sidewaysOverflow } from "./kit.mjs";

const WIDTHS = [1280, 390, 320];
const PAUSE = { status: 429, headers: { "Retry-After": "90" } };

let house;
before(async () => (house = await openHouse(startForgetful)));
after(() => house?.close());
afterEach(() => mendGraph(house.demo));

// Before the others: a pause that was asked for lasts.
test("the link of an old copy leads to a new one as soon as there is one", async () => {
  const { page, close } = await openPage(house);
  const address = at(house.demo, "/contoso/bob/");
  await page.goto(address);
  await breakGraph(house.demo, { status: 502 });
  await page.goto(address);
  assert.match(await page.getByRole("status").innerText(), /Microsoft's service is not available\.\s+Try again$/);
  await mendGraph(house.demo);
  await page.getByRole("link", { name: "Try again" }).click();
  await page.waitForURL((url) => url.search === "?sort=name");
  assert.equal(await page.getByRole("status").count(), 0);
  assert.notDeepEqual(await readRows(page), []);
  await close();
});

test("while Microsoft asks for a pause a page is an old copy, and says so", async () => {
  const { page, watch, close } = await openPage(house, { javaScriptEnabled: true });
  await page.goto(at(house.demo, "/fabrikam/eve/"));
  const rows = await readRows(page);
  assert.equal(await page.getByRole("status").count(), 0, "a fresh page says nothing");

  await breakGraph(house.demo, PAUSE);
  const answer = await page.goto(at(house.demo, "/fabrikam/eve/"));
  assert.equal(answer.status(), 200);
  assert.deepEqual(await readRows(page), rows);
  const line = page.getByRole("status");
  assert.match(
    await line.innerText(),
    /^This copy was fetched (just now|\d+ s ago)\. Microsoft asks for a pause; it may be asked again in (90|8\d) s\.\s+Try again$/,
  );
  const above = await line.evaluate((line) => line.compareDocumentPosition(document.querySelector("[role=table]")));
  assert.equal(above, 4, "it stands before the rows");
  assert.equal(await line.getByRole("link", { name: "Microsoft asks" }).getAttribute("href"), "/@problems/throttled");
  await assertSound(page);
  assert.deepEqual(watch.complaints(), []);
  await close();
});

test("a folder that nobody has seen yet tells the reason and when to try again", async () => {
  const { page, close } = await openPage(house, { javaScriptEnabled: true });
  await breakGraph(house.demo, PAUSE);
  const answer = await page.goto(at(house.demo, "/contoso/alice/Music/"));
  assert.equal(answer.status(), 503);
  const text = await page.locator("main").innerText();
  assert.match(text, /Microsoft asks for a pause/);
  assert.match(text, /This passes by itself\. Try again in \d+ s\./);
  assert.ok(text.includes(answer.headers()["x-request-id"]), "our request id is on the page");
  assert.match(text, /For administrators\s+Wait; if it happens often/);
  const again = page.getByRole("link", { name: "Try again" });
  assert.equal(await again.getAttribute("href"), "/contoso/alice/Music/");
  await assertSound(page);
  await close();
});

/** No barrier, nothing sideways, and the way on is reached by the keyboard: in light and dark, wide and narrow. */
async function assertSound(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const where = `${colorScheme}, ${width} px`;
      assert.deepEqual(await findBarriers(page), [], where);
      assert.ok((await sidewaysOverflow(page)) <= 0, `scrolls sideways: ${where}`);
    }
  }
  const again = page.getByRole("link", { name: "Try again" });
  await again.focus();
  assert.ok(await again.evaluate((link) => link === document.activeElement && link.matches(":focus-visible")));
}
