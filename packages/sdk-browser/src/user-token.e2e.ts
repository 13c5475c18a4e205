import { build } from "esbuild";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

/** A token that says this; of its signature the page knows nothing. */
function userToken(sub: string, claims: { iat?: number; exp?: number } = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "HS256" })}.${encode({ sub, iat: nowSeconds(), exp: nowSeconds() + 900, ...claims })}.signature`;
}
/** A page that takes single functions out of the package, and puts them where a test can call them. */
const SINGLY = `
  import { identify, init, getRecommendations, recommendations } from "./index.ts";
  import { userToken } from "./user-token.ts";
  Object.assign(window, { identify, getRecommendations, recommendations });
  init({ writeKey: "pk_test", host: location.origin, plugins: [userToken(() => window.token)] });`;
const nowSeconds = () => Math.floor(Date.now() / 1_000);
const pageWith = (token: string) => `<!doctype html><title>Shop</title>
  <script>window.asked = 0; addEventListener("rapport-token-expiring", () => window.asked++)</script>
  <script src="/rapport.user-token.js" data-user-token="${token}"></script>
  <script>rapport.push(["track", "Before"]); rapport.push(["identify", "ada"]); rapport.push(["track", "After"])</script>
  <script src="/rapport.js" data-write-key="pk_test"></script>`;

describe.skipIf(!chromiumPath)("user tokens of a page", () => {
  const { site, run, open, find } = useSite();
  const tokenOf = (event: string) => Reflect.get(Object(find(event)?.context), "userToken");
  const queries = () =>
    site.requests
      .filter(({ path, method }) => path.endsWith("/query") && method === "POST")
      .map(({ body }) => JSON.parse(body));
  let ada = "";
  beforeAll(() => {
    ada = userToken("ada");
  });

  test("the token goes along with what names the visitor, from the first call on, and with nothing else", async () => {
    site.pages.set("/shop", pageWith(ada));
    const page = await open("/shop");
    await run(page, "rapport.flush()");
    expect([tokenOf("Before"), tokenOf("After")]).toEqual([undefined, ada]);
    expect(site.messages.find(({ type }) => type === "identify")?.context).toMatchObject({ userToken: ada });
    await run(page, "rapport.getRecommendations({ placement: 'home' })");
    await run(page, "rapport.recommendations()");
    expect(queries()).toMatchObject([
      { placement: "home", userId: "ada", userToken: ada },
      { userId: "ada", userToken: ada },
    ]);
    await run(page, "rapport.reset()");
    await run(page, "rapport.track('Signed Out')");
    await run(page, "rapport.flush()");
    expect(tokenOf("Signed Out")).toBeUndefined();
  });

  test("a page that puts another token there sends that one; one that is over or another's is not asked with", async () => {
    site.pages.set("/shop", pageWith(ada));
    const page = await open("/shop");
    const put = (token: string) =>
      run(page, `document.querySelector("[data-user-token]").dataset.userToken = "${token}"`);
    const ask = async () => {
      await run(page, "rapport.getRecommendations()");
      return queries().at(-1)?.userToken;
    };
    const next = userToken("ada", { exp: nowSeconds() + 3_600 });
    await put(next);
    await run(page, "rapport.track('With Another')");
    await run(page, "rapport.flush()");
    expect(tokenOf("With Another")).toBe(next);
    expect(await ask()).toBe(next);
    for (const token of [userToken("bob"), userToken("ada", { iat: 1, exp: 900 }), "no token", ""]) {
      await put(token);
      expect(await ask()).toBeUndefined();
    }
    const other = userToken("Zoë ✓");
    await put(other);
    await run(page, "rapport.identify('Zoë ✓')");
    expect(await ask()).toBe(other);
  });

  test("functions that a page takes out of the package singly ask with it, too", async () => {
    const stdin = { contents: SINGLY, resolveDir: import.meta.dirname, loader: "ts" } as const;
    const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "iife", write: false });
    site.pages.set("/singly", `<!doctype html><title>Shop</title><script>${outputFiles[0]?.text}</script>`);
    const page = await open("/singly");
    await run(page, `token = "${ada}"; identify("ada"); getRecommendations({ placement: "home" })`);
    await run(page, "recommendations()");
    expect(queries()).toMatchObject([
      { placement: "home", userId: "ada", userToken: ada },
      { userId: "ada", userToken: ada },
    ]);
  });

  test("a token that ends soon is told of once, and the next one again", async () => {
    const soon = (seconds: number) => userToken("ada", { exp: nowSeconds() + seconds });
    site.pages.set("/shop", pageWith(soon(60)));
    const page = await open("/shop");
    const asked = () => run(page, "window.asked");
    await vi.waitFor(async () => expect(await asked()).toBe(1), WAIT);
    await run(page, "rapport.track('More')");
    expect(await asked()).toBe(1);
    await run(
      page,
      `document.querySelector("[data-user-token]").dataset.userToken = "${soon(61)}"; rapport.track("Other")`,
    );
    await vi.waitFor(async () => expect(await asked()).toBe(2), WAIT);
    await run(
      page,
      `document.querySelector("[data-user-token]").dataset.userToken = "${soon(3_600)}"; rapport.track("Long")`,
    );
    expect(await asked()).toBe(2);
  });
});
