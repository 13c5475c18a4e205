import { expect, test } from "vitest";
import { autocapture } from "./autocapture.ts";
import { createRapport } from "./create-rapport.ts";
import { webVitals } from "./web-vitals.ts";

test("on a server every call is a no-op: nothing throws, nothing waits, nothing keeps the process", async () => {
  const timersBefore = process.getActiveResourcesInfo().length;
  const rapport = createRapport();
  rapport.init({ writeKey: "pk", host: "https://rapport.test", autoPage: true, plugins: [autocapture(), webVitals()] });
  await rapport.ready;
  rapport.track("Seen");
  rapport.identify("u1");
  rapport.page();
  rapport.consent("granted");
  rapport.reset();
  await rapport.flush();
  expect([rapport.anonymousId(), rapport.userId(), rapport.consent()]).toEqual(["", undefined, "pending"]);
  expect(await rapport.getRecommendations({ placement: "home" }, { timeoutMs: 20 })).toMatchObject({ decisionId: "" });
  // What the runner of the tests opens for a moment goes away; what the client had left would stay.
  for (let round = 0; round < 500 && process.getActiveResourcesInfo().length > timersBefore; round++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(timersBefore);
});

test("a map of events narrows names and properties at compile time, and changes nothing at run time", () => {
  const rapport = createRapport<{ "Signup Started": { plan: string } }>();
  rapport.track("Signup Started", { plan: "pro" });
  // @ts-expect-error a property of another type
  rapport.track("Signup Started", { plan: 1 });
  // @ts-expect-error an event that the map does not have
  rapport.track("Signup started");
});
