import { offerOwnership } from "@rapport/domain/members/offer-ownership";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { watchPage } from "../e2e/watch-page.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { hostileText } from "./hostile-texts.ts";
import type { TextOf } from "./seed-project.ts";

/** A page of the console, and everything that must not have happened on it. */
export type ConsolePage = { page: Page; faults: string[] };

const ORIGIN = "http://127.0.0.1";

/** The cookie of a first owner, whose name is as hostile as the rest unless it is said otherwise. */
export async function signInOwner(
  server: TestServer,
  text: TextOf = hostileText,
): Promise<{ name: string; value: string }> {
  const { services } = server.composition();
  const token = await offerOwnership({ ...services, projectId: server.projectId, actor: { kind: "system" } });
  const body = { token, email: "owner@example.com", name: text("Olive"), password: "a sentence to remember" };
  const joined = await server.ask("/console/join", { body, headers: { origin: ORIGIN } });
  const [name = "", value = ""] = joined.headers.getSetCookie()[0]?.split(";")[0]?.split("=") ?? [];
  return { name, value };
}

/** Opens the console as the owner, in a browser context with these looks. */
export async function openConsole(
  browser: Browser,
  { url, cookie, look }: { url: string; cookie: { name: string; value: string }; look: BrowserContextOptions },
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...look,
  });
  await context.addCookies([{ ...cookie, url }]);
  const page = await context.newPage();
  const faults: string[] = [];
  watchPage(page, "console", faults);
  page.on("dialog", (dialog) => {
    faults.push(`A dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${url}/console/`);
  await page.locator("#screen h1").first().waitFor();
  return { page, faults };
}
