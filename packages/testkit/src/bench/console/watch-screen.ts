import type { Page } from "playwright-core";

/** Lengths of the frames in which a list was scrolled, milliseconds, and how many rows it had at the end. */
export type Scrolled = { frames: number[]; rows: number };

/** Scrolls the part of the screen that scrolls for some seconds, a little with each frame, and notes how long each took. */
export function scrollList(
  page: Page,
  { seconds, pxPerFrame }: { seconds: number; pxPerFrame: number },
): Promise<Scrolled> {
  return page.evaluate(
    async ([forMs, step]) => {
      const parts = [...document.querySelectorAll<HTMLElement>("#screen .overflow-y-auto")];
      const part = parts.find((one) => one.scrollHeight > one.clientHeight);
      if (part === undefined) throw new Error("Nothing on this screen scrolls");
      const frames: number[] = [];
      const startMs = performance.now();
      let beforeMs = startMs;
      while (beforeMs - startMs < forMs) {
        const nowMs = await new Promise<number>(requestAnimationFrame);
        frames.push(nowMs - beforeMs);
        beforeMs = nowMs;
        part.scrollTop += step;
      }
      const items = part.querySelectorAll("[aria-setsize], li, tbody tr");
      return { frames: frames.slice(2), rows: Number(items[0]?.getAttribute("aria-setsize") ?? items.length) };
    },
    [seconds * 1_000, pxPerFrame] as const,
  );
}

/** Notes when each text of this form is painted for the first time. */
export function watchTexts(page: Page, pattern: RegExp): Promise<void> {
  return page.evaluate((source) => {
    const form = new RegExp(source, "g");
    const seen = new Map<string, number>();
    Object.assign(window, { seenTexts: seen });
    new MutationObserver(() => {
      const found = document.querySelector("#screen")?.textContent?.match(form) ?? [];
      const fresh = found.filter((text) => !seen.has(text));
      // The frame after the one that draws them: then they are on the screen.
      requestAnimationFrame(() =>
        setTimeout(() => {
          for (const text of fresh) if (!seen.has(text)) seen.set(text, Date.now());
        }),
      );
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, pattern.source);
}

/** When a text was painted, milliseconds since 1970, as soon as it was. */
export async function paintedAt(page: Page, text: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => (window as unknown as { seenTexts: Map<string, number> }).seenTexts.get(wanted), // as: `watchTexts` put it there
    text,
    { polling: 50 },
  );
  return Number(await handle.jsonValue());
}
