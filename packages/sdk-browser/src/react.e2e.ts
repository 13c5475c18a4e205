import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

const PAGE = fileURLToPath(new URL("../test/react-page.tsx", import.meta.url));

const recommend = (itemId: string) => ({ itemId, item: { id: itemId, name: `Item ${itemId}` } });

describe.skipIf(!chromiumPath)("React bindings in a browser", () => {
  const { site, run, open } = useSite();
  const links = (page: Page) => run(page, `[...document.querySelectorAll("main a")].map((link) => link.textContent)`);
  const answer = (...itemIds: string[]) => {
    site.recommendations = {
      decisionId: "dec_1",
      placement: "product",
      recommendations: itemIds.map(recommend),
      degraded: [],
    };
  };

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [PAGE],
      bundle: true,
      minify: true,
      format: "iife",
      write: false,
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    const script = outputFiles[0]?.text.replaceAll("</script", "<\\/script");
    site.pages.set("/react", `<!doctype html><title>React</title><body><script>${script}</script>`);
  });

  test("a slot renders cards, reports each view once and each click, and asks again when its query changes", async () => {
    answer("a", "b");
    const page = await open("/react");
    await vi.waitFor(async () => expect(await links(page)).toEqual(["Item a", "Item b"]), WAIT);
    await vi.waitFor(() => expect(site.events()).toEqual(["Recommendation Shown", "Recommendation Shown"]), WAIT);
    await page.click("main a");
    await page.click("text=Add");
    answer("c");
    await page.click("text=Next");
    await vi.waitFor(async () => expect(await links(page)).toEqual(["Item c"]), WAIT);
    await vi.waitFor(() => expect(site.messages).toHaveLength(5), WAIT);
    expect(site.messages.map((message) => [message.event, message.properties])).toEqual(
      expect.arrayContaining([
        ["Recommendation Clicked", { decisionId: "dec_1", placement: "product", items: ["a"] }],
        ["Product Added", { product_id: "kettle" }],
        ["Recommendation Shown", { decisionId: "dec_1", placement: "product", items: ["c"] }],
      ]),
    );
    const asked = site.requests.filter(({ path, method }) => path.endsWith("/query") && method === "POST");
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toMatchObject({ placement: "product", itemId: "pan", limit: 2 });
  });

  test("a server renders the fallback, and the page takes it over without a hydration error", async () => {
    answer("a");
    const page = await open("/react?hydrate");
    expect(await run(page, "html")).toContain("<p>Best sellers</p>");
    await vi.waitFor(async () => expect(await links(page)).toEqual(["Item a"]), WAIT);
    expect(await run(page, "window.hydrationError")).toBeUndefined();
  });

  test("a component has the visitor's variant, none where the visitor takes no part, and tells that it was seen once", async () => {
    const assignment = { experimentId: "exp_1", experiment: "button", variant: "large" };
    site.assignments = [assignment];
    const page = await open("/react?hydrate");
    expect(await run(page, "html")).toContain("<h1>Loading</h1>");
    const headline = `document.querySelector("main h1").textContent`;
    await vi.waitFor(async () => expect(await run(page, headline)).toBe("Headline undefined, button large"), WAIT);
    await vi.waitFor(() => expect(site.events()).toContain("Experiment Viewed"), WAIT);
    await run(page, "rapport.flush()");
    expect(site.events().filter((event) => event === "Experiment Viewed")).toHaveLength(1);
    expect(await run(page, "window.hydrationError")).toBeUndefined();
  });

  test("without recommendations the fallback stays", async () => {
    const page = await open("/react");
    await vi.waitFor(() => expect(site.requests.some(({ path }) => path.endsWith("/query"))).toBe(true), WAIT);
    await run(page, "new Promise((done) => setTimeout(done, 50))");
    expect(await run(page, `document.querySelector("main p").textContent`)).toBe("Best sellers");
  });
});
