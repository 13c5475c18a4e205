import { createHmac } from "node:crypto";
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
const NEW_PASSWORD = "another sentence to remember";

suite("who may come in (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let url: string;
  const faults: string[] = [];
  beforeAll(async () => {
    server = await composeTestServer();
    // By name: a passkey is bound to one, and an address of numbers is none.
    url = (await server.listen()).replace("127.0.0.1", "localhost");
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

  test("a new password signs every other browser out at once, and its owner ends a session by hand", async () => {
    const [here, there] = [await signIn(PASSWORD), await signIn(PASSWORD)];
    await here.getByRole("link", { name: "Your account" }).click();
    await here.getByText("this one").waitFor();
    await picture(here, "account.png");
    await here.getByLabel("Present password").fill(PASSWORD);
    await here.getByLabel("New password").fill(NEW_PASSWORD);
    await here.getByRole("button", { name: "Change password" }).click();
    await here.getByText("Every other browser was signed out").waitFor();
    await there.getByRole("link", { name: "Keys" }).click();
    await there.getByRole("heading", { name: "Sign in to Rapport" }).waitFor();

    const again = await signIn(NEW_PASSWORD);
    await here.reload();
    await here.getByRole("button", { name: /^Sign out Chrome/ }).click();
    await here.getByRole("dialog").getByRole("textbox").fill("sign out");
    await here.keyboard.press("Enter");
    await here.getByRole("button", { name: /^Sign out Chrome/ }).waitFor({ state: "detached" });
    await again.getByRole("link", { name: "Keys" }).click();
    await again.getByRole("heading", { name: "Sign in to Rapport" }).waitFor();
  });

  test("a passkey of the device signs in without a word; its answer sent again opens nothing", async () => {
    const page = await signIn(NEW_PASSWORD);
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await page.getByRole("link", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("not used yet").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();

    const [sent] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith("/passkey/sign-in")),
      page.getByRole("button", { name: "Sign in with a passkey" }).click(),
    ]);
    await page.getByRole("link", { name: "Your account" }).click();
    await page.getByText(/last used/).waitFor();
    const replay = { method: "POST", body: sent.postData() ?? "" };
    const headers = { "content-type": "application/json", origin: url, host: new URL(url).host };
    expect((await server.ask("/api/v1/auth/passkey/sign-in", { ...replay, headers })).status).toBe(401);
  });

  test("codes from an app are asked for once they are on; each opens once, and so does a backup code", async () => {
    const page = await signIn(NEW_PASSWORD);
    await page.getByRole("link", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Turn on codes" }).click();
    await page.getByLabel("Your password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("img", { name: "Picture for your authenticator app" }).waitFor();
    await picture(page, "account-codes.png");
    const secret = await page.locator("form code").innerText();
    const used = totp(secret);
    await page.getByLabel("Code", { exact: true }).fill(used);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Keep these codes").waitFor();
    const backup = await page.getByRole("status").locator("li").first().innerText();

    for (const [attempt, lands] of [
      [backup, "Keys"],
      [backup, undefined],
    ] as const) {
      const other = await open("");
      await fillPassword(other, NEW_PASSWORD);
      await other.getByRole("button", { name: "Use a backup code" }).click();
      await other.getByLabel("Backup code").fill(attempt);
      await other.getByRole("button", { name: "Confirm" }).click();
      if (lands) await other.getByRole("link", { name: lands }).waitFor();
      else await other.getByText("not right, or no longer").waitFor();
    }

    // Whoever saw the code being typed has nothing: it counted, although it is still its time.
    const later = await open("");
    await fillPassword(later, NEW_PASSWORD);
    await later.getByLabel("Code", { exact: true }).fill(used);
    await later.getByRole("button", { name: "Confirm" }).click();
    await later.getByText("not right, or no longer").waitFor();
    await later.getByLabel("Code", { exact: true }).fill(totp(secret, 1));
    await later.getByRole("button", { name: "Confirm" }).click();
    await later.getByRole("link", { name: "Keys" }).waitFor();
  });

  async function fillPassword(page: Page, password: string): Promise<void> {
    await page.getByLabel("E-mail").fill("olive@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function signIn(password: string): Promise<Page> {
    const page = await open("");
    await fillPassword(page, password);
    await page.getByRole("link", { name: "Keys" }).waitFor();
    return page;
  }
});

/** The code of this moment, or some steps later, after RFC 6238, from the key as people type it. */
function totp(secret: string, later = 0): string {
  const bits = [...secret].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  const bytes =
    bits
      .join("")
      .match(/.{8}/g)
      ?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const start = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
