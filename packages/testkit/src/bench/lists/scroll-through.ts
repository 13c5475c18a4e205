import type { CDPSession, Page } from "playwright-core";

/**
 * How a list behaved while it was scrolled: frames, the main thread's own processor time (which other work on the machine does not
 * lengthen), rows that it held at the end, and what the page had become.
 */
export type Scrolled = { frames: number[]; busyMs: number; rows: number; heapMb: number; nodes: number };

const WHEEL_PX = 400;
const WHEEL_MS = 16;

/** Turns the wheel for some seconds, then presses End until a row count is reached or time is over, and notes every frame. */
export async function scrollThrough(
  page: Page,
  { wheelMs, endMs, rows }: { wheelMs: number; endMs: number; rows: number },
): Promise<{ wheel: Scrolled; end: Scrolled }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const box = await page.locator("#screen").boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 3, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  let busyBefore = await noteFrames(page, cdp);
  for (const endAt = Date.now() + wheelMs; Date.now() < endAt; await page.waitForTimeout(WHEEL_MS))
    await page.mouse.wheel(0, WHEEL_PX);
  const wheel = await readScrolled(page, cdp, busyBefore);
  busyBefore = await noteFrames(page, cdp);
  for (const endAt = Date.now() + endMs; Date.now() < endAt && (await countRows(page)) < rows; ) {
    await page.evaluate(() => {
      const part = [...document.querySelectorAll<HTMLElement>("#screen .overflow-y-auto")].find(
        (one) => one.scrollHeight > one.clientHeight,
      );
      part?.scrollTo({ top: part.scrollHeight });
    });
    await page.waitForTimeout(WHEEL_MS);
  }
  return { wheel, end: await readScrolled(page, cdp, busyBefore) };
}

/** Begins to note frames; answers how long the main thread was busy until now. */
async function noteFrames(page: Page, cdp: CDPSession): Promise<number> {
  await page.evaluate(() => {
    const noted = { frames: [] as number[], stop: false };
    Object.assign(window, { noted });
    let before = performance.now();
    const next = (now: number) => {
      noted.frames.push(now - before);
      before = now;
      if (!noted.stop) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  return (await readMetrics(cdp))("TaskDuration");
}

async function readScrolled(page: Page, cdp: CDPSession, busyBefore: number): Promise<Scrolled> {
  const frames = await page.evaluate(() => {
    const { noted } = window as unknown as { noted: { frames: number[]; stop: boolean } }; // as: `noteFrames` put it there
    noted.stop = true;
    return noted.frames.slice(2);
  });
  const busySeconds = (await readMetrics(cdp))("TaskDuration") - busyBefore;
  await cdp.send("HeapProfiler.collectGarbage");
  const metric = await readMetrics(cdp);
  return {
    frames,
    busyMs: busySeconds * 1_000,
    rows: await countRows(page),
    heapMb: metric("JSHeapUsedSize") / 2 ** 20,
    nodes: metric("Nodes"),
  };
}

async function readMetrics(cdp: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (name) => metrics.find((one) => one.name === name)?.value ?? 0;
}

function countRows(page: Page): Promise<number> {
  return page.evaluate(() => {
    const sized = document.querySelector("#screen [aria-setsize]")?.getAttribute("aria-setsize");
    const counted = document.querySelector("#screen [aria-rowcount]")?.getAttribute("aria-rowcount");
    return Number(sized ?? counted ?? document.querySelectorAll("#screen li, #screen tbody tr").length);
  });
}
