// Finds a Chromium that starts. Run by itself it prints the path, or exits with 1.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const STARTS_WITHIN_MS = 10_000;

/** The path of the first browser that tells its version; `CHROMIUM` overrides the search. */
export function findChromium() {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : installed();
  const found = candidates.find(starts);
  if (!found) {
    throw new Error("no Chromium starts here: run scripts/setup.sh chromium, or set CHROMIUM");
  }
  return found;
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, chromium.executablePath()].filter((path) => existsSync(path));
}

// Distributions ship launchers that are there but only ask for another package.
function starts(path) {
  try {
    execFileSync(path, ["--version", "--no-sandbox"], { stdio: "ignore", timeout: STARTS_WITHIN_MS });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(findChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
