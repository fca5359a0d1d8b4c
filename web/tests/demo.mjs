// Starts the real program on its demo world, on free ports and in folders of its own.

import { spawn, spawnSync } from "node:child_process";
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
  const folder = makeFolder();
  const demo = await launch(["demo", "--json", "--listen", "127.0.0.1:0", "--data-dir", folder], folder);
  return { ...JSON.parse(demo.line), stop: demo.stop };
}

/**
 * The demo, and over its simulator a second server, which believes no listing for longer than it takes
 * to show it: what others meet after a minute, its visitors meet at once. Answers the same keys.
 */
export async function startForgetful() {
  const demo = await startDemo();
  const folder = makeFolder();
  const account = { username: "ida", password: "correct horse battery" };
  const settings = {
    ONEFOLD_LISTEN: "127.0.0.1:0",
    ONEFOLD_DATA_DIR: folder,
    ONEFOLD_CACHE__LIFETIME_SECONDS: "0",
  };
  const config = ["--config", demo.config];
  const env = { ...process.env, ...settings };
  const creation = ["admin", "create", account.username, "--password-file", "-", ...config];
  const created = spawnSync(findBinary(), creation, { input: account.password, env });
  let server;
  try {
    if (created.status !== 0) throw new Error(`no account: ${created.stderr}`);
    server = await launch(["serve", ...config], folder, env);
  } catch (error) {
    await demo.stop();
    throw error;
  }
  const stop = async () => {
    await server.stop();
    await demo.stop();
  };
  return { ...demo, ...account, url: `${server.line.split(" ").at(-1)}/`, stop };
}

function findBinary() {
  const binary = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug", "onefold");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run cargo build`);
  return binary;
}

function makeFolder() {
  return mkdtempSync(join(tmpdir(), "onefold-demo-"));
}

/** Starts the program; answers its first line, and `stop()`, which ends it and removes its folder. */
async function launch(arguments_, folder, env = process.env) {
  const program = spawn(findBinary(), arguments_, { stdio: ["ignore", "pipe", "pipe"], env });
  let complaints = "";
  program.stderr.on("data", (chunk) => (complaints += chunk));
  const ended = new Promise((resolve) => program.once("close", resolve));

  const stop = async () => {
    program.kill("SIGTERM");
    const stopped = await within(STOPS_WITHIN_MS, ended.then(() => true));
    if (!stopped) program.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    if (!stopped) throw new Error(`${arguments_[0]} did not stop when asked to`);
  };

  const said = new Promise((resolve) => createInterface(program.stdout).once("line", resolve));
  const line = await within(READY_WITHIN_MS, Promise.race([said, ended.then(() => undefined)]));
  if (line === undefined) {
    await stop();
    throw new Error(`${arguments_[0]} did not start: ${complaints}`);
  }
  return { line, stop };
}

/** The value of `promise`, or undefined when it takes longer. */
function within(milliseconds, promise) {
  const late = wait(milliseconds, undefined, { ref: false });
  return Promise.race([promise, late]);
}
