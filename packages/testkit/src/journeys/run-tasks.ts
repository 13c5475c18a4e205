import type { BrowserContextOptions } from "playwright-core";
import type { TestServer } from "../server/compose-test-server.ts";
import type { ConsolePage } from "./open-console.ts";
import { DECIDE_TASKS } from "./tasks/decide-tasks.ts";
import { RUN_TASKS } from "./tasks/run-tasks.ts";
import type { Task, TaskPlace } from "./tasks/task.ts";
import { closeNotice, wordsOf } from "./tasks/task.ts";
import { WATCH_TASKS } from "./tasks/watch-tasks.ts";

export const TASKS: readonly Task[] = [...WATCH_TASKS, ...DECIDE_TASKS, ...RUN_TASKS];
/** A busy machine is slow; what takes longer has failed. */
const STEP_MS = 30_000;

/** Does tasks in one look, one after the other, and answers what went wrong, a sentence each. */
export async function runTasks(
  { page, faults }: ConsolePage,
  {
    server,
    look,
    mark,
    tasks,
  }: { server: TestServer; look: BrowserContextOptions; mark: string; tasks: readonly Task[] },
): Promise<string[]> {
  page.setDefaultTimeout(STEP_MS);
  const place: TaskPlace = {
    page,
    server,
    say: wordsOf(look.locale ?? "en"),
    mark,
  };
  const failed: string[] = [];
  const fail = (fault: string) => {
    failed.push(fault);
    console.log(`  ${fault}`);
  };
  for (const { name, run } of tasks) {
    const before = faults.length;
    try {
      await run(place);
    } catch (error) {
      fail(`${name}: ${error instanceof Error ? error.message.split("\n").slice(0, 4).join(" ") : String(error)}`);
    }
    for (const fault of faults.slice(before)) fail(`${name}: ${fault}`);
    // Whatever a task has left open is no business of the next.
    await page.keyboard.press("Escape");
    await closeNotice(place);
  }
  return failed;
}
