import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

describe.skipIf(!chromiumPath)("consent and privacy in a browser", () => {
  const { site, getContext, run, open, start, stored, expectEvents, find } = useSite();
  const trackingRequests = () => site.requests.filter((request) => request.path === "/v1/batch");

  test("before the decision nothing is stored or sent; once granted the events arrive as they happened", async () => {
    const page = await start(`{ consent: "pending" }`, "/bare?utm_source=news");
    await run(
      page,
      `rapport.identify("u1"); rapport.track("Early"); history.pushState({}, "", "/bare/later"); rapport.flush(300)`,
    );
    expect([await stored(page), trackingRequests(), await run(page, "rapport.consent()")]).toEqual([[], [], "pending"]);
    await run(page, `rapport.consent("granted")`);
    await expectEvents(["undefined", "Early"]);
    expect(find("Early")).toMatchObject({
      userId: "u1",
      context: { page: { path: "/bare" }, campaign: { source: "news" } },
    });
    expect(await stored(page)).toEqual(expect.arrayContaining(["rapport_pk_test_id", "rapport_pk_test_consent"]));
  });

  test("with beforeConsent drop, what happened before the decision is never sent", async () => {
    const page = await start(`{ consent: "pending", beforeConsent: "drop" }`);
    await run(page, `rapport.track("Early"); rapport.consent("granted"); rapport.track("Late")`);
    await expectEvents(["Late"]);
  });

  test("a refusal erases all but itself, in every tab, and holds on later pages", async () => {
    site.status = 503;
    const page = await open("/");
    const other = await open("/");
    await run(page, `rapport.identify("u1"); rapport.track("A"); rapport.flush(200)`);
    await run(other, `rapport.track("B")`);
    await run(page, `rapport.consent("denied")`);
    await vi.waitFor(async () => expect(await run(other, "rapport.consent()")).toBe("denied"), WAIT);
    site.status = 200;
    await run(other, `rapport.track("C"); rapport.flush(200)`);
    await page.reload();
    await run(page, `rapport.track("D"); rapport.flush(200)`);
    expect(await stored(page)).toEqual(["rapport_pk_test_consent"]);
    expect(await run(page, "rapport.userId()")).toBeUndefined();
    expect(site.events().filter((name) => name !== "A" && name !== "undefined")).toEqual([]);
  });

  test("a choice by categories decides by the category of tracking, and travels with every event", async () => {
    const page = await start(`{ consent: "pending" }`);
    await run(page, `rapport.consent({ analytics: true, marketing: false }); rapport.track("Agreed")`);
    await expectEvents(["Agreed"]);
    expect(find("Agreed")?.context).toMatchObject({
      consent: { categoryPreferences: { analytics: true, marketing: false } },
    });
    await run(page, `rapport.consent({ analytics: false })`);
    expect(await run(page, "rapport.consent()")).toBe("denied");
  });

  test.each(["globalPrivacyControl: true", `doNotTrack: "1"`])(
    "%s counts as a refusal until the visitor agrees",
    async (signal) => {
      await getContext().addInitScript(`
      for (const [name, value] of Object.entries({ ${signal} }))
        Object.defineProperty(Navigator.prototype, name, { get: () => value });`);
      const page = await start("{}");
      await run(page, `rapport.track("Silent"); rapport.flush(200)`);
      expect([await stored(page), trackingRequests()]).toEqual([[], []]);
      await run(page, `rapport.consent("granted"); rapport.track("Agreed")`);
      await expectEvents(["Agreed"]);
      const ignoring = await start("{ ignoreSignals: true, writeKey: 'pk_other' }");
      await run(ignoring, `rapport.track("Ignoring")`);
      await expectEvents(["Agreed", "Ignoring"]);
    },
  );

  test("cookieless: events arrive, and neither storage nor cookies hold anything", async () => {
    const page = await start(`{ persistence: "memory" }`, "/bare?gclid=g1");
    await run(page, `rapport.identify("u1"); rapport.track("Seen")`);
    expect(await stored(page)).toEqual([]);
    await expectEvents(["undefined", "Seen"]);
    expect(await stored(page)).toEqual([]);
  });

  test("persistence cookie keeps one visitor over the subdomains of a site", async () => {
    const at = (name: string) => site.origin.replace("127.0.0.1", `${name}.shop.test`);
    const page = await start(`{ persistence: "cookie" }`, "/bare", at("www"));
    await run(page, `rapport.identify("u1")`);
    const id = await run(page, "rapport.anonymousId()");
    const kept = await run(page, `decodeURIComponent(document.cookie.match(/rapport_pk_test_id=([^;]*)/)[1])`);
    // The form that the helpers of the Node client for frameworks read.
    expect(JSON.parse(String(kept))).toEqual({ anonymousId: id, userId: "u1" });
    const other = await start(`{ persistence: "cookie" }`, "/bare", at("eu.blog"));
    expect(await run(other, "[rapport.anonymousId(), rapport.userId()]")).toEqual([id, "u1"]);
    await run(other, `rapport.consent("denied")`);
    await page.reload();
    expect(await run(page, "document.cookie")).toBe("rapport_pk_test_consent=%22denied%22");
  });

  test("hooks see every message before it is stored: change, drop, and a hook that fails lets nothing out", async () => {
    site.status = 503;
    const page = await start(`{
      onError: (error) => (window.problems ??= []).push(error.code),
      plugins: [{ message: (message) => ({ ...message, properties: { ...message.properties, plan: "pro" } }) }],
      beforeSend: (message) => {
        if (message.event === "Dropped") return null;
        if (message.event === "Broken") throw new Error("hook");
        delete message.properties.email;
        return message;
      },
    }`);
    await run(
      page,
      `rapport.track("Kept", { email: "a@b.c" }); rapport.track("Dropped"); rapport.track("Broken", { email: "a@b.c" })`,
    );
    expect(await run(page, "JSON.stringify(localStorage)")).not.toContain("a@b.c");
    expect(await run(page, "problems")).toContain("call_failed");
    site.status = 200;
    await run(page, `rapport.flush()`);
    await expectEvents(["Kept"]);
    expect(find("Kept")?.properties).toEqual({ plan: "pro" });
  });
});
