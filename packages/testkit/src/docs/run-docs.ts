import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CodeBlock } from "./read-code-blocks.ts";
import { readCodeBlocks } from "./read-code-blocks.ts";

/** Keys of a project of the server that the blocks run against. */
export type DocsKeys = { writeKey: string; secretKey: string };

/** What became of one block. */
export type DocsRun = { file: string; line: number; ok: boolean; output: string };

const ROOT = resolve(import.meta.dirname, "../../../..");
/** A guard against hanging: a busy machine takes a minute for what a quiet one does in some seconds. */
const TIMEOUT_MS = 300_000;

/**
 * Runs every block tagged `bash run` or `ts run`, one after the other in the order of pages and lines.
 *
 * A page shows the address and the keys a reader would see: any `http://localhost:<port>` is replaced by `serverUrl`, any
 * `pk_…` by the write key and any `sk_…` by the secret key. They are also in RAPPORT_URL, RAPPORT_WRITE_KEY and
 * RAPPORT_SECRET_KEY. In `bash` a failing command or an HTTP error fails the block; in `ts` a non-zero exit does.
 * @param root repository whose pages are read
 */
export async function runDocs(serverUrl: string, keys: DocsKeys, root: string = ROOT): Promise<DocsRun[]> {
  const runs: DocsRun[] = [];
  for (const block of readCodeBlocks(root).filter(({ runnable }) => runnable)) {
    const code = fillIn(block.code, serverUrl, keys);
    const { ok, output } = await runBlock(block, code, root, {
      RAPPORT_URL: serverUrl,
      RAPPORT_WRITE_KEY: keys.writeKey,
      RAPPORT_SECRET_KEY: keys.secretKey,
    });
    runs.push({ file: block.file, line: block.line, ok, output });
  }
  return runs;
}

function fillIn(code: string, serverUrl: string, keys: DocsKeys): string {
  return code
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):\d+/g, () => serverUrl)
    .replaceAll(/\bpk_[\w.…-]+/g, () => keys.writeKey)
    .replaceAll(/\bsk_[\w.…-]+/g, () => keys.secretKey);
}

type Outcome = { ok: boolean; output: string };

async function runBlock(
  block: CodeBlock,
  code: string,
  root: string,
  settings: Record<string, string>,
): Promise<Outcome> {
  switch (block.language) {
    case "bash":
      return await runCommand("bash", ["-c", `${SHELL_PREFIX}\n${code}`], root, settings);
    case "ts":
    case "js": {
      // Below the repository, so that imports find its packages; .cache is never committed.
      const folder = join(root, ".cache", "docs");
      const file = join(folder, `block-${block.line}.${block.language === "ts" ? "mts" : "mjs"}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, code);
      try {
        return await runCommand(process.execPath, [file], root, settings);
      } finally {
        rmSync(file);
      }
    }
    default:
      return { ok: false, output: `a block of language "${block.language}" cannot run` };
  }
}

// A plain curl leaves with 0 whatever the server answers.
const SHELL_PREFIX = 'set -euo pipefail\ncurl() { command curl --silent --show-error --fail-with-body "$@"; }';

function runCommand(command: string, args: string[], cwd: string, settings: Record<string, string>): Promise<Outcome> {
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    const env = { PATH: PATH_OF_TOOLS, ...settings };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT_MS });
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => settle({ ok: false, output: error.message }));
    child.on("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString("utf8");
      settle({
        ok: code === 0,
        output: signal === null ? output : `${output}\nended by ${signal} after ${TIMEOUT_MS} ms`,
      });
    });
  });
}

const PATH_OF_TOOLS = `${join(ROOT, "node_modules/.bin")}:/usr/local/bin:/usr/bin:/bin`;
