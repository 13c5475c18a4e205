import { useSyncExternalStore } from "react";
import type { ConnectionState } from "../../lib/sse.ts";
import { t } from "../../lib/text.ts";
import { useServices } from "../../services.tsx";
import { classNames } from "../../ui/class-names.ts";

const WORDS: Record<ConnectionState, { label: string; dot: string }> = {
  connecting: { label: t("Connecting…"), dot: "bg-honey pulse" },
  live: { label: t("Live"), dot: "bg-accent pulse" },
  reconnecting: { label: t("Connection lost, trying again…"), dot: "bg-ember pulse" },
  stopped: { label: t("Not connected"), dot: "bg-control" },
};

/** State of the live stream, always in view: a quiet list must not be mistaken for a dead one. */
export function ConnectionBadge({ compact = false }: { compact?: boolean }) {
  const { live } = useServices();
  const state = useSyncExternalStore(live.subscribeToState, live.readState);
  const words = WORDS[state];
  return (
    <p role="status" className="flex items-center gap-2 px-2 text-small text-ink-2" title={words.label}>
      <span className={classNames("size-2 shrink-0 rounded-full", words.dot)} />
      <span className={classNames(compact && state !== "live" && "sr-only")}>{words.label}</span>
    </p>
  );
}
