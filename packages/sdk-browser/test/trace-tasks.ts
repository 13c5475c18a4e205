import { setTimeout as sleep } from "node:timers/promises";
import type { BareBrowser, Stretch } from "./bare-browser.ts";

/** What a client's script did to a page's main thread between its load and the end of an idle time. */
export type PageTasks = {
  /** The longest task with script in it: processor time of the thread, milliseconds. */
  longestMs: number;
  /** The longest without any: the browser's own work on the same page, on the same busy or quiet machine. */
  browserMs: number;
  /** The task that makes the calls, with all that they leave to its end: milliseconds of the same. */
  callsMs: number;
  /** The same task without a call: milliseconds of the same. */
  emptyMs: number;
  /** Script of all tasks, milliseconds of the same. */
  scriptMs: number;
  /** How often a timer fired in the idle time. */
  wakes: number;
  /** Timers that wait when it is over, intervals included. */
  timers: number;
};

const IDLE_MS = 6_000;
const SETTLE_MS = 2_000;

/** Counts timers that fire, and keeps those that wait. */
const WATCH_TIMERS = `
  window.waiting = new Set();
  window.fired = 0;
  for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const set = window[start], clear = window[stop];
    window[start] = (run, ms, ...more) => {
      const id = set(() => {
        fired++;
        if (start === "setTimeout") waiting.delete(id);
        run(...more);
      }, ms);
      waiting.add(id);
      return id;
    };
    window[stop] = (id) => { waiting.delete(id); clear(id); };
  }`;

/** In a task that is found by its name, which one of a timer would lose to what watches timers. */
const call = (name: string, times: number) => `(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = function ${name}() {
    for (let i = 0; i < ${times}; i++) rapport.track("Product Viewed", { product_id: "sku-" + i, name: "Arc reading lamp", price: 59.9, currency: "EUR" });
    port1.close();
  };
  port2.postMessage(0);
})()`;

/** A client loads and settles, is called 20 times in one task of the page, settles again, and has nothing to do for a while. */
export async function traceTasks(browser: BareBrowser, url: string): Promise<PageTasks> {
  const page = await browser.openPage(WATCH_TIMERS);
  const ask = async (expression: string) => Number(await page.run(expression));
  await browser.startTracing(["toplevel", "devtools.timeline"]);
  await page.goto(url);
  await sleep(SETTLE_MS);
  await ask(call("makeNone", 0));
  await sleep(SETTLE_MS / 4);
  await ask(call("makeCalls", 20));
  await sleep(SETTLE_MS);
  const busy = readTasks(await browser.stopTracing());
  const fired = await ask("fired");
  await sleep(IDLE_MS);
  const tasks = { ...busy, wakes: (await ask("fired")) - fired, timers: await ask("waiting.size") };
  await page.close();
  return tasks;
}

function readTasks(
  traceEvents: readonly Stretch[],
): Pick<PageTasks, "longestMs" | "browserMs" | "callsMs" | "emptyMs" | "scriptMs"> {
  const start = traceEvents.find(({ name, args }) => name === "EvaluateScript" && args.data?.url?.endsWith(".js"));
  const own = traceEvents.filter(({ pid, tid, tdur }) => pid === start?.pid && tid === start.tid && tdur > 0);
  const scripts = outermost(own.filter(({ name }) => name === "EvaluateScript" || name === "FunctionCall"));
  const tasks = own.filter(({ name }) => name === "ThreadControllerImpl::RunTask");
  const busy = new Set(tasks.filter((task) => scripts.some((script) => holds(task, script))));
  const longest = (some: readonly Stretch[]) => Math.max(...some.map((task) => task.tdur)) / 1_000;
  const taskOf = (name: string) => {
    const script = scripts.find(({ args }) => args.data?.functionName === name);
    return longest(tasks.filter((task) => script && holds(task, script)));
  };
  return {
    longestMs: longest([...busy]),
    browserMs: longest(tasks.filter((task) => !busy.has(task))),
    callsMs: taskOf("makeCalls"),
    emptyMs: taskOf("makeNone"),
    scriptMs: scripts.reduce((sum, script) => sum + script.tdur, 0) / 1_000,
  };
}

const holds = (outer: Stretch, inner: Stretch) =>
  outer.tts <= inner.tts && inner.tts + inner.tdur <= outer.tts + outer.tdur;

function outermost(stretches: readonly Stretch[]): Stretch[] {
  return stretches.filter((one) => !stretches.some((other) => other !== one && holds(other, one)));
}
