import { join } from "node:path";
import { offerOwnership } from "@rapport/domain/members/offer-ownership";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import { watchPage } from "./watch-page.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
/** Folder for pictures; none are kept without it. */
const pictures = process.env.RAPPORT_TEST_PICTURES;
const suite = chromiumPath === undefined ? describe.skip : describe;
const PASSWORD = "a sentence to remember";

suite("who may come in (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let url: string;
  const faults: string[] = [];
  beforeAll(async () => {
    server = await composeTestServer();
    url = await server.listen();
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A browser of its own, as another person has. */
  async function open(path: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    watchPage(page, "console", faults);
    await page.goto(`${url}/console/${path}`);
    return page;
  }

  async function joinAs(page: Page, name: string): Promise<void> {
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Join" }).click();
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures) await page.screenshot({ path: join(pictures, name) });
  }

  test("the first owner joins by the link, invites an analyst, and the analyst sees what an analyst may", async () => {
    const { services } = server.composition();
    const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
    const owner = await open(`join#${await offerOwnership(ctx)}`);
    await owner.getByLabel("E-mail").fill("olive@example.com");
    await picture(owner, "join.png");
    await joinAs(owner, "Olive Owner");
    await owner.getByRole("link", { name: "Members" }).click();
    await owner.getByText("olive@example.com").waitFor();

    await owner.getByLabel("E-mail").fill("anna@example.com");
    const [answer] = await Promise.all([
      owner.waitForResponse((response) => response.url().endsWith("/members/invitations")),
      owner.getByRole("button", { name: "Invite" }).click(),
    ]);
    const { token } = await answer.json();
    await picture(owner, "members.png");

    const analyst = await open(`join#${token}`);
    await joinAs(analyst, "Anna Analyst");
    await analyst.getByRole("link", { name: "People" }).waitFor();
    expect(await analyst.getByRole("link", { name: "Keys" }).count()).toBe(0);
    expect(await analyst.getByRole("link", { name: "Audit" }).count()).toBe(0);

    await owner.getByRole("link", { name: "Audit" }).click();
    await owner.getByRole("button", { name: /inviteMember/ }).waitFor();
    await owner.getByRole("button", { name: "Check the chain" }).click();
    await owner.getByText("the chain is whole").waitFor();
    await picture(owner, "audit.png");
    expect(faults).toEqual([]);
  });

  test("e-mail and password sign in again; a wrong password says so and lets nobody in", async () => {
    const page = await open("");
    await page.getByLabel("E-mail").fill("olive@example.com");
    await page.getByLabel("Password").fill("not the sentence");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("do not belong together").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("link", { name: "Keys" }).click();
    await page.getByText("First secret key").waitFor();
    await picture(page, "keys.png");
  });
});
