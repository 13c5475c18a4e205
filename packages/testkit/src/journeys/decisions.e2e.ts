import { ACTIONS_KEYWORD } from "@rapport/contracts/approvals";
import { insertRun } from "@rapport/store/queries/agent-runs";
import { insertApprovals } from "@rapport/store/queries/approvals";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findViolations } from "./find-violations.ts";
import { hostileText } from "./hostile-texts.ts";
import type { ConsolePage } from "./open-console.ts";
import { openConsole, signInOwner } from "./open-console.ts";
import { seedProject } from "./seed-project.ts";
import { visitScreen } from "./walk-screens.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;
/** A busy machine is slow; what takes longer has failed. */
const LIMITS = { timeout: 20_000, interval: 100 };
const TEST_MS = { timeout: 180_000 };

/** What agents ask and say, without agents: rows as their graphs write them. */
suite("what agents lay before a person (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let open: () => Promise<ConsolePage>;
  beforeAll(async () => {
    server = await composeTestServer();
    await seedProject(server);
    browser = await openBrowser(chromiumPath ?? "");
    const cookie = await signInOwner(server);
    const url = await server.listen();
    open = () => openConsole(browser, { url, cookie, look: { colorScheme: "light" } });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const db = () => server.composition().services.store.db;
  const read = async (path: string) => (await server.ask(path, { method: "GET", key: server.secretKey })).json();
  const ask = async (id: string, actions: readonly string[] | undefined) => {
    const schema = {
      type: "object",
      properties: { spend: { type: "number", title: "Spend" } },
      ...(actions && { [ACTIONS_KEYWORD]: actions }),
    };
    const { projectId } = server;
    const about = { kind: "campaign-launch", title: hostileText(id), summary: hostileText("summary"), schema };
    const asked = { createdAt: new Date(), expiresAt: new Date(Date.now() + 86_400_000) };
    const place = { projectId, id, runId: "run_none", interruptId: id, checkpointId: "checkpoint" };
    await insertApprovals(db(), [{ ...place, ...about, ...asked, proposal: { spend: 5 } }]);
  };

  test("offers for a proposal what it takes as an answer, and nothing else", TEST_MS, async () => {
    await ask("apr_narrow", ["approve", "reject"]);
    const { page, faults } = await open();
    await visitScreen(page, "approvals?approval=apr_narrow");
    const screen = page.locator("#screen");
    await screen.getByRole("button", { name: "Reject", exact: true }).waitFor();
    expect(await screen.getByRole("button", { name: "Approve", exact: true }).count()).toBe(1);
    expect(await screen.getByRole("button", { name: "Ask for another" }).count()).toBe(0);
    expect(await screen.getByLabel("Spend", { exact: true }).count()).toBe(0);
    faults.push(...(await findViolations(page)));
    await screen.getByLabel("Reason", { exact: true }).fill("too dear");
    await screen.getByRole("button", { name: "Reject", exact: true }).click();
    await page.getByRole("status").getByRole("button", { name: "Close", exact: true }).click();
    await expect
      .poll(async () => (await read("/api/v1/approvals/apr_narrow")).decision, LIMITS)
      .toEqual({ action: "reject", reason: "too dear" });
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("approves a proposal with the changes that were made to it, which it shows first", TEST_MS, async () => {
    await ask("apr_wide", undefined);
    const { page, faults } = await open();
    await visitScreen(page, "approvals?approval=apr_wide");
    const screen = page.locator("#screen");
    const another = screen.getByRole("button", { name: "Ask for another" });
    await another.waitFor();
    expect(await another.isDisabled()).toBe(true);
    await screen.getByLabel("Spend", { exact: true }).fill("7");
    await screen.locator("ins").getByText("7").waitFor();
    faults.push(...(await findViolations(page)));
    await screen.getByRole("button", { name: "Approve with changes" }).click();
    await page.getByRole("status").getByRole("button", { name: "Close", exact: true }).click();
    await expect
      .poll(async () => (await read("/api/v1/approvals/apr_wide")).decision, LIMITS)
      .toEqual({ action: "edit", value: { spend: 7 } });
    await screen.locator("ins").getByText("7").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test(
    "says a campaign's results in words, each with the figure it rests on, and who wrote them",
    TEST_MS,
    async () => {
      const [campaign] = (await read("/api/v1/campaigns")).data;
      const text = hostileText("It sold nine kettles.");
      const report = { statements: [{ text, source: "total.conversions" }], underperformers: [], model: "composer" };
      const run = { id: "run_words", graph: "analytics", input: { campaignId: campaign.id }, requestedBy: "system" };
      await insertRun(db(), { projectId: server.projectId, ...run, key: null, parentRunId: null });
      const result = JSON.stringify({ report }).replaceAll("'", "''");
      await db().execute(
        `update agent_runs set state = 'completed', result = '${result}'::jsonb, finished_at = now() where id = 'run_words'`,
      );
      await db().execute(`update campaigns set state = 'running' where id = '${campaign.id}'`);
      const { page, faults } = await open();
      await visitScreen(page, `campaigns?campaign=${campaign.id}`);
      const words = page.locator("section", { has: page.getByRole("heading", { name: "In words", exact: true }) });
      await words.getByText("total.conversions").waitFor();
      expect(await words.getByRole("listitem").first().textContent()).toContain(text);
      expect(await words.textContent()).toContain("composer");
      faults.push(...(await findViolations(page)));
      await words.getByRole("link", { name: "run_words" }).click();
      await page.waitForURL(/runs\?run=run_words/);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  test(
    "has a campaign's texts for Product Hunt's form, and says where no account looks after a launch",
    TEST_MS,
    async () => {
      const [campaign] = (await read("/api/v1/campaigns")).data;
      const { page, faults } = await open();
      await visitScreen(page, `campaigns?campaign=${campaign.id}`);
      const heading = page.getByRole("heading", { name: "Launch on Product Hunt", exact: true });
      const launch = page.locator("section", { has: heading });
      await launch.getByText("Texts for its form").click();
      await launch.getByText("Tagline", { exact: true }).first().waitFor();
      expect(await launch.textContent()).toContain("https://shop.example/");
      faults.push(...(await findViolations(page)));
      expect(faults).toEqual([]);
      await launch.getByRole("textbox").fill("rapport");
      await launch.getByRole("button", { name: "How it does" }).click();
      await page.waitForURL(/launch=rapport/);
      expect(await launch.getByRole("alert").textContent()).toContain("No account of Product Hunt is connected");
      await page.context().close();
    },
  );
});
