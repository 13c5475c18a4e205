import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";
import { SNIPPET } from "./snippet.ts";

const PAGE = `<!doctype html><title>Capture</title>
  <script src="/rapport.js" data-write-key="pk_test" data-parts="autocapture web-vitals"></script>
  <a id="link" href="/empty?token=secret#frag" onclick="event.preventDefault()">Read <b>more</b></a>
  <a id="mail" href="mailto:ann@example.com" onclick="event.preventDefault()">Write to ann@example.com, 4111 1111 1111 1111</a>
  <button id="masked" data-rapport-mask>Balance of Ann</button>
  <div data-rapport-ignore><button id="ignored">Secret</button></div>
  <form id="pay" action="/empty?card=1" method="post" onsubmit="event.preventDefault()">
    <input name="card" value="4111111111111111"><input type="password" name="pin" value="hunter2">
    <textarea name="note">private note</textarea><select><option>private option</option></select>
    <button id="send">Pay <span data-rapport-mask>for Ann</span></button></form>
  <p>Nothing to click</p>`;

/** Lets nothing but what carries a nonce through, and no text as code. */
const STRICT_POLICY =
  "default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const STRICT_START = `<!doctype html><script nonce="n1">window.violations = [];
  addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));</script>
  <script nonce="n1">${SNIPPET}; rapport.track("Early")</script>`;
/** All that a page may hold, on one that lets nothing but a nonce through. */
const STRICT = `${STRICT_START}
  <script src="/rapport.js" nonce="n1" data-write-key="pk_test" data-auto-page data-parts="slots autocapture web-vitals"></script>
  <button id="b">Go</button>
  <div id="slot" data-rapport-slot="home" data-timeout-ms="20000">
    <template><a data-rapport-href="url"><img data-rapport-src="imageUrl" alt=""><b data-rapport-text="name"></b></a></template></div>`;

describe.skipIf(!chromiumPath)("automatic capture in a browser", () => {
  const { site, run, open, find } = useSite();
  beforeAll(() => {
    site.pages.set("/capture", PAGE);
  });

  test("clicks and forms are recorded by their names, and nothing that a visitor typed, chose or owns", async () => {
    const page = await open("/capture");
    await page.waitForFunction("performance.getEntriesByName(location.origin + '/rapport.autocapture.js').length");
    // The part is there once a click is recorded.
    await vi.waitFor(async () => {
      await page.click("#link");
      await run(page, "rapport.flush()");
      expect(site.messages.length).toBeGreaterThan(0);
    }, WAIT);
    for (const id of ["mail", "masked", "ignored", "send"]) await page.click(`#${id}`);
    await page.click("p");
    await run(page, "rapport.flush()");
    const messages = site.messages.filter((message) => Reflect.get(Object(message.properties), "id") !== "link");
    expect(messages.map((message) => [message.event, message.properties])).toEqual([
      ["Element Clicked", { tag: "a", id: "mail", text: "Write to • •", href: "mailto:" }],
      ["Element Clicked", { tag: "button", id: "masked" }],
      ["Element Clicked", { tag: "button", id: "send", text: "Pay" }],
      ["Form Submitted", { tag: "form", id: "pay", action: `${site.origin}/empty`, method: "post" }],
    ]);
    expect(site.messages[0]?.properties).toEqual({
      tag: "a",
      id: "link",
      text: "Read more",
      href: `${site.origin}/empty`,
    });
    expect(JSON.stringify(site.messages)).not.toMatch(/4111|hunter2|private|Ann|Secret|token/);
  });

  test("web vitals are told once, when the page is hidden", async () => {
    const page = await open("/capture");
    await page.waitForFunction("performance.getEntriesByName(location.origin + '/rapport.web-vitals.js').length");
    await page.waitForLoadState("networkidle");
    await page.click("#link");
    await page.goto(`${site.origin}/empty`);
    await vi.waitFor(() => expect(find("Web Vitals")).toBeDefined(), WAIT);
    expect(find("Web Vitals")?.properties).toMatchObject({
      lcp: expect.any(Number),
      fcp: expect.any(Number),
      ttfb: expect.any(Number),
      cls: expect.any(Number),
    });
    expect(site.events().filter((name) => name === "Web Vitals")).toHaveLength(1);
  });

  test("strict CSP with Trusted Types: snippet, tag, parts, a slot and all calls work without a violation", async () => {
    site.policy = STRICT_POLICY;
    site.pages.set("/strict", STRICT);
    const item = {
      id: "a",
      name: "Item a",
      url: "/empty",
      imageUrl: "/favicon.ico",
      priceCents: 1250,
      currency: "USD",
    };
    const explanation = { text: "Often bought", because: [], generators: {} };
    const recommendations = [{ itemId: "a", score: 1, position: 0, explanation, item }];
    site.recommendations = { decisionId: "dec_1", placement: "home", recommendations, degraded: [] };
    const page = await open("/strict");
    await vi.waitFor(
      async () => expect(await run(page, `document.querySelector("#slot > a")?.textContent`)).toBe("Item a"),
      WAIT,
    );
    expect(await run(page, `document.querySelector("#slot > a > img").getAttribute("src")`)).toBe("/favicon.ico");
    await vi.waitFor(async () => {
      await page.click("#b");
      await run(page, "rapport.flush()");
      expect(site.events()).toEqual(expect.arrayContaining(["Early", "Recommendation Shown", "Element Clicked"]));
    }, WAIT);
    // They are told in their order: once a deliberate one is there, no earlier one is missing.
    await run(page, `try { document.querySelector("#b").innerHTML = "<i>Go</i>" } catch {}`);
    await vi.waitFor(async () => expect(await run(page, "violations")).not.toEqual([]), WAIT);
    expect(await run(page, "violations")).toEqual(["require-trusted-types-for"]);
  });

  test("a tag with integrity runs the client that it was made for, and no other", async () => {
    const { "rapport.js": digest } = await readIntegrity();
    const tag = (seal: string) =>
      `<!doctype html><script src="/rapport.js" integrity="${seal}" data-write-key="pk_test" data-auto-page></script>`;
    site.pages
      .set("/sealed", tag(digest))
      .set("/forged", tag(digest.replace(/-./, (start) => (start === "-A" ? "-B" : "-A"))));
    expect(await run(await open("/forged"), "typeof rapport")).toBe("undefined");
    const page = await open("/sealed");
    await run(page, "rapport.flush()");
    await vi.waitFor(() => expect(site.messages.map(({ type }) => type)).toEqual(["page"]), WAIT);
  });

  test("nonce, integrity and Trusted Types at once: client and parts run from the tags of the build's own values", async () => {
    site.policy = STRICT_POLICY;
    const tags = Object.entries(await readIntegrity())
      .filter(([name]) => /^rapport(\.autocapture|\.slots|)\.js$/.test(name))
      .map(
        ([name, seal]) => `<script src="/${name}" nonce="n1" integrity="${seal}" data-write-key="pk_test"></script>`,
      );
    site.pages.set("/strict", `${STRICT_START}${tags.toReversed().join("")}<button id="b">Go</button>`);
    const page = await open("/strict");
    await vi.waitFor(async () => {
      await page.click("#b");
      await run(page, "rapport.flush()");
      expect(site.events()).toEqual(expect.arrayContaining(["Early", "Element Clicked"]));
    }, WAIT);
    expect([tags.length, await run(page, "violations")]).toEqual([3, []]);
  });
});

async function readIntegrity(): Promise<Record<string, string> & { "rapport.js": string }> {
  return JSON.parse(await readFile(new URL("../dist/integrity.json", import.meta.url), "utf8"));
}
