import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { TAG, useSite, WAIT } from "../test/use-site.ts";

const LARGE = { experimentId: "exp_1", experiment: "button", variant: "large" };
const HELD = { experimentId: "exp_2", experiment: "hero", variant: "holdout" };
const ASK = "/api/v1/experiments/assignments";
const PARTS = TAG.replace("data-w", `data-parts="experiments" data-w`);
const READY = `new Promise((done) => { const look = () => rapport.variantsReady ? rapport.variantsReady.then(done) : setTimeout(look, 10); look(); })`;
const MARKUP = `
  <p data-rapport-experiment="button" data-rapport-variant="today">today</p>
  <p data-rapport-experiment="button" data-rapport-variant="large" hidden>large</p>
  <p data-rapport-experiment="hero" data-rapport-variant="today">hero</p>
  <p data-rapport-experiment="unknown" data-rapport-variant="today">unknown</p>`;

describe.skipIf(!chromiumPath)("experiments in a browser", () => {
  const { site, getContext, run, open, start, stored, expectEvents } = useSite();
  const asks = () => site.requests.filter(({ path, method }) => path === ASK && method === "GET").length;
  const visible = `[...document.querySelectorAll("p")].filter((one) => !one.hidden).map((one) => one.textContent)`;
  const exposures = () => site.messages.filter((message) => message.event === "Experiment Viewed");
  const openShop = (path = "/shop") => {
    site.pages.set("/shop", `<!doctype html><title>Shop</title>${PARTS}${MARKUP}`);
    return open(path);
  };

  test("the visitor's variant is shown, its exposure told once in a visit, and the next page has it at once", async () => {
    site.assignments = [LARGE, HELD];
    const page = await openShop();
    await run(page, READY);
    expect(await run(page, visible)).toEqual(["large", "hero", "unknown"]);
    expect(
      await run(page, `[rapport.experiment("button"), rapport.experiment("hero"), rapport.experiment("other")]`),
    ).toEqual(["large", undefined, undefined]);
    await run(page, "rapport.flush()");
    // The second page has no answer: what it shows is what the first one knew.
    await getContext().route(`**${ASK}*`, () => {});
    await page.goto(`${site.origin}/shop`);
    await vi.waitFor(async () => expect(await run(page, visible)).toEqual(["large", "hero", "unknown"]), WAIT);
    expect(await run(page, `document.documentElement.hasAttribute("data-rapport-experiments")`)).toBe(false);
    await run(page, `rapport.experiment("button"); rapport.flush()`);
    const properties = exposures().map((message) => message.properties);
    expect(properties).toHaveLength(2);
    expect(properties).toEqual(
      expect.arrayContaining([
        { experiment_id: "exp_1", experiment_name: "button", variation_name: "large" },
        { experiment_id: "exp_2", experiment_name: "hero", variation_name: "holdout" },
      ]),
    );
  });

  test("without an answer in time the page stays as its author wrote it, and nothing stays hidden", async () => {
    site.status = 503;
    const page = await openShop();
    await run(page, READY);
    expect(await run(page, visible)).toEqual(["today", "hero", "unknown"]);
    await vi.waitFor(async () => {
      expect(await run(page, `document.documentElement.hasAttribute("data-rapport-experiments")`)).toBe(false);
    }, WAIT);
    expect(await run(page, `rapport.experiment("button")`)).toBeUndefined();
  });

  test("before consent nobody is asked and nothing is stored; a refusal erases what was", async () => {
    site.assignments = [LARGE];
    site.pages.set(
      "/bare-part",
      `<!doctype html><script src="/rapport.js"></script><script src="/rapport.experiments.js"></script>`,
    );
    const page = await start(`{ consent: "pending" }`, "/bare-part");
    await run(page, `rapport.track("Early")`);
    expect([asks(), await stored(page)]).toEqual([0, []]);
    await run(page, `rapport.consent("granted"); rapport.track("Agreed")`);
    await vi.waitFor(async () => expect(await run(page, `rapport.experiment("button")`)).toBe("large"), WAIT);
    await expectEvents(["Early", "Agreed", "Experiment Viewed"]);
    expect(await stored(page)).toContain("rapport_pk_test_ab");
    await run(page, `rapport.consent("denied")`);
    expect(await stored(page)).toEqual(["rapport_pk_test_consent"]);
    await page.reload();
    await run(page, `rapport.init({ writeKey: "pk_test", host: location.origin })`);
    expect(await run(page, `rapport.experiment("button")`)).toBeUndefined();
  });

  test("a page never changes a variant under its visitor, and another visitor is asked for anew", async () => {
    site.assignments = [LARGE];
    const page = await openShop();
    await run(page, READY);
    site.assignments = [{ ...LARGE, variant: "today" }];
    await run(page, `rapport.reset(); rapport.track("Somebody else")`);
    await vi.waitFor(() => expect(asks()).toBe(2), WAIT);
    expect(await run(page, `rapport.experiment("button")`)).toBe("large");
    await page.reload();
    await run(page, READY);
    expect(await run(page, `rapport.experiment("button")`)).toBe("today");
  });
});
