import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { BROWSER_ARGS, chromiumPath } from "./open-browser.ts";

/** A stretch of a thread's time; `tts` and `tdur` are microseconds of its processor time. */
export type Stretch = {
  name: string;
  pid: number;
  tid: number;
  tts: number;
  tdur: number;
  args: { data?: { url?: string; functionName?: string } };
};

/** A page of a visitor of its own. */
export type BarePage = {
  goto(url: string): Promise<void>;
  /** Answers what the expression is, once it is there. */
  run(expression: string): Promise<unknown>;
  close(): Promise<void>;
};

/**
 * A Chromium whose pages run as they do for a visitor. What drives browsers for tests asks each page for its console, and has
 * Chromium note the calls that led to each look at a cookie from then on: V8 then reads every function of that stack anew, 2 ms in
 * the start of a client that nobody else pays.
 */
export type BareBrowser = {
  /** @param before runs in each document before its own scripts */
  openPage(before: string): Promise<BarePage>;
  startTracing(categories: readonly string[]): Promise<void>;
  stopTracing(): Promise<Stretch[]>;
  close(): Promise<void>;
};

/** What the methods used here answer, and what the events heard here bring. */
type Answer = { browserContextId?: string; targetId?: string; sessionId?: string; result?: { value?: unknown } };
type Notice = { value?: Stretch[] };
type Send = (method: string, params?: object, sessionId?: string) => Promise<Answer>;

/** Starts one, and talks to it in its own protocol (https://chromedevtools.github.io/devtools-protocol/). */
export async function openBareBrowser(): Promise<BareBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "rapport-browser-"));
  const args = [...BROWSER_ARGS, `--user-data-dir=${folder}`, "--remote-debugging-port=0", "about:blank"];
  const child = spawn(chromiumPath ?? "chromium", args, { stdio: ["ignore", "ignore", "pipe"] });
  const socket = new WebSocket(await readAddress(child.stderr));
  const stretches: Stretch[] = [];
  const { send, hear } = speak(socket);
  hear("Tracing.dataCollected", ({ value = [] }) => stretches.push(...value));
  await once(socket, "open");
  return {
    openPage: (before) => openPage(send, before),
    async startTracing(includedCategories) {
      stretches.length = 0;
      const traceConfig = { includedCategories, excludedCategories: ["*"] };
      await send("Tracing.start", { traceConfig, transferMode: "ReportEvents" });
    },
    async stopTracing() {
      const isComplete = new Promise((resolve) => hear("Tracing.tracingComplete", resolve));
      await send("Tracing.end");
      await isComplete;
      return [...stretches];
    },
    async close() {
      const hasEnded = once(child, "exit");
      child.kill();
      await hasEnded;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const address = /ws:\/\/\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error("The browser ended before it listened");
}

function speak(socket: WebSocket) {
  const answers = new Map<number, (answer: Answer) => void>();
  const hearers = new Map<string, (notice: Notice) => void>();
  let id = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    answers.get(message.id)?.(message.result ?? {});
    hearers.get(message.method)?.(message.params);
  });
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((resolve) => {
      id++;
      answers.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    });
  return { send, hear: (method: string, run: (notice: Notice) => void) => hearers.set(method, run) };
}

async function openPage(send: Send, before: string): Promise<BarePage> {
  const { browserContextId } = await send("Target.createBrowserContext");
  const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  await send("Page.enable", {}, sessionId);
  await send("Page.addScriptToEvaluateOnNewDocument", { source: before }, sessionId);
  const ask = { awaitPromise: true, returnByValue: true };
  return {
    async goto(url) {
      await send("Page.navigate", { url }, sessionId);
    },
    run: async (expression) => (await send("Runtime.evaluate", { expression, ...ask }, sessionId)).result?.value,
    async close() {
      await send("Target.disposeBrowserContext", { browserContextId });
    },
  };
}
