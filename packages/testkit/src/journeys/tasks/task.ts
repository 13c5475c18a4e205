import type { Locator, Page } from "playwright-core";
import type { TestServer } from "../../server/compose-test-server.ts";
import { readDictionaries } from "../../texts/read-texts.ts";
import { visitScreen } from "../walk-screens.ts";

/** Where a task is done: a signed-in page, the server behind it, and the words of the language that the page speaks. */
export type TaskPlace = {
  page: Page;
  server: TestServer;
  /** An English text of the console as this page shows it. */
  say: (text: string, values?: Record<string, string>) => string;
  /** Tells the things of one look from those of another, which are on the same server. */
  mark: string;
};

/** Something that people come to the console for, from where they start to what the server has of it. */
export type Task = { name: string; run: (place: TaskPlace) => Promise<void> };

/** The words of a language; English is the key. */
export function wordsOf(language: string): TaskPlace["say"] {
  const texts = new Map(
    language === "en" ? [] : [...readDictionaries(language).values()].flatMap((file) => Object.entries(file)),
  );
  return (text, values = {}) => {
    const found = texts.get(text);
    const words = typeof found === "string" ? found : (text.split("@@")[0] ?? text);
    return words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  };
}

export const go = ({ page }: TaskPlace, screen: string): Promise<void> => visitScreen(page, screen);

/** Whether the language of the page is written from the right. */
export const isFromRight = ({ page }: TaskPlace): Promise<boolean> =>
  page.evaluate(() => document.documentElement.dir === "rtl");

/** A button of the screen by its English name. */
export function button({ page, say }: TaskPlace, name: string): Locator {
  return page.getByRole("button", { name: say(name), exact: true }).first();
}

export const press = (place: TaskPlace, name: string): Promise<void> => button(place, name).click();

export const field = ({ page, say }: TaskPlace, label: string): Locator =>
  page.getByLabel(say(label), { exact: true }).first();

/** Answers the dialog that asks for a verb by typing it. */
export async function typeVerb({ page, say }: TaskPlace, verb: string): Promise<void> {
  await page.getByRole("dialog").getByRole("textbox").fill(say(verb));
  await page.keyboard.press("Enter");
}

export const see = ({ page }: TaskPlace, text: string | RegExp): Promise<void> =>
  page.locator("body").getByText(text).first().waitFor();

/** Ends the time for second thoughts, where a notice gives it: what was held back is sent. */
export async function closeNotice({ page, say }: TaskPlace): Promise<void> {
  const close = page.getByRole("status").getByRole("button", { name: say("Close"), exact: true });
  // Not by a click that waits: its time may be over just now.
  await close.evaluateAll((found) => {
    for (const each of found) if (each instanceof HTMLElement) each.click();
  });
}

/** Waits until what the server answers holds a text, or holds it no more. @throws Error after ten seconds */
export async function untilServer({ server }: TaskPlace, path: string, text: string, holds = true): Promise<void> {
  let answer = "";
  for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((done) => setTimeout(done, 150))) {
    answer = await (await server.ask(path, { key: server.secretKey })).text();
    if (answer.includes(text) === holds) return;
  }
  throw new Error(`${path} ${holds ? "lacks" : "still has"} “${text}”: ${answer.slice(0, 300)}`);
}
