import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findViolations } from "./find-violations.ts";
import { LOOKS } from "./looks.ts";
import { openConsole, signInOwner } from "./open-console.ts";
import { runTasks, TASKS } from "./run-tasks.ts";
import { seedIntents } from "./seed-intents.ts";
import { seedContent, seedPrivacy, seedProject } from "./seed-project.ts";
import { seedClusters, seedRules } from "./seed-rules.ts";
import { listScreens, openFirst, visitScreen } from "./walk-screens.ts";

// Walks through every screen in every look, with and without something opened on it, and asks axe about each; then does every task.
const { values } = parseArgs({
  options: {
    pictures: { type: "string" },
    chromium: { type: "string" },
    look: { type: "string" },
    only: { type: "string" },
    task: { type: "string" },
    "no-screens": { type: "boolean", default: false },
    "no-tasks": { type: "boolean", default: false },
  },
});
if (values.look !== undefined && !Object.hasOwn(LOOKS, values.look)) {
  throw new Error(`--look must be one of: ${Object.keys(LOOKS).join(", ")}`);
}
const server = await composeTestServer();
const browser = await openBrowser(findChromium(values.chromium) ?? "");
const all: string[] = [];
try {
  await seedProject(server);
  await seedContent(server);
  await seedPrivacy(server);
  await seedRules(server);
  await seedClusters(server);
  await seedIntents(server);
  const url = await server.listen();
  const cookie = await signInOwner(server);
  const screens = await listScreens((await openConsole(browser, { url, cookie, look: {} })).page);
  for (const [name, look] of Object.entries(LOOKS)) {
    if (values.look !== undefined && values.look !== name) continue;
    const { page, faults } = await openConsole(browser, { url, cookie, look });
    const picture = async (screen: string) => {
      if (values.pictures === undefined) return;
      await mkdir(values.pictures, { recursive: true });
      await page.screenshot({
        path: join(values.pictures, `${name} ${screen}`.replaceAll(/\W+/g, "-").concat(".png")),
      });
    };
    const walked = screens.filter((one) => values.only === undefined || one.includes(values.only));
    for (const screen of values["no-screens"] ? [] : walked) {
      await visitScreen(page, screen);
      faults.push(...(await findViolations(page)).map((violation) => `${screen}: ${violation}`));
      await picture(screen);
      if (await openFirst(page)) {
        faults.push(...(await findViolations(page)).map((violation) => `${screen} opened: ${violation}`));
        await picture(`${screen} opened`);
      }
    }
    console.log(`${name}: ${screens.length} screens, ${faults.length} faults`);
    for (const fault of faults) console.log(`  ${fault}`);
    all.push(...faults.splice(0));
    if (!values["no-tasks"]) {
      const mark = name.replace(/\W/g, "") + Date.now().toString(36).slice(-4);
      const tasks = TASKS.filter((task) => values.task === undefined || task.name.includes(values.task));
      const failed = await runTasks({ page, faults }, { server, look, mark, tasks });
      const { size } = new Set(failed.map((fault) => fault.split(":")[0]));
      console.log(`${name}: ${tasks.length - size} of ${tasks.length} tasks`);
      all.push(...failed);
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.close();
}
process.exitCode = all.length === 0 ? 0 : 1;
