// Takes the pictures in docs/screenshots: wide and narrow, light and dark.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./demo.mjs";
import { at, openHouse, openPage } from "./kit.mjs";

const FOLDER = join(ROOT, "docs", "screenshots");
const PAGES = {
  "sign-in": "/@login",
  front: "/",
  folder: "/contoso/alice/",
  names: "/contoso/bob/Odd names/",
  file: "/contoso/alice/Photos/2026-05 Lisbon/IMG_0412.jpg",
  error: "/northwind/gina/",
};
const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 780 },
];

mkdirSync(FOLDER, { recursive: true });
const house = await openHouse();
try {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of WINDOWS) {
      for (const [name, path] of Object.entries(PAGES)) {
        const session = name === "sign-in" ? null : undefined;
        const { page, close } = await openPage(house, { session, colorScheme, viewport });
        await page.goto(at(house.demo, path));
        const file = `${name}-${viewport.width}-${colorScheme}.png`;
        await page.screenshot({ path: join(FOLDER, file) });
        await close();
      }
    }
  }
} finally {
  await house.close();
}
console.log(`pictures are in ${FOLDER}`);
