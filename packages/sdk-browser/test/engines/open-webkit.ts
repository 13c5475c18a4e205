import { globSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, Tab } from "./engine.ts";
import { wrapSource } from "./engine.ts";
import type { Program } from "./start-program.ts";
import { startProgram } from "./start-program.ts";

/** Where Debian puts WebKitGTK's own small browser. */
const BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser";
const TRIES = 50;

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

/** WebKitGTK, driven by WebDriver (W3C) over HTTP, on a display that nobody sees. */
export async function openWebkit(command: string): Promise<Engine> {
  const binary = globSync(BROWSERS).at(-1);
  if (!binary) throw new Error(`No MiniBrowser at ${BROWSERS}: Debian's webkit2gtk-driver brings it`);
  const display = await startProgram(
    "Xvfb",
    ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
    /^(\d+)\n/,
  );
  const port = 20_000 + (process.pid % 20_000);
  const driver = startDriver(command, port, String(display.match[1]));
  const session = await startSession(`http://127.0.0.1:${port}`, binary);
  const { call } = session;
  const first = await call("GET", "/window");
  return {
    name: `WebKitGTK ${session.version}`,
    open: () => openTab(call, first),
    async end() {
      await call("DELETE", "").catch(() => {});
      await (await driver).end();
      await display.end();
    },
  };
}

/** The driver says nothing when it is ready: a first call tells. */
function startDriver(command: string, port: number, display: string): Promise<Program> {
  const env = { DISPLAY: `:${display}`, LIBGL_ALWAYS_SOFTWARE: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  return startProgram("sh", ["-c", `echo starts; exec ${command} --port=${port}`], /starts/, env);
}

async function startSession(origin: string, binary: string): Promise<{ version: string; call: Call }> {
  const options = { "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
  const make = () => request("POST", `${origin}/session`, { capabilities: { alwaysMatch: options } });
  let value: unknown;
  for (let tries = 0; value === undefined; tries++) {
    value = await make().catch((error: unknown) => {
      if (tries > TRIES) throw error;
    });
    if (value === undefined) await sleep(100);
  }
  const { sessionId, capabilities } = Object(value);
  const call: Call = (method, path, body) => request(method, `${origin}/session/${sessionId}${path}`, body);
  return { version: String(capabilities.browserVersion), call };
}

async function request(method: string, url: string, body: object | undefined): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = Object(await answer.json());
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** WebDriver has one present window: each call of a tab makes its own the present one first. */
async function openTab(call: Call, first: unknown): Promise<Tab> {
  await call("POST", "/window", { handle: first });
  const { handle } = Object(await call("POST", "/window/new", { type: "window" }));
  const here = () => call("POST", "/window", { handle });
  return {
    async go(url) {
      await here();
      await call("POST", "/url", { url });
    },
    async run(source) {
      await here();
      const script = `const done = arguments[0]; Promise.resolve().then(() => ${wrapSource(source)}).then((text) => done([text]), (error) => done([null, String(error)]))`;
      const [text, error] = Object(await call("POST", "/execute/async", { script, args: [] }));
      if (error) throw new Error(error);
      return JSON.parse(text);
    },
    async close() {
      await here();
      await call("DELETE", "/window");
    },
  };
}
