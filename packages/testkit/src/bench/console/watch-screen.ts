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

/** When the page had a text from the live stream, when it stood in the document, and when that was painted: milliseconds since 1970. */
type SeenAt = { arrived: number; drawn: number; painted: number };

/** Notes when each text of this form arrives, is drawn and is painted for the first time; to be called before the page is opened. */
export async function watchTexts(page: Page, pattern: RegExp): Promise<void> {
  await page.addInitScript((source) => {
    const form = new RegExp(source, "g");
    const [arrived, seen] = [new Map<string, number>(), new Map<string, SeenAt>()];
    Object.assign(window, { seenTexts: seen });
    const Plain = window.EventSource;
    window.EventSource = class extends Plain {
      constructor(...given: ConstructorParameters<typeof Plain>) {
        super(...given);
        this.addEventListener("message", ({ data }) => {
          for (const text of String(data).match(form) ?? []) if (!arrived.has(text)) arrived.set(text, Date.now());
        });
      }
    };
    const look = () => {
      const found = document.querySelector("#screen")?.textContent?.match(form) ?? [];
      const fresh = found.filter((text) => !seen.has(text));
      const drawn = Date.now();
      for (const text of fresh) seen.set(text, { arrived: arrived.get(text) ?? drawn, drawn, painted: 0 });
      // The frame after the one that draws them: then they are on the screen.
      if (fresh.length > 0)
        requestAnimationFrame(() =>
          setTimeout(() => {
            for (const text of fresh) Object.assign(seen.get(text) ?? {}, { painted: Date.now() });
          }),
        );
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  }, pattern.source);
}

/** When a text was seen, as soon as it was painted. */
export async function seenAt(page: Page, text: string): Promise<SeenAt> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const { seenTexts } = window as unknown as { seenTexts: Map<string, SeenAt> }; // as: `watchTexts` put it there
      const seen = seenTexts.get(wanted);
      return seen && seen.painted > 0 ? seen : undefined;
    },
    text,
    { polling: 50 },
  );
  const seen = await handle.jsonValue();
  if (seen === undefined) throw new Error(`${text} was not seen`);
  return seen;
}
