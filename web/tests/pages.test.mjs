// The pages as a visitor meets them, without JavaScript, and how they look to axe.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, findBarriers, openHouse, openPage, openRow, readRows, sidewaysOverflow, signIn } from "./kit.mjs";

const DEEP = ["contoso", "alice", "Projects 2026", "Website", "Assets", "Icons", "readme.txt"];
const WIDTHS = [1280, 390];
/** Nothing scrolls sideways here either: a page at 400 % (WCAG 2.2, 1.4.10). */
const NARROWEST = 320;
const PAGES = {
  "sign-in": "/@login",
  front: "/",
  folder: "/contoso/alice/",
  "odd names": "/contoso/bob/Odd names/",
  file: `/${DEEP.join("/")}`,
  "no drive": "/contoso/dora/",
  "broken tenant": "/northwind/gina/",
  "empty folder": "/contoso/alice/Empty folder/",
  text: "/contoso/alice/README.md",
  sound: "/contoso/alice/Music/Pentatonic.mp3",
  problem: "/@problems/secret_expired",
};

let house;
before(async () => (house = await openHouse()));
after(() => house?.close());

test("a visitor signs in, walks to a file four folders deep, and signs out", async () => {
  const { page, watch, close } = await openPage(house, { session: null });
  await page.goto(at(house.demo, "/"));
  assert.equal(new URL(page.url()).pathname, "/@login", "the front page asks for a sign-in");
  await signIn(page, house.demo);

  const tops = (await readRows(page)).map(({ name }) => name);
  assert.deepEqual(tops.toSorted(), ["contoso", "fabrikam", "northwind"]);
  for (const name of DEEP) await openRow(page, name);
  assert.match(await page.locator("main h1").innerText(), /readme\.txt/);

  const download = page.locator("a, button").filter({ hasText: "Download" }).first();
  const target = new URL(await download.getAttribute("href"), page.url()).pathname;
  assert.equal(target, new URL(at(house.demo, `/d/${DEEP.join("/")}`)).pathname);

  await page.locator("header form[action='/@logout'] [type=submit]").click();
  await page.goto(at(house.demo, "/contoso/"));
  assert.equal(new URL(page.url()).pathname, "/@login", "signing out ends the session");
  assert.deepEqual(watch.complaints(), []);
  await close();
});

test("every tenant's mounts are listed, also those in trouble", async () => {
  const { page, close } = await openPage(house);
  const expected = {
    contoso: ["alice", "bob", "chen", "dora"],
    fabrikam: ["eve", "farid"],
    northwind: ["gina"],
  };
  for (const [tenant, users] of Object.entries(expected)) {
    await page.goto(at(house.demo, `/${tenant}/`));
    assert.deepEqual((await readRows(page)).map(({ name }) => name).toSorted(), users);
  }
  await close();
});

test("trouble explains itself and is never an empty folder", async () => {
  const { page, close } = await openPage(house);
  for (const [path, code] of [["/northwind/gina/", "secret_expired"], ["/contoso/dora/", "drive_not_provisioned"]]) {
    const answer = await page.goto(at(house.demo, path));
    assert.ok(answer.status() >= 400, `${path} is ${answer.status()}`);
    assert.ok(await page.locator("main h1").innerText());
    const codes = await page.locator("main code").allInnerTexts();
    assert.ok(codes.includes(code), `${path} shows ${codes}`);
    assert.ok(codes.includes(answer.headers()["x-request-id"]), "our request id is on the page");
    assert.deepEqual(await readRows(page), []);
  }
  await close();
});

test("hostile and right-to-left names are text, whole and isolated", async () => {
  const { page, watch, close } = await openPage(house);
  await page.goto(at(house.demo, PAGES["odd names"]));
  const rows = await readRows(page);
  const names = rows.map(({ name }) => name);
  for (const name of [
    "it's mine.txt",
    "R&amp;D &lt;b&gt;bold&lt;_b&gt;.txt",
    "＜script＞alert(1)＜／script＞.txt",
    "#1 100%.txt",
    "+plus+.txt",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "$(id) `id`.txt",
    "invoice\u202efdp.exe",
    "cafe\u0301 au lait.txt",
    "@login",
    "مجلد",
  ]) {
    assert.ok(names.includes(name), `${name} is not shown as it is`);
  }
  assert.deepEqual(rows.filter(({ isolated }) => !isolated), [], "a name may turn the line around");
  for (const name of ["%2e%2e", "#1 100%.txt", "@login"]) {
    await page.goto(at(house.demo, PAGES["odd names"]));
    await openRow(page, name);
    assert.equal((await page.locator("main h1").innerText()).trim(), name);
  }
  assert.deepEqual(watch.complaints(), []);
  await close();
});

for (const [name, path] of Object.entries(PAGES)) {
  test(`the ${name} page has no barrier and fits, in light and dark, wide and narrow`, async () => {
    const { page, watch, close } = await openPage(house, {
      session: name === "sign-in" ? null : undefined,
      javaScriptEnabled: true,
    });
    await page.goto(at(house.demo, path));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const where = `${colorScheme}, ${width} px`;
        assert.deepEqual(await findBarriers(page), [], where);
        assert.ok((await sidewaysOverflow(page)) <= 0, `scrolls sideways: ${where}`);
      }
    }
    await page.setViewportSize({ width: NARROWEST, height: 800 });
    assert.ok((await sidewaysOverflow(page)) <= 0, `scrolls sideways: ${NARROWEST} px`);
    assert.deepEqual(watch.complaints(), []);
    await close();
  });
}
