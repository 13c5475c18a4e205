import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { TAG, useSite, WAIT } from "../test/use-site.ts";

const SLOT = `<div data-rapport-slot="home" data-timeout-ms="20000"><template><a data-rapport-text="id"></a></template><p>Fallback</p></div>`;
const answer = (itemId: string) => ({
  decisionId: `dec_${itemId}`,
  placement: "home",
  recommendations: [
    { itemId, score: 1, position: 0, explanation: { text: "", because: [], generators: {} }, item: null },
  ],
  degraded: [],
});

describe.skipIf(!chromiumPath)("live updates of slots in a browser", () => {
  const { site, run, open } = useSite();
  const cards = `[...document.querySelectorAll("[data-rapport-slot] a")].map((one) => one.textContent)`;
  const asks = () => site.requests.filter(({ path, method }) => path.endsWith("/query") && method === "POST").length;
  const changed = () => {
    for (const stream of site.streams) stream.write(`data: {"kind":"changed","channel":"device:a"}\n\n`);
  };
  const openShop = async () => {
    site.recommendations = answer("kettle");
    site.pages.set("/shop", `<!doctype html>${TAG.replace("data-w", `data-parts="slots live" data-w`)}${SLOT}`);
    const page = await open("/shop");
    await vi.waitFor(async () => expect(await run(page, cards)).toEqual(["kettle"]), WAIT);
    await vi.waitFor(() => expect(site.streams.size).toBe(1), WAIT);
    return page;
  };

  test("a change of the profile fills the slot anew, and what it shows is no reason to fill it again", async () => {
    const page = await openShop();
    // The first cards are told as shown after a second; what the server says right after that is an echo.
    await vi.waitFor(() => expect(site.events()).toContain("Recommendation Shown"), WAIT);
    site.recommendations = answer("teapot");
    // However long ago that was: a click begins the time of echoes anew.
    await run(page, `rapport.track("Recommendation Clicked")`);
    changed();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([await run(page, cards), asks()]).toEqual([["kettle"], 1]);
    await vi.waitFor(async () => {
      changed();
      expect(await run(page, cards)).toEqual(["teapot"]);
    }, WAIT);
    expect(asks()).toBe(2);
  });

  test("a stream that ends is opened again, and the token is the device's own", async () => {
    const page = await openShop();
    const id = await run(page, "rapport.anonymousId()");
    expect(site.requests.filter(({ path }) => path.endsWith("/token")).map(({ body }) => body)).toContain(
      JSON.stringify({ anonymousId: id }),
    );
    for (const stream of site.streams) stream.end(`event: end\ndata: {"kind":"end","reason":"expired"}\n\n`);
    await vi.waitFor(() => expect(site.requests.filter(({ path }) => path.endsWith("/stream"))).toHaveLength(2), WAIT);
  });
});
