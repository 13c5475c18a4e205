import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";

/** A place in the log: for each partition touched, the offset of the last value written. */
export type Position = ReadonlyMap<number, number>;

/** Opaque text of a position, as answers carry it: `3.120_17.44`. */
export function formatPosition(position: Position): string {
  return [...position].map(([partition, offset]) => `${partition}.${offset}`).join("_");
}

/** Reads what `formatPosition` wrote. @throws RapportError invalid_parameter on any other text */
export function parsePosition(text: string): Position {
  const position = new Map<number, number>();
  for (const part of text === "" ? [] : text.split("_")) {
    const match = /^(\d{1,3})\.(\d{1,15})$/.exec(part);
    if (!match || Number(match[1]) >= PARTITION_COUNT) {
      throw new RapportError("invalid_parameter", "“after” is not an offset that a tracking answer has given", {
        fields: [{ pointer: "/after", message: "Pass the answer's offset unchanged" }],
      });
    }
    position.set(Number(match[1]), Number(match[2]));
  }
  return position;
}
