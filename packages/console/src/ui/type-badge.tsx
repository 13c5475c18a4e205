import type { MessageType } from "@rapport/contracts/messages";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { AliasIcon, DeviceIcon, IdentifyIcon, PageIcon, PeopleIcon, RejectIcon, TrackIcon } from "./icons.tsx";

export type MessageKind = MessageType | "rejected";

const GLYPHS: Record<MessageKind, ReactNode> = {
  track: <TrackIcon size={12} />,
  identify: <IdentifyIcon size={12} />,
  page: <PageIcon size={12} />,
  screen: <DeviceIcon size={12} />,
  group: <PeopleIcon size={12} />,
  alias: <AliasIcon size={12} />,
  rejected: <RejectIcon size={12} />,
};

/** Kind of a message by shape, word and hue, so that no one of them has to be seen. */
export function TypeBadge({ kind, compact = false }: { kind: MessageKind; compact?: boolean }) {
  return (
    <span className="flex items-center gap-1.5">
      <TypeGlyph kind={kind} />
      <span
        className={classNames("text-small", kind === "rejected" ? "text-ember" : "text-ink-2", compact && "sr-only")}
      >
        {kind}
      </span>
    </span>
  );
}

export function TypeGlyph({ kind }: { kind: MessageKind }) {
  const tone = kind === "rejected" ? "ember" : `tone-${kind}`;
  return (
    <span
      aria-hidden="true"
      className="grid size-5 shrink-0 place-items-center rounded-small"
      style={{ color: `var(--${tone})`, background: `var(--${tone}-wash)` }}
    >
      {GLYPHS[kind]}
    </span>
  );
}
