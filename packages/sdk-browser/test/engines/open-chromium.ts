import { openBrowser } from "../open-browser.ts";
import type { Engine } from "./engine.ts";
import { wrapSource } from "./engine.ts";

export async function openChromium(): Promise<Engine> {
  const browser = await openBrowser();
  const context = await browser.newContext();
  return {
    name: `Chromium ${browser.version().split(".")[0]}`,
    async open() {
      const page = await context.newPage();
      return {
        go: async (url) => void (await page.goto(url)),
        run: async (source) => JSON.parse(String(await page.evaluate(wrapSource(source)))),
        close: async () => {
          await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
        },
      };
    },
    end: () => browser.close(),
  };
}
