import { formatAbsolute, useTold } from "../lib/time.ts";
import { formatSaid } from "../lib/time-said.ts";
import { useTimeZone } from "../lib/time-zone.ts";

/** A time inside a sentence, which stays true: `used 5 min ago`. In columns and by itself it is a `TimeAgo`. */
export function TimeSaid({ iso }: { iso: string }) {
  const said = useTold(iso, formatSaid);
  useTimeZone();
  return (
    <time dateTime={iso} title={`${formatAbsolute(iso)}\n${iso}`}>
      {said}
    </time>
  );
}
