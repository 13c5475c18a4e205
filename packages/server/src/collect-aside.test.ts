import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Niceness of each thread by its name, as the kernel tells it (proc_pid_stat(5), field 19). */
const READ = `
  import { readdirSync, readFileSync } from "node:fs";
  const all = readdirSync("/proc/self/task").map((id) => readFileSync("/proc/self/task/" + id + "/stat", "utf8"));
  console.log(JSON.stringify(all.map((stat) => [/\\((.*)\\)/.exec(stat)[1], Number(stat.split(") ")[1].split(" ")[16])])));`;

test.runIf(process.platform === "linux")("V8's helpers go behind the thread that answers", () => {
  const module = new URL("./collect-aside.ts", import.meta.url).href;
  const nicenessAfter = (first: string): [string, number][] =>
    JSON.parse(
      execFileSync(process.execPath, ["--input-type=module", "-e", `${first}\n${READ}`], { encoding: "utf8" }),
    );
  const of = (threads: [string, number][], isHelper: boolean) =>
    threads.flatMap(([name, niceness]) => ((name === "V8Worker") === isHelper ? [niceness] : []));
  const before = nicenessAfter("");
  const after = nicenessAfter(`import { collectAside } from ${JSON.stringify(module)}; collectAside();`);
  expect(of(before, true).length).toBeGreaterThan(0);
  expect(of(after, true)).toEqual(of(before, true).map(() => 10));
  expect(new Set(of(after, false))).toEqual(new Set(of(before, false)));
});
