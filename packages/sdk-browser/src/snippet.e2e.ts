import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";
import { SNIPPET } from "./snippet.ts";

const START = `<script src="/rapport.js" data-write-key="pk_test" async></script>`;

describe.skipIf(!chromiumPath)("calls before the client has loaded", () => {
  const { site, open, run, find } = useSite();

  test.each([
    ["with the snippet", `${SNIPPET}; rapport.track("Early"); marketingSDK.track("Late")`],
    ["after a queue of the page's own", `rapport = [["track", "Late"]]; ${SNIPPET}; rapport.track("Early")`],
    ["with the snippet twice", `${SNIPPET}; rapport.track("Early"); ${SNIPPET}; rapport.track("Late")`],
    ["by who awaits the client", `${SNIPPET}; (await rapport).track("Early"); rapport.push(["track", "Late"])`],
  ])("keep their time, %s", async (_, calls) => {
    // The page's clock stands at the calls, and goes on before the client comes.
    const early = `const now = Date.now; Date.now = () => Date.UTC(2026, 0, 2);
      (async () => { ${calls} })().finally(() => { Date.now = now });`;
    site.pages.set("/early", `<!doctype html><script>${early}</script>${START}`);
    await open("/early");
    await vi.waitFor(() => expect(site.events().sort()).toEqual(["Early", "Late"]), WAIT);
    expect(find("Early")?.originalTimestamp).toBe("2026-01-02T00:00:00.000Z");
  });

  test("and an init of the seed's name start the client when it has", async () => {
    const early = `marketingSDK.init({ apiKey: "pk_seed", host: location.origin }); marketingSDK.track("Early")`;
    site.pages.set(
      "/seed",
      `<!doctype html><script>${SNIPPET};${early}</script><script src="/rapport.js" async></script>`,
    );
    await open("/seed");
    await vi.waitFor(() => expect(site.events()).toEqual(["Early"]), WAIT);
    expect(JSON.parse(site.requests[0]?.body ?? "").writeKey).toBe("pk_seed");
  });

  test("of a name that a page kept are made by the client once it has loaded", async () => {
    site.pages.set("/kept", `<!doctype html><script>${SNIPPET}; const kept = rapport;</script>${START}`);
    const page = await open("/kept");
    await page.waitForFunction("window.rapport !== kept");
    await run(page, `kept.track("Early"); rapport.track("Late")`);
    await vi.waitFor(() => expect(site.events()).toEqual(["Early", "Late"]), WAIT);
  });

  test("are a thousand at most, for a client that may never come", async () => {
    site.pages.set(
      "/never",
      `<!doctype html><script>${SNIPPET}; for (let i = 0; i < 3e3; i++) rapport.track("E" + i)</script>`,
    );
    const page = await open("/never");
    expect(await run(page, "rapport.length")).toBe(1_000);
    expect(await run(page, "rapport[999].slice()")).toEqual(["track", "E999"]);
  });

  test("need a snippet that the guide shows as it is", () => {
    expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(SNIPPET);
  });
});
