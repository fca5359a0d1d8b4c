// Takes the pictures in docs/screenshots: wide and narrow, light and dark.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./demo.mjs";
import { at, openHouse, openPage } from "./kit.mjs";

const FOLDER = join(ROOT, "docs", "screenshots");
const PAGES = {
  front: "/",
  names: "/contoso/bob/Odd names/",
  file: "/contoso/alice/Photos/2026-05 Lisbon/IMG_0412.jpg",
  trouble: "/northwind/gina/",
};
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 780 };

mkdirSync(FOLDER, { recursive: true });
const house = await openHouse();
try {
  await meetTheTroubles();
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [WIDE, NARROW]) {
      for (const [name, path] of Object.entries(PAGES)) {
        await takePicture(name, path, { colorScheme, viewport });
      }
    }
  }
} finally {
  await house.close();
}
console.log(`pictures are in ${FOLDER}`);

/** What is wrong at a drive is known once somebody has tried it. */
async function meetTheTroubles() {
  const { page, close } = await openPage(house);
  for (const drive of ["/contoso/alice/", "/contoso/bob/", "/contoso/dora/", "/northwind/gina/"]) {
    await page.goto(at(house.demo, drive));
  }
  await close();
}

async function takePicture(name, path, options) {
  const { page, close } = await openPage(house, options);
  await page.goto(at(house.demo, path));
  const file = join(FOLDER, `${name}-${options.viewport.width}-${options.colorScheme}.png`);
  await page.screenshot({ path: file });
  await close();
  shrink(file);
}

/** Makes a picture a third of its size with pngquant, where that is installed. */
function shrink(file) {
  const options = ["--force", "--strip", "--skip-if-larger", "--quality=85-100", "--output", file, file];
  spawnSync("pngquant", options, { stdio: "ignore" });
}
