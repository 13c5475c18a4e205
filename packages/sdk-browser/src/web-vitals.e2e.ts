import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

type Shift = { startTime: number; value: number; hadRecentInput?: boolean };
type Interaction = { interactionId: number; duration: number };

const PAGE = `<!doctype html><title>Vitals</title>
  <script src="/rapport.js" data-write-key="pk_test" data-parts="web-vitals"></script>
  <div id="above"></div><p>Moves</p><button id="slow">Slow</button>
  <script>slow.onclick = () => {
    for (const start = performance.now(); performance.now() - start < 120;);
    above.style.height = "0px";
  };</script>`;

/** A browser that has measured these and nothing else. */
const measured = (entries: { "layout-shift"?: Shift[]; event?: Interaction[] }) => `
  window.observed = [];
  window.PerformanceObserver = class {
    constructor(take) { this.take = take; }
    observe({ type }) {
      observed.push(type);
      const entries = ${JSON.stringify(entries)}[type] ?? [];
      this.take({ getEntries: () => entries });
    }
    takeRecords() { return []; }
    disconnect() {}
  };`;

/** Notes what the browser measures, until the page is hidden, before whoever looks after it. */
const NOTE = `if (location.pathname === "/vitals") {
  window.observed = [];
  window.noted = { shifts: [], events: [] };
  const note = ({ entryType, startTime, value, hadRecentInput, interactionId, duration }) => entryType === "event"
    ? noted.events.push({ interactionId, duration })
    : noted.shifts.push({ startTime, value, hadRecentInput });
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
  observer.observe({ type: "layout-shift", buffered: true });
  observer.observe({ type: "event", buffered: true, durationThreshold: 16 });
  document.addEventListener("visibilitychange", () => {
    observer.takeRecords().forEach(note);
    sessionStorage.noted = JSON.stringify(noted);
  });
  const { observe } = PerformanceObserver.prototype;
  PerformanceObserver.prototype.observe = function (options) {
    observed.push(options.type);
    return observe.call(this, options);
  };
}`;

/** The largest burst of shifts, by the definition of web.dev/articles/cls, put down in another way than the client's. */
function largestBurst(shifts: readonly Shift[]): number {
  const bursts: Shift[][] = [];
  for (const shift of shifts.filter(({ hadRecentInput }) => !hadRecentInput)) {
    const burst = bursts.at(-1);
    const [first, last] = [burst?.[0], burst?.at(-1)];
    if (first && last && shift.startTime - last.startTime < 1_000 && shift.startTime - first.startTime < 5_000)
      burst?.push(shift);
    else bursts.push([shift]);
  }
  return Math.max(...bursts.map((burst) => burst.reduce((sum, { value }) => sum + value, 0)));
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
const shiftsAt = (...pairs: [startTime: number, value: number][]): Shift[] =>
  pairs.map(([startTime, value]) => ({ startTime, value }));

describe.skipIf(!chromiumPath)("web vitals in a browser", () => {
  const { site, getContext, run, open, find } = useSite();
  beforeAll(() => {
    site.pages.set("/vitals", PAGE);
  });

  async function openMeasured(prepare: string): Promise<Page> {
    await getContext().addInitScript(prepare);
    const page = await open("/vitals");
    await page.waitForFunction(`observed.includes("event")`);
    return page;
  }
  async function leave(page: Page): Promise<unknown> {
    await page.goto(`${site.origin}/empty`);
    await vi.waitFor(() => expect(find("Web Vitals")).toBeDefined(), WAIT);
    return find("Web Vitals")?.properties;
  }

  test.each<[string, number, Shift[]]>([
    ["a second without any ends a burst", 0.2, shiftsAt([100, 0.1], [1_099, 0.1], [2_099, 0.15])],
    [
      "a burst ends after five seconds, from its first shift on",
      0.6,
      shiftsAt(
        ...[600, 1_500, 2_400, 3_300, 4_200, 5_100].map((ms): [number, number] => [ms, 0.1]),
        [5_600, 0.1],
        [6_500, 0.05],
      ),
    ],
    ["the largest burst counts, not the last", 0.3, shiftsAt([100, 0.3], [9_000, 0.1], [9_100, 0.1])],
    [
      "what the visitor caused does not count, and prolongs nothing",
      0.1,
      [...shiftsAt([100, 0.1]), { startTime: 900, value: 0.5, hadRecentInput: true }, ...shiftsAt([1_200, 0.1])],
    ],
  ])("cls: %s", async (_, cls, shifts) => {
    expect(largestBurst(shifts)).toBeCloseTo(cls, 9);
    expect(await leave(await openMeasured(measured({ "layout-shift": shifts })))).toMatchObject({ cls });
  });

  test.each<[string, number, Interaction[]]>([
    ["of fewer than fifty interactions the slowest", 500, [500, ...Array(48).fill(20)].map(interact)],
    ["of fifty the second slowest", 300, [20, 500, 300, ...Array(47).fill(20)].map(interact)],
    [
      "the longest event of an interaction, and no event that is none",
      80,
      [
        { interactionId: 7, duration: 40 },
        { interactionId: 7, duration: 80 },
        { interactionId: 7, duration: 24 },
        { interactionId: 0, duration: 900 },
      ],
    ],
  ])("inp: %s", async (_, inp, event) => {
    expect(await leave(await openMeasured(measured({ event })))).toMatchObject({ inp });
  });

  test("a page that moves and a click that takes 120 ms are told as the browser measured them", async () => {
    const page = await openMeasured(NOTE);
    for (const [place, height] of [200, 320].entries()) {
      await run(page, `above.style.height = "${height}px"`);
      await page.waitForFunction(`noted.shifts.length > ${place}`);
    }
    await page.click("#slow");
    await page.waitForFunction("noted.events.some((event) => event.interactionId && event.duration >= 120)");
    const vitals = await leave(page);
    const { shifts, events }: { shifts: Shift[]; events: Interaction[] } = JSON.parse(
      String(await run(page, "sessionStorage.noted")),
    );
    const interactions = events.filter(({ interactionId }) => interactionId);
    expect(largestBurst(shifts)).toBeGreaterThan(0);
    expect(vitals).toMatchObject({
      cls: round(largestBurst(shifts)),
      inp: round(Math.max(...interactions.map(({ duration }) => duration))),
    });
  });
});

function interact(duration: number, place: number): Interaction {
  return { interactionId: place + 1, duration };
}
