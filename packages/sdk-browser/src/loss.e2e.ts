import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVENTS, LOSS_SCENARIOS, runLossScenario } from "../test/loss-scenarios.ts";
import { chromiumPath, openBrowser } from "../test/open-browser.ts";
import { createSeededRandom } from "../test/seeded-random.ts";
import { TrackingSite } from "../test/tracking-site.ts";
import { TAG } from "../test/use-site.ts";

describe.skipIf(!chromiumPath)("ways to lose 20 events", () => {
  const site = new TrackingSite();
  const random = createSeededRandom(1);
  let browser: Browser;
  beforeAll(async () => {
    await site.start();
    browser = await openBrowser();
    site.pages.set("/", `<!doctype html>${TAG}`);
    site.pages.set("/empty", "<!doctype html>");
  });
  afterAll(async () => {
    await browser?.close();
    await site.stop();
  });

  test.each(LOSS_SCENARIOS)("%s: the server has all of them, each under one id", async (scenario) => {
    const { delivered, doubled } = await runLossScenario(scenario, browser, site, random);
    expect({ delivered, doubled }).toEqual({ delivered: EVENTS, doubled: 0 });
  });
});
