import { join } from "node:path";
import { mergeAnswerSchema } from "@rapport/contracts/merges";
import { profileSchema } from "@rapport/contracts/profiles";
import type { Browser } from "playwright-core";
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

// The engines differ below the API only; one of them is enough for what the console shows.
suite.each(storeEngines(undefined))("the console's merges (skipped without a Chromium)", ({ start }) => {
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

  test("are marked on the timeline and undone by a typed word, never by one click", async () => {
    const seen = (userId: string) => trackMessage({ userId, anonymousId: undefined });
    await sendBatch(server, [seen("ada"), seen("grace")]);
    await waitUntilFolded(server);
    const body = { userId: "grace" };
    const merged = await postJson(server, "/api/v1/users/ada/merge", body, server.report.secretKey);
    expect(mergeAnswerSchema.parse(await merged.json()).outcome).toBe("merged");

    const faults: string[] = [];
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    watchPage(page, "console", faults);
    await page.goto(`${server.report.console}people/ada`);
    await page.getByRole("tabpanel").getByText("Merged", { exact: true }).waitFor();
    const tree = page.getByRole("img", { name: "The ids and merges of the lists below, as a tree" });
    await tree.getByText("grace").waitFor();
    await page.getByRole("button", { name: "Undo the merge of grace" }).click();
    const confirm = page.getByRole("button", { name: "Undo the merge", exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel(/^Type “Undo the merge”/).fill("undo");
    expect(await confirm.isDisabled()).toBe(true);
    if (pictures) await page.screenshot({ path: join(pictures, "merge-undo.png") });
    await page.getByLabel(/^Type “Undo the merge”/).fill("undo the merge");
    await confirm.click();
    await page.getByText("Undone", { exact: true }).waitFor();
    if (pictures) await page.screenshot({ path: join(pictures, "merge-undone.png") });
    const grace = await getJson(server, "/api/v1/users/grace", profileSchema);
    expect(grace).toMatchObject({ userId: "grace", eventCount: 1 });
    expect(faults).toEqual([]);
  });
});
