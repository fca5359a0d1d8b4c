// Starts the real program on its demo world, on a free port and in a folder of its own.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 10_000;

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Starts `onefold demo --json` and answers what its one line says (`url`, `username`, `password`,
 * `config`, `simulator`) with `stop()`, which ends the program and removes its folder.
 */
export async function startDemo() {
  const binary = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug", "onefold");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run cargo build`);
  const folder = mkdtempSync(join(tmpdir(), "onefold-demo-"));
  const arguments_ = ["demo", "--json", "--listen", "127.0.0.1:0", "--data-dir", folder];
  const program = spawn(binary, arguments_, { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  program.stderr.on("data", (chunk) => (complaints += chunk));
  const ended = new Promise((resolve) => program.once("close", resolve));

  const stop = async () => {
    program.kill("SIGTERM");
    const stopped = await within(STOPS_WITHIN_MS, ended.then(() => true));
    if (!stopped) program.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    if (!stopped) throw new Error("the demo did not stop when asked to");
  };

  const line = new Promise((resolve) => createInterface(program.stdout).once("line", resolve));
  const ready = await within(READY_WITHIN_MS, Promise.race([line, ended.then(() => undefined)]));
  if (ready === undefined) {
    await stop();
    throw new Error(`the demo did not start: ${complaints}`);
  }
  return { ...JSON.parse(ready), stop };
}

/** The value of `promise`, or undefined when it takes longer. */
function within(milliseconds, promise) {
  const late = wait(milliseconds, undefined, { ref: false });
  return Promise.race([promise, late]);
}
