// Everything can be reached and seen with the keyboard alone, in the order in which it is read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, openHouse, openPage, readRows } from "./kit.mjs";

const LONG_NAMES = "/contoso/bob/Odd names/";

let house;
before(async () => (house = await openHouse()));
after(() => house?.close());

test("Tab walks a page in the order in which it is read, and each stop is seen", async () => {
  const { page, close } = await openPage(house);
  await page.goto(at(house.demo, "/contoso/alice/"));
  const rows = (await readRows(page)).map(({ name }) => name);
  const expected = [
    "Skip to the content", "Onefold", house.demo.username, "Sign out",
    "Home", "contoso",
    "Name", "Type", "Size", "Modified (UTC)",
    ...rows,
  ];
  for (const name of expected) {
    await page.keyboard.press("Tab");
    const stop = await page.locator(":focus").evaluate(describe);
    assert.equal(stop.name, name);
    assert.equal(stop.outline, "solid", `${name} shows no focus`);
    assert.ok(stop.inSight, `${name} is out of sight`);
  }
  await close();
});

test("the link at the beginning skips to the content", async () => {
  const { page, close } = await openPage(house);
  await page.goto(at(house.demo, "/contoso/alice/"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal((await page.locator(":focus").evaluate(describe)).name, "Name");
  await close();
});

test("a visitor signs in with the keyboard alone", async () => {
  const { page, close } = await openPage(house, { session: null });
  await page.goto(at(house.demo, "/@login"));
  await page.locator("#username").focus();
  await page.keyboard.type(house.demo.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(house.demo.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  await close();
});

test("a name that is cut off is told whole, and leaves the columns where they are", async () => {
  for (const width of [1280, 390]) {
    const { page, close } = await openPage(house, { viewport: { width, height: 800 } });
    await page.goto(at(house.demo, LONG_NAMES));
    const names = await page.locator("[role=table] tbody .name a").evaluateAll((links) =>
      links.map((link) => ({
        name: link.textContent,
        cut: link.scrollWidth > link.clientWidth,
        title: link.title,
      })),
    );
    const cut = names.filter((each) => each.cut);
    assert.ok(cut.length > 0, "the demo world has names that are too long");
    for (const { name, title } of cut) assert.equal(title, name, `${width} px`);
    const ends = await page.locator("[role=table] tbody .modified").evaluateAll((cells) =>
      cells.map((cell) => Math.round(cell.getBoundingClientRect().right)),
    );
    assert.equal(new Set(ends).size, 1, `the dates end at one line: ${width} px`);
    await close();
  }
});

test("a size reads from left to right, whatever the name beside it", async () => {
  const { page, close } = await openPage(house);
  await page.goto(at(house.demo, LONG_NAMES));
  const row = page.locator("[role=table] tbody tr").filter({ hasText: "مجلد" });
  const [size] = await row.locator(".size").evaluateAll((cells) =>
    cells.map((cell) => {
      const text = cell.firstChild;
      const left = (from) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect().left;
      };
      return { text: text.data, first: left(0), last: left(text.length - 1) };
    }),
  );
  assert.match(size.text, /^\d+ B$/);
  assert.ok(size.first < size.last);
  await close();
});

test("nothing moves by itself", async () => {
  const { page, close } = await openPage(house, { reducedMotion: "reduce" });
  for (const path of ["/", "/contoso/alice/", "/@login"]) {
    await page.goto(at(house.demo, path));
    const moving = await page.locator("*").evaluateAll((all) =>
      all.filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration !== "0s";
      }).length,
    );
    assert.equal(moving, 0, path);
  }
  await close();
});

/** Runs in the page: the name of what has the focus, and whether one sees that it has. */
function describe(element) {
  const box = element.getBoundingClientRect();
  return {
    name: element.textContent.trim(),
    outline: getComputedStyle(element).outlineStyle,
    inSight: box.width > 0 && box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight,
  };
}
