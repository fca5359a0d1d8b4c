// What the browser tests share: one program, one browser, signed-in pages and a watch over them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { findChromium } from "./chromium.mjs";
import { startDemo } from "./demo.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];
const STEP_WITHIN_MS = 10_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * The program on its demo world, as `start` starts it, and a browser, signed in once.
 * `close()` ends both; call it in `after`.
 */
export async function openHouse(start = startDemo) {
  const demo = await start();
  let browser;
  const close = async () => {
    await browser?.close();
    await demo.stop();
  };
  try {
    browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: FLAGS });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await signIn(page, demo);
    const session = await context.storageState();
    await context.close();
    return { demo, browser, session, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Fills in the sign-in form and sends it. */
export async function signIn(page, demo) {
  await page.goto(at(demo, "/@login"));
  await page.locator("input[name=username]").fill(demo.username);
  await page.locator("input[name=password]").fill(demo.password);
  await page.locator("main button[type=submit]").click();
  await page.waitForURL((url) => url.pathname !== "/@login");
}

/**
 * A page of a fresh context, and the watch over it. `options` are Playwright's; `session` is the
 * house's unless given, and `null` is a visitor who is not signed in.
 */
export async function openPage(house, { session = house.session, ...options } = {}) {
  const context = await house.browser.newContext({
    javaScriptEnabled: false,
    storageState: session ?? undefined,
    ...options,
  });
  context.setDefaultTimeout(STEP_WITHIN_MS);
  const page = await context.newPage();
  return { page, watch: watchOver(page, house.demo), close: () => context.close() };
}

/** Writes down what a good page never does; `complaints()` says what it was. */
function watchOver(page, demo) {
  const complaints = [];
  const requests = [];
  const own = new URL(demo.url).host;
  page.on("console", (message) => {
    // The browser reports the status of an error page, too; that one was asked for.
    const asked = message.location().url === page.url() && /^Failed to load resource/.test(message.text());
    if (message.type() === "error" && !asked) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    requests.push(request.url());
    const { host, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && host !== own) complaints.push(`foreign host: ${request.url()}`);
  });
  return { complaints: () => [...complaints], requests: () => [...requests] };
}

/** The address of a path of the tree; each segment is encoded. */
export function at(demo, path) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  // Our own addresses begin with @, which may stand as it is.
  return demo.url.replace(/\/$/, "") + encoded.replaceAll("%40", "@");
}

/** Lets Graph answer every call so, until `mendGraph` is called. */
export async function breakGraph(demo, fault) {
  const body = JSON.stringify({ listener: "graph", ...fault });
  await order(demo, { method: "POST", body });
}

/** Takes all faults away. A pause that was asked for lasts. */
export const mendGraph = (demo) => order(demo, { method: "DELETE" });

async function order(demo, request) {
  const answer = await fetch(new URL("faults", demo.simulator.control), request);
  if (!answer.ok) throw new Error(`the simulator answers ${answer.status}: ${await answer.text()}`);
}

/** Text and address of the link that opens each row of a listing, as written. */
export function readRows(page) {
  return page.locator("[role=table] a, table a").evaluateAll((links) =>
    links
      .filter((link) => link.closest("thead, [role=columnheader]") === null)
      .map((link) => ({
        name: link.textContent.replace(/^\s*\n\s*|\s*\n\s*$/g, ""),
        address: link.getAttribute("href"),
        isolated: Boolean(link.closest("bdi, [dir=auto]") ?? link.querySelector("bdi, [dir=auto]")),
      })),
  );
}

/** Follows the link of the row that is called `name`. */
export async function openRow(page, name) {
  const row = (await readRows(page)).find((each) => each.name === name);
  if (!row) throw new Error(`no row is called ${name} at ${page.url()}`);
  await page.locator(`[role=table] a[href=${JSON.stringify(row.address)}], table a[href=${JSON.stringify(row.address)}]`).first().click();
  await page.waitForURL((url) => url.href === new URL(row.address, url).href);
}

/** What axe finds wrong on the page, a line for each. Works under our policy: axe needs no eval. */
export async function findBarriers(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
}

/** By how many pixels the page is wider than its window. */
export function sidewaysOverflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
