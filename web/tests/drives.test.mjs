// All drives at once, with what is known of each: on the front page and on the folders above them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, openHouse, openPage } from "./kit.mjs";

const DRIVES = {
  "/contoso/alice": "Contoso",
  "/contoso/bob": "Contoso",
  "/contoso/chen": "Contoso",
  "/contoso/dora": "Contoso",
  "/fabrikam/eve": "Fabrikam",
  "/fabrikam/farid": "Fabrikam",
  "/northwind/gina": "Northwind",
};

let house;
before(async () => (house = await openHouse()));
after(() => house?.close());

test("the front page lists every organization's drives", async () => {
  const { page, watch, close } = await openPage(house);
  await page.goto(at(house.demo, "/"));
  const drives = await readDrives(page);
  assert.deepEqual(drives.map(({ path }) => path).toSorted(), Object.keys(DRIVES));
  for (const { path, address, facts } of drives) {
    assert.equal(address, `${path}/`);
    assert.ok(facts.startsWith(DRIVES[path]), `${path}: ${facts}`);
  }
  assert.deepEqual(watch.complaints(), []);
  await close();
});

test("a drive that nobody has opened says so, and afterwards how it went", async () => {
  const { page, close } = await openPage(house);
  const state = async (path) => {
    await page.goto(at(house.demo, "/contoso/"));
    return (await readDrives(page)).find((drive) => drive.path === path);
  };
  assert.equal((await state("/contoso/bob")).words, "Not tried yet");
  await page.goto(at(house.demo, "/contoso/bob/"));
  assert.equal((await state("/contoso/bob")).words, "Works");
  await page.goto(at(house.demo, "/contoso/dora/"));
  const { words, remedy } = await state("/contoso/dora");
  assert.equal(words, "The user has no OneDrive yet");
  assert.match(remedy, /^Let the user open OneDrive once/);
  await close();
});

test("trouble is counted in the rows, stands first, and leads to its explanation", async () => {
  const { page, close } = await openPage(house);
  for (const path of ["/contoso/dora/", "/northwind/gina/"]) await page.goto(at(house.demo, path));
  await page.goto(at(house.demo, "/"));
  const rows = await page.locator("[role=table] tbody .name").allInnerTexts();
  assert.match(rows.find((row) => row.startsWith("contoso")), /1 of 4 drives in trouble/);
  assert.doesNotMatch(rows.find((row) => row.startsWith("fabrikam")), /trouble/);
  assert.match(rows.find((row) => row.startsWith("northwind")), /Its drive is in trouble/);

  const first = (await readDrives(page)).slice(0, 2).map(({ path }) => path);
  assert.deepEqual(first, ["/contoso/dora", "/northwind/gina"]);
  await page.locator(".drives a").filter({ hasText: "secret_expired" }).click();
  await page.waitForURL((url) => url.pathname === "/@problems/secret_expired");
  assert.equal(await page.locator("main h1").innerText(), "The application's secret has expired");
  assert.match(await page.locator("main").innerText(), /Create a new client secret/);
  await close();
});

/** The drives that the page's section tells of. */
function readDrives(page) {
  return page.locator(".drives li").evaluateAll((items) =>
    items.map((item) => ({
      path: item.querySelector(".place").textContent,
      address: item.querySelector(".place").getAttribute("href"),
      facts: item.querySelector(".facts").textContent,
      words: item.querySelector(".state").textContent,
      remedy: item.querySelector(".remedy")?.textContent,
    })),
  );
}
