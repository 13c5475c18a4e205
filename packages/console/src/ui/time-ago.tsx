import { formatAbsolute, formatAgo, useTold } from "../lib/time.ts";
import { useTimeZone } from "../lib/time-zone.ts";

/** A relative time that stays true; the exact one is in its tooltip. */
export function TimeAgo({ iso, className }: { iso: string; className?: string }) {
  const ago = useTold(iso, formatAgo);
  useTimeZone();
  return (
    <time dateTime={iso} title={`${formatAbsolute(iso)}\n${iso}`} className={className}>
      {ago}
    </time>
  );
}

/** A time to the second, in the zone that was chosen; as it was sent in its tooltip. */
export function ExactTime({ iso, className }: { iso: string; className?: string }) {
  useTimeZone();
  return (
    <time dateTime={iso} title={iso} className={className}>
      {formatAbsolute(iso)}
    </time>
  );
}
