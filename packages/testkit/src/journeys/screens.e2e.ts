import { readFile } from "node:fs/promises";
import { userIntentsSchema } from "@rapport/contracts/intents";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findViolations } from "./find-violations.ts";
import { LOOKS, turnOf } from "./looks.ts";
import { openConsole, signInOwner } from "./open-console.ts";
import { runTasks, TASKS } from "./run-tasks.ts";
import { seedIntents } from "./seed-intents.ts";
import { seedContent, seedPrivacy, seedProject } from "./seed-project.ts";
import { seedClusters, seedRules } from "./seed-rules.ts";
import { listScreens, openFirst, visitScreen } from "./walk-screens.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;

suite("every screen (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let cookie: ReturnType<typeof signInOwner>;
  beforeAll(async () => {
    server = await composeTestServer();
    await seedProject(server);
    await seedContent(server);
    await seedPrivacy(server);
    await seedRules(server);
    await seedClusters(server);
    await seedIntents(server);
    cookie = signInOwner(server);
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  // Each build of the console is looked at in one of its looks, and a part of the tasks done in it; all in all: `npm run test:journeys`.
  const readLook = async () => {
    const build = /assets\/index-[\w-]+\.js/.exec(await (await server.ask("/console/")).text())?.[0] ?? "";
    const turn = turnOf(build, Object.keys(LOOKS).length);
    const name = process.env.CONSOLE_LOOK ?? Object.keys(LOOKS)[turn] ?? "";
    return { name, turn, look: LOOKS[name] ?? {} };
  };

  const WALK = "shows hostile names, links and texts as text: no dialog, no report of its policy, no barrier";
  // Forty screens on a busy machine.
  test(WALK, { timeout: 900_000 }, async () => {
    const url = await server.listen();
    const english = await openConsole(browser, { url, cookie: await cookie, look: {} });
    const screens = await listScreens(english.page);
    expect(screens.length).toBeGreaterThan(30);
    await english.page.context().close();
    const { name, look } = await readLook();
    const { page, faults } = await openConsole(browser, { url, cookie: await cookie, look });
    for (const screen of screens) {
      await visitScreen(page, screen);
      const found = await findViolations(page);
      faults.push(...found.map((violation) => `${screen}: ${violation}`));
      await openFirst(page);
      const links = page.locator('a[href^="javascript:"], img[src^="javascript:"], #screen script, #screen iframe');
      if ((await links.count()) > 0) faults.push(`${screen}: a hostile text became markup`);
    }
    expect(faults, `in the look “${name}” (CONSOLE_LOOK)`).toEqual([]);
  });

  test("is found by its name with Ctrl-K, as are people and actions, without a mouse", async () => {
    const url = await server.listen();
    const look = { colorScheme: "light" } as const;
    const { page, faults } = await openConsole(browser, { url, cookie: await cookie, look });
    const go = async (typed: string, option: RegExp) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Go to or do" }).fill(typed);
      await page.getByRole("option", { name: option, selected: true }).waitFor();
      faults.push(...(await findViolations(page)));
      await page.keyboard.press("Enter");
    };
    await go("webh", /^Webhooks/);
    await page.getByRole("heading", { name: "Webhooks" }).waitFor();
    await go("dark", /^Use dark colours/);
    await page.locator("html[data-theme=dark]").waitFor();
    await go("Ada", /^Ada /);
    await page.getByRole("heading", { name: /^Ada / }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Go to or do" }).waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  const open = async (screen: string) => {
    const look = { colorScheme: "light", timezoneId: "Asia/Tokyo" } as const;
    const console = await openConsole(browser, { url: await server.listen(), cookie: await cookie, look });
    await visitScreen(console.page, screen);
    return console;
  };
  const read = async (path: string): Promise<string> =>
    (await server.ask(path, { method: "GET", key: server.secretKey })).text();

  test("says of a person what is likely, with the reasons that the API has, and what comes next", async () => {
    const { page, faults } = await open("people/ada");
    // The very answer that the screen shows: reasons speak of days that pass.
    const [answer] = await Promise.all([
      page.waitForResponse((response) => /\/users\/[^/]+\/intents$/.test(response.url())),
      visitScreen(page, "people/ada?tab=intents"),
    ]);
    const { intents } = userIntentsSchema.parse(await answer.json());
    expect(intents.map(({ goal }) => goal).sort()).toEqual(["churn", "purchase"]);
    for (const { goal, reasons } of intents) {
      const name = new RegExp(`^${goal} within \\d+ days`, "i");
      const section = page.locator("section", { has: page.getByRole("heading", { name }) });
      await section.getByText("of all people do").waitFor();
      const shown = await section.getByRole("list", { name: "Why" }).getByRole("listitem").allTextContents();
      const told = reasons.filter(({ contribution }) => Math.abs(contribution) >= 0.01);
      expect(told.length).toBeGreaterThan(0);
      for (const { text } of told) expect(shown.join("\n")).toContain(text);
    }
    await page.getByRole("heading", { name: "Next action" }).waitFor();
    await page.getByRole("heading", { name: "Best hour" }).waitFor();
    await page.getByRole("heading", { name: /^Purchases within/ }).waitFor();
    faults.push(...(await findViolations(page)));
    expect(faults).toEqual([]);
  });

  test("asks for the word before something is lost, and leaves all as it is without it", async () => {
    const { page, faults } = await open("webhooks");
    await page.getByRole("navigation", { name: "Endpoints" }).getByRole("button").first().click();
    const [remove, dialog] = [page.getByRole("button", { name: "Delete", exact: true }), page.getByRole("dialog")];
    await remove.click();
    faults.push(...(await findViolations(page)));
    await dialog.getByRole("textbox").fill("delet");
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await read("/api/v1/webhooks")).toContain("hooks.example");
    await remove.click();
    await dialog.getByRole("textbox").fill("Delete");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is sent anywhere yet.").waitFor();
    expect(await read("/api/v1/webhooks")).not.toContain("hooks.example");
    expect(faults).toEqual([]);
  });

  test("takes back by one key what was just done, and says so", async () => {
    const { page, faults } = await open("text-safety");
    const remove = page.getByRole("button", { name: "Remove" }).first();
    await remove.click();
    await page.getByText("Saved.").waitFor();
    faults.push(...(await findViolations(page)));
    await expect.poll(() => read("/api/v1/text-safety/banned-words")).not.toContain("phrase");
    await page.keyboard.press("z");
    await page.getByText("Taken back.").waitFor();
    expect(await read("/api/v1/text-safety/banned-words")).toContain("phrase");
    await remove.waitFor();
    expect(faults).toEqual([]);
  });

  test("shows a decision at once and sends it when the time for second thoughts is over", async () => {
    const { page } = await open("content");
    await openFirst(page);
    const reject = page.getByRole("button", { name: "Reject" });
    await reject.waitFor();
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Undo" }).click();
    await reject.waitFor();
    expect(await read("/api/v1/content")).not.toContain('"rejected"');
    await reject.click();
    await reject.waitFor({ state: "detached" });
    expect(await read("/api/v1/content")).not.toContain('"rejected"');
    // Whoever leaves has thought enough.
    await page.goto("about:blank");
    await expect.poll(() => read("/api/v1/content")).toContain('"rejected"');
  });

  test("lists the keys of the screen that is shown, and goes along its rows by them", async () => {
    const { page, faults } = await open("people");
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Search people").waitFor();
    await sheet.getByText("Next row").waitFor();
    expect(await sheet.getByText("Pause").count()).toBe(0);
    faults.push(...(await findViolations(page)));
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/people\/./);
    expect(faults).toEqual([]);
  });

  test("saves a list as it is narrowed, and writes its times in UTC by one switch", async () => {
    const { page } = await open("people?q=Ada");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV", exact: true }).click(),
    ]);
    const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
    expect(lines[0]).toMatch(/^id,/);
    expect(lines).toHaveLength(2);
    const seen = page.locator("#screen time").first();
    expect(await seen.getAttribute("title")).toContain("GMT+9");
    await page.getByRole("button", { name: "UTC", exact: true }).click();
    await expect.poll(() => seen.getAttribute("title")).toContain("UTC");
  });

  test("is sent with headers that keep other sites and scripts of others out", async () => {
    const { headers } = await server.ask("/console/");
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const answer = await server.ask("/api/v1/users", { key: server.secretKey });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  // Last, as it leaves behind what it made.
  test("does what people come for, a part of it for each build", { timeout: 600_000 }, async () => {
    const { name, turn, look } = await readLook();
    const console = await openConsole(browser, { url: await server.listen(), cookie: await cookie, look });
    const tasks = TASKS.filter((_, place) => place % Object.keys(LOOKS).length === turn);
    expect(await runTasks(console, { server, look, mark: "e2e", tasks }), `in the look “${name}”`).toEqual([]);
  });
});
