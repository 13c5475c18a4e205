import { SeqWindow } from "@rapport/domain/realtime/seq-window";

/** Numbers that an id of the stream carries at most: beyond, a resumed stream repeats some events rather than grow. */
const MAX_BEYOND = 200;

/** Id of the stream after an event: all up to a number, and single ones beyond as distances from it, `120` or `120+3,7`. */
export function formatStreamId({ settled, beyond }: SeqWindow): string {
  if (beyond.size === 0 || beyond.size > MAX_BEYOND) return String(settled);
  return `${settled}+${[...beyond].map((seq) => seq - settled).join(",")}`;
}

/** Reads what `formatStreamId` wrote; undefined on any other text. */
export function parseStreamId(text: string): SeqWindow | undefined {
  if (!/^\d{1,15}(\+\d{1,15}(,\d{1,15})*)?$/.test(text)) return undefined;
  const [settled = "", beyond] = text.split("+");
  return new SeqWindow(
    Number(settled),
    beyond?.split(",").map((distance) => Number(settled) + Number(distance)),
  );
}
