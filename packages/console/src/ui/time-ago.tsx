import { formatAbsolute, useAgo } from "../lib/time.ts";

/** A relative time that stays true; the exact one is in its tooltip. */
export function TimeAgo({ iso, className }: { iso: string; className?: string }) {
  const ago = useAgo(iso);
  return (
    <time dateTime={iso} title={`${formatAbsolute(iso)}\n${iso}`} className={className}>
      {ago}
    </time>
  );
}
