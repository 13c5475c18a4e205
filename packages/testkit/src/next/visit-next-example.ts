import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEvent } from "@rapport/contracts/events";
import type { Browser, Page } from "playwright-core";
import { readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";

type Visit = { browser: Browser; origin: string; product: SpawnedServer; say: (text: string) => void };

/** Reloads until a slot has cards: the first answers of a busy machine may come after the slot's budget. */
const TRIES = 20;
const PATIENCE_MS = 30_000;
/** Pages of the visit, before reloads. */
const PAGES = 5;

/** Uses the application as a visitor does and compares what the server has then. @throws AssertionError */
export async function visitNextExample({ browser, origin, product, say }: Visit): Promise<void> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  // A page that is left before its title has been streamed counts as not seen: each is stayed on until it has arrived.
  const untilSeen = (pages: number) => readUntil(product, (all) => named(all, "page").length >= pages);
  await page.goto(origin);
  await untilSeen(1);
  await page.click("text=Monstera");
  await untilSeen(2);
  await buy(page, 1);
  await page.goBack();
  await untilSeen(3);
  await signIn(page);
  await page.click("text=Monstera");
  await untilSeen(4);
  await buy(page, 1);
  await page.goBack();
  await untilSeen(PAGES);
  await waitForCards(page);
  const events = await readUntil(product, (all) => named(all, "Recommendation Shown").length > 0);
  await page.close({ runBeforeUnload: true });
  checkPages(events);
  say("page views of both routes, each once");
  checkOrders(events);
  say("the route handler's orders carry the visitor of the page, and the user of the session");
  checkIdentity(events);
  say("page and server action tie the visitor to the same user");
  assert.deepEqual(problems, []);
  say("no error in the page, no hydration difference");
}

async function buy(page: Page, orders: number): Promise<void> {
  await page.click("text=Buy");
  await page.waitForSelector(`text=Bought ${orders}`);
}

async function signIn(page: Page): Promise<void> {
  await page.fill("input[name=user]", "ada");
  await page.click("text=Sign in");
  await page.waitForSelector("text=Signed in as ada");
}

async function waitForCards(page: Page): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const card = page.locator("article").first();
    const isThere = await card.waitFor({ timeout: 1_500 }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await page.reload();
  }
  throw new Error("The slot never had a card");
}

async function readUntil(product: SpawnedServer, isThere: (events: StoredEvent[]) => boolean): Promise<StoredEvent[]> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    await waitUntilFolded(product);
    const events = await readAllEvents(product);
    if (isThere(events)) return events;
    if (performance.now() > untilMs) {
      throw new Error(
        `Missing after ${PATIENCE_MS} ms; there are ${events.map(({ payload, type }) => payload.event ?? type)}`,
      );
    }
    await sleep(100);
  }
}

const named = (events: StoredEvent[], name: string) =>
  events.filter(({ type, payload }) => (payload.event ?? type) === name).reverse();

const textsOf = (events: StoredEvent[], read: (context: EventContext) => unknown) =>
  // as: a stored payload is JSON, and both clients write these parts of its context
  events.map(({ payload }) => String(read(payload.context as EventContext)));

type EventContext = { page: { path: string; url: string; title?: string }; library: { name: string } };

function checkPages(events: StoredEvent[]): void {
  const pages = named(events, "page");
  const plant = "/plants/monstera";
  // The visit may end with reloads of the first page.
  assert.deepEqual(textsOf(pages, ({ page }) => page.path).slice(0, PAGES), ["/", plant, "/", plant, "/"]);
  assert.deepEqual(new Set(textsOf(pages, ({ page }) => page.title)), new Set(["Plant Shop"]));
}

function checkOrders(events: StoredEvent[]): void {
  const orders = named(events, "Order Completed");
  const [visitor] = named(events, "page");
  assert.deepEqual(
    orders.map(({ userId, anonymousId }) => [userId, anonymousId]),
    [
      [null, visitor?.anonymousId],
      ["ada", visitor?.anonymousId],
    ],
  );
  assert.deepEqual(new Set(textsOf(orders, ({ library }) => library.name)), new Set(["@rapport/node"]));
  assert.match(textsOf(orders, ({ page }) => page.url)[0] ?? "", /^http:\/\/127\.0\.0\.1:\d+\/api\/orders$/);
}

function checkIdentity(events: StoredEvent[]): void {
  const identifies = named(events, "identify");
  assert.deepEqual(textsOf(identifies, ({ library }) => library.name).sort(), ["@rapport/browser", "@rapport/node"]);
  const [page] = named(events, "page");
  assert.deepEqual(
    identifies.map(({ userId, anonymousId }) => [userId, anonymousId]),
    Array(2).fill(["ada", page?.anonymousId]),
  );
  const [action] = named(events, "Signed In");
  assert.equal(action?.userId, "ada");
  assert.equal(textsOf(action ? [action] : [], ({ page: { path } }) => path)[0], "/");
}
