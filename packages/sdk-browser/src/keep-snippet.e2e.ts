import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";
import { KEEP_SNIPPET } from "./keep-snippet.ts";
import { SNIPPET } from "./snippet.ts";

/** A page whose client never comes: its address answers 404. */
const SLOW = `<!doctype html><title>Slow</title><script>${SNIPPET};${KEEP_SNIPPET}</script>
  <script src="/never.js" data-write-key="pk_test" async></script>`;
const CALLS = `rapport.page("Slow"); rapport.track("Early", { a: 1 }); rapport.push(() => {});`;
const KEPT = "sessionStorage.rapport_calls ?? null";

describe.skipIf(!chromiumPath)("calls of a page that is left before its client has loaded", () => {
  const { site, getContext, run, open, expectEvents, find } = useSite();

  test("arrive with the next page of the tab, once, with the time and the page of the call", async () => {
    site.pages.set("/slow", SLOW);
    const page = await open("/slow?utm_source=news");
    const leftMs = await run(page, `${CALLS} Date.now()`);
    await page.goto(`${site.origin}/`);
    await expectEvents(["undefined", "Early"]);
    const slow = { path: "/slow", title: "Slow", search: "?utm_source=news" };
    expect(find("Early")).toMatchObject({ properties: { a: 1 }, context: { page: slow } });
    const view = site.messages.find((message) => message.type === "page");
    expect(view).toMatchObject({ name: "Slow", properties: slow, context: { page: slow } });
    for (const message of site.messages)
      expect(Date.parse(String(message.originalTimestamp))).toBeLessThanOrEqual(Number(leftMs));
    expect(await run(page, KEPT)).toBeNull();
    await page.reload();
    await run(page, `rapport.track("Later"); rapport.flush()`);
    expect(site.events().sort()).toEqual(["Early", "Later", "undefined"]);
  });

  test.each([
    ["categories of which analytics is granted", `{"analytics":true,"marketing":false}`],
    ["an agreement, whatever the browser asks for", `"granted"`],
  ])("are kept after a choice of %s", async (_, choice) => {
    site.pages.set("/slow", SLOW);
    await getContext().addInitScript(`localStorage.setItem("rapport_pk_test_consent", ${JSON.stringify(choice)});
      Object.defineProperty(navigator, "globalPrivacyControl", { value: ${choice === `"granted"`} });`);
    const page = await open("/slow");
    await run(page, CALLS);
    await page.goto(`${site.origin}/`);
    await expectEvents(["undefined", "Early"]);
  });

  test.each([
    ["a signal of the browser", `Object.defineProperty(navigator, "globalPrivacyControl", { value: true })`],
    ["a refusal that is remembered", `localStorage.setItem("rapport_pk_test_consent", '"denied"')`],
    [
      "a choice of categories without analytics",
      `localStorage.setItem("rapport_pk_test_consent", '{"analytics":false,"marketing":true}')`,
    ],
    [
      "a page that starts the client by itself",
      `addEventListener("load", () => document.querySelector("[data-write-key]").remove())`,
    ],
    [
      "storage that the browser refuses",
      `delete window.sessionStorage; Object.defineProperty(window, "sessionStorage", { get() { throw new Error("refused"); } })`,
    ],
  ])("are kept nowhere against %s, and nothing is thrown", async (_, prepare) => {
    site.pages.set("/slow", SLOW);
    await getContext().addInitScript(`if (location.pathname === "/slow") { ${prepare} }`);
    const page = await open("/slow");
    await run(page, CALLS);
    await page.goto(`${site.origin}/empty`);
    expect(await run(page, KEPT)).toBeNull();
  });

  test("the guide shows the snippet as it is", async () => {
    expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(KEEP_SNIPPET);
    await vi.waitFor(() => expect(site.requests).toEqual([]), WAIT);
  });
});
