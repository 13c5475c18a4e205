import type { PutRetention } from "@rapport/contracts/retention";

/** Whether events that are kept so far would be deleted: fewer days by default, or for any name. */
export function shortensRetention(before: PutRetention, after: PutRetention): boolean {
  const names = [...Object.keys(before.names), ...Object.keys(after.names)];
  return [undefined, ...names].some((name) => daysOf(after, name) < daysOf(before, name));
}

/** Days that events of a name are kept for; of any other one without a name. */
function daysOf({ days, names }: PutRetention, name: string | undefined): number {
  const own = name !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
  return own ?? days ?? Number.POSITIVE_INFINITY;
}
