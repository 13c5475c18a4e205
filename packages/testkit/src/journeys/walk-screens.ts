import type { Page } from "playwright-core";

/** Addresses of screens that the navigation does not lead to by itself. */
const DEEPER = [
  "people/ada",
  "people/ada?tab=intents",
  "people/ada?tab=facts",
  "people/ada?tab=recommendations",
  "analytics?view=funnel",
  "analytics?view=retention",
  "analytics?view=paths",
  "analytics?view=attribution",
  "rejected",
  "rejected?tab=dead",
  "recommendations?user=ada",
  "privacy?by=user&id=ada",
  "privacy?by=user&id=left-out",
  "content?open=brief",
  "content?view=calendar",
  "content?view=calendar&span=week",
];

/** A click that opens what is open already changes no address. */
const UNMOVED_MS = 150;

/** Every screen that the navigation offers to whoever is signed in, and those below it, as addresses under `/console/`. */
export async function listScreens(page: Page): Promise<string[]> {
  const links = await page
    .locator('nav[aria-label="Screens"] a')
    .evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set([...links.map((href) => href.replace("/console/", "")), ...DEEPER])];
}

/** Opens a screen in the page that is there, as the router does for a link, and waits until it shows what it has. */
export async function visitScreen(page: Page, screen: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/console/${screen}`);
  await settle(page);
}

/** Opens the first thing of a list, where there is one. */
export async function openFirst(page: Page): Promise<boolean> {
  const first = page.locator('#screen li a, #screen tbody a, #screen [role=row] a, #screen nav a[href*="?"]').first();
  if ((await first.count()) === 0) return false;
  const before = page.url();
  await first.click({ timeout: 2_000 }).catch(() => undefined);
  await page.waitForURL((url) => url.href !== before, { timeout: UNMOVED_MS }).catch(() => undefined);
  await settle(page);
  return true;
}

/** Until the screen of the address is there, and nothing on it is loading: no skeleton and no busy mark. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const screen = document.querySelector<HTMLElement>("#screen");
    const shown = new URL(`/console${screen?.dataset.path ?? ""}`, location.origin);
    const search = (url: URL | Location) => JSON.stringify([...new URLSearchParams(url.search)]);
    if (shown.pathname !== location.pathname || search(shown) !== search(location)) return false;
    return screen?.querySelector("h1") && document.querySelector(".skeleton, [aria-busy=true]") === null;
  });
}
