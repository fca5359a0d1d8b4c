// Audio, video and pictures play: opened directly from /p, and from an element that points at /d.
// (A browser saves what it meets at the end of a redirect to Microsoft: it is sent as an attachment.)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, openHouse, openPage } from "./kit.mjs";

const PLAYED = [
  "/contoso/alice/Music/Pentatonic.mp3",
  "/contoso/alice/Music/Pentatonic.ogg",
  "/contoso/alice/Music/Four notes.wav",
  "/contoso/alice/Video/Drifting square.webm",
  "/contoso/alice/Video/Drifting square.mp4",
];
const SHOWN = ["/contoso/alice/Photos/2026-05 Lisbon/IMG_0412.jpg", "/contoso/chen/照片/风景-11.png"];

let house;
before(async () => (house = await openHouse()));
after(() => house?.close());

for (const path of PLAYED) {
  test(`${path} plays when opened from /p`, async () => {
    const { page, close } = await openPage(house, { javaScriptEnabled: true });
    await page.goto(at(house.demo, `/p${path}`));
    assertPlayed(await page.locator("video, audio").first().evaluate(playALittle));
    await close();
  });

  test(`${path} plays in a player that is given /d`, async () => {
    const { page, close } = await openListing();
    const player = await embed(page, "video", `/d${path}`);
    assertPlayed(await player.evaluate(playALittle));
    await close();
  });
}

for (const path of SHOWN) {
  test(`${path} is shown when opened from /p`, async () => {
    const { page, close } = await openPage(house, { javaScriptEnabled: true });
    await page.goto(at(house.demo, `/p${path}`));
    const picture = page.locator("img").first();
    assert.ok((await picture.evaluate((element) => element.naturalWidth)) > 0);
    await close();
  });

  test(`${path} is shown by a picture element that is given /d`, async () => {
    const { page, close } = await openListing();
    const picture = await embed(page, "img", `/d${path}`);
    await picture.evaluate((element) => element.decode());
    assert.ok((await picture.evaluate((element) => element.naturalWidth)) > 0);
    await close();
  });
}

/** A page of the same site whose policy does not stand between the element and the redirect. */
async function openListing() {
  const opened = await openPage(house, { javaScriptEnabled: true, bypassCSP: true });
  await opened.page.goto(at(house.demo, "/"));
  return opened;
}

function embed(page, element, path) {
  return page.evaluateHandle(
    ([name, source]) => {
      const made = document.createElement(name);
      made.src = source;
      return document.body.appendChild(made);
    },
    [element, at(house.demo, path)],
  );
}

function assertPlayed({ error, seconds }) {
  assert.equal(error, null);
  assert.ok(seconds > 0.1, `played ${seconds} s`);
}

/** Runs in the page: plays until the clip has moved on, or fails, or five seconds are over. */
async function playALittle(player) {
  player.muted = true;
  const moved = new Promise((resolve) => {
    player.addEventListener("timeupdate", () => player.currentTime > 0.1 && resolve());
    player.addEventListener("error", resolve);
    setTimeout(resolve, 5_000);
  });
  await player.play().catch(() => {});
  await moved;
  return { error: player.error?.message ?? null, seconds: player.currentTime };
}
