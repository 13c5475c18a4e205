import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { segmentPageSchema } from "@rapport/contracts/segments";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackMessage } from "../factories/messages.ts";
import { getJson, postJson, sendBatch, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import { watchPage } from "./watch-page.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
/** Folder for pictures; none are kept without it. */
const pictures = process.env.RAPPORT_TEST_PICTURES;
const suite = chromiumPath === undefined ? describe.skip : describe;

suite.each(storeEngines(undefined))("the console's segment builder (skipped without a Chromium)", ({ start }) => {
  let server: SpawnedServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await start();
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  test("makes of boxes the text, of the text the boxes, and counts while they change", async () => {
    const ordered = (userId: string, total: number) =>
      trackMessage({ userId, anonymousId: undefined, event: "Order Completed", properties: { total } });
    await sendBatch(server, [ordered("ada", 80), ordered("ada", 90), ordered("grace", 20)]);
    await waitUntilFolded(server);
    const faults: string[] = [];
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    watchPage(page, "console", faults);
    await page.goto(`${server.report.console}segments?segment=new`);
    await page.getByLabel("Name").fill("Buyers");
    await page.getByRole("button", { name: "Add condition" }).click();
    await page.getByLabel("Event", { exact: true }).fill("Order Completed");
    await page.getByLabel("When", { exact: true }).selectOption("ever");
    await page.getByText("2 of 2 people").waitFor();
    await page.getByRole("button", { name: "Add property" }).click();
    await page.getByLabel("Property", { exact: true }).fill("total");
    await page.getByLabel("Comparison", { exact: true }).selectOption("at_least");
    await page.getByLabel("Value", { exact: true }).fill("50");
    await page.getByText("1 of 2 people").waitFor();
    await page.getByRole("button", { name: "Words" }).click();
    const words = page.getByLabel("Rule", { exact: true });
    await expect.poll(() => words.inputValue()).toBe('did "Order Completed" where (total >= 50)');
    await words.fill('did "Order Completed" at least 2 times and not email');
    await page.getByRole("button", { name: "Boxes" }).click();
    await expect.poll(() => page.getByLabel("Times", { exact: true }).inputValue()).toBe("2");
    expect(
      await page.getByLabel("Kind", { exact: true }).evaluateAll((all) => all.map((one) => Reflect.get(one, "value"))),
    ).toEqual(["performed", "email"]);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("list", { name: "Members" }).getByText("ada").waitFor();
    await page.getByRole("button", { name: "Why" }).click();
    await page.getByRole("list", { name: "Reasons" }).getByText("at least 2 times").first().waitFor();
    await keepPictures(page, "segments");
    const { data } = await getJson(server, "/api/v1/segments", segmentPageSchema);
    expect(data.map(({ text }) => text)).toEqual(['did "Order Completed" at least 2 times and not email']);
    await saveAndLeave(page);
    expect(faults).toEqual([]);
  });

  test("of a last event the boxes say which ones count, and what it must have", async () => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await page.goto(`${server.report.console}segments?segment=new`);
    await page.getByRole("button", { name: "Add condition" }).click();
    await page.getByLabel("Kind", { exact: true }).selectOption("last_performed");
    await page.getByLabel("Event", { exact: true }).fill("Order Completed");
    await page.getByRole("button", { name: "Add property", exact: true }).click();
    await page.getByRole("button", { name: "Add property that it must have" }).click();
    const properties = page.getByLabel("Property", { exact: true });
    await properties.nth(0).fill("currency");
    await properties.nth(1).fill("total");
    await page.getByRole("button", { name: "Words" }).click();
    const words = page.getByLabel("Rule", { exact: true });
    const whole = 'last did "Order Completed" where (currency exists) having (total exists)';
    await expect.poll(() => words.inputValue()).toBe(whole);
    await page.getByRole("button", { name: "Boxes" }).click();
    await page.getByRole("button", { name: "Remove property" }).first().click();
    await page.getByRole("button", { name: "Words" }).click();
    await expect.poll(() => words.inputValue()).toBe('last did "Order Completed" having (total exists)');
  });

  test("clusters are found on their screen, say what sets their people apart, and one becomes a segment", async () => {
    const view = (userId: string, event: string) => trackMessage({ userId, anonymousId: undefined, event });
    const people = Array.from({ length: 60 }, (_, i) => view(`fan-${i}`, i % 3 === 0 ? "Song Played" : "Book Read"));
    await sendBatch(server, people);
    await waitUntilFolded(server);
    const faults: string[] = [];
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    watchPage(page, "console", faults);
    await page.goto(`${server.report.console}clusters`);
    await page.getByText("Nobody has looked for clusters yet.").waitFor();
    await page.getByLabel("How many").selectOption("2");
    await page.getByRole("button", { name: "Find clusters" }).click();
    await page.getByRole("navigation", { name: "Clusters" }).getByText("Song Played").click();
    const apart = page.getByRole("list", { name: "What sets them apart" });
    await apart.getByText("Song Played").waitFor();
    await page.getByRole("list", { name: "Most typical" }).getByText("fan-0").first().waitFor();
    await keepPictures(page, "clusters");
    await page.getByRole("button", { name: "Make it a segment" }).click();
    await page.getByRole("list", { name: "Members" }).getByText("fan-3", { exact: true }).waitFor();
    await page.getByText("Add an endpoint to send them to").waitFor();
    await postJson(server, "/api/v1/webhooks", { url: "https://example.com/in" }, server.report.secretKey);
    await page.reload();
    await page.getByLabel("Endpoint", { exact: true }).selectOption({ label: "https://example.com/in" });
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("send");
    await page.keyboard.press("Enter");
    await page.getByText("Being sent: see its job").waitFor();
    await keepPictures(page, "segment-export");
    expect(faults).toEqual([]);
  });

  test("a trigger made on its screen starts its job for who enters, and its log says so", async () => {
    const rule = { name: "Callers", description: "", text: 'did "Called"' };
    expect((await postJson(server, "/api/v1/segments", rule, server.report.secretKey)).status).toBe(200);
    const faults: string[] = [];
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    watchPage(page, "console", faults);
    await page.goto(`${server.report.console}triggers`);
    await page.getByRole("button", { name: "Add the first trigger" }).click();
    await page.getByLabel("Name").fill("Count anew");
    await page.getByLabel("Segment", { exact: true }).selectOption({ label: "Callers" });
    await page.getByRole("button", { name: "Set an agent to work" }).click();
    await page.getByLabel("Agent", { exact: true }).selectOption("analytics");
    await page.getByText("Its input must have: campaignId.").waitFor();
    await page.getByLabel("Input, as JSON").fill("{");
    await page.getByText("This is no JSON object.").waitFor();
    await page.getByLabel("Input, as JSON").fill("{}");
    await page.getByRole("button", { name: "Begin to watch" }).click();
    await page.getByText("/action/input/input/campaignId").waitFor();
    await keepPictures(page, "trigger-editor");
    await page.getByRole("button", { name: "Start a job" }).click();
    await page.getByLabel("Job", { exact: true }).selectOption("rfm-compute");
    await page.getByRole("button", { name: "Begin to watch" }).click();
    await page.getByText("Nobody has crossed it yet.").waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    await expect.poll(() => page.getByLabel("Job", { exact: true }).inputValue()).toBe("rfm-compute");
    await page.getByLabel("Name").fill("Count at once");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Count at once" }).waitFor();
    await sendBatch(server, [trackMessage({ userId: "edsger", anonymousId: undefined, event: "Called" })]);
    const row = page.getByRole("list", { name: "Crossings" }).getByRole("listitem");
    await row.getByText("fired").waitFor();
    expect(await row.count()).toBe(1);
    await row.getByRole("link", { name: "edsger" }).waitFor();
    await keepPictures(page, "triggers");
    // The one that was refused on purpose.
    expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
  });
});

/** Whoever has gone to another screen before the answer came is not called back by it. */
async function saveAndLeave(page: Page): Promise<void> {
  await page.route("**/api/v1/segments/*", async (route) => {
    if (route.request().method() === "PUT") await sleep(500);
    await route.continue();
  });
  const saved = page.waitForResponse((response) => response.request().method() === "PUT");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "People" }).click();
  await saved;
  await sleep(300);
  expect(new URL(page.url()).pathname).toBe("/console/people");
}

async function keepPictures(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(pictures, `${name}-${scheme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 390, height: 900 });
  await page.screenshot({ path: join(pictures, `${name}-390.png`), fullPage: true });
  await page.setViewportSize({ width: 1280, height: 900 });
}
