import { useQuery } from "@tanstack/react-query";
import { ApiError } from "../../lib/api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { DeviceIcon } from "../../ui/icons.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import type { BrowserSession } from "./account-api.ts";
import { accountApi } from "./account-api.ts";
import { describeBrowser } from "./describe-browser.ts";

export const SESSIONS_KEY = ["account", "sessions"] as const;

/** Browsers that are signed in; ending one takes its next request away. */
export function BrowserSessions() {
  const sessions = useQuery({ queryKey: SESSIONS_KEY, queryFn: ({ signal }) => accountApi.sessions(signal) });
  const current = useQuery({
    queryKey: [...SESSIONS_KEY, "current"],
    queryFn: ({ signal }) => accountApi.current(signal),
  });
  const end = useChange({
    run: ({ token }: BrowserSession) => accountApi.endSession(token),
    guard: ({ userAgent }) => typed(t("Sign out {name}?", { name: describeBrowser(userAgent ?? "") }), t("Sign out")),
    refresh: [SESSIONS_KEY],
  });
  const endOthers = useChange({
    run: accountApi.endOthers,
    guard: typed(t("Sign out every browser but this one?"), t("Sign out")),
    refresh: [SESSIONS_KEY],
  });
  const currentId = current.data?.session.id;
  const error = sessions.error ?? end.error ?? endOthers.error;
  return (
    <Section
      title={t("Signed-in browsers")}
      aside={
        (sessions.data?.length ?? 0) > 1 && (
          <Button look="quiet" disabled={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("Sign out all others")}
          </Button>
        )
      }
    >
      {error && <ProblemNote title={titleOf(error)} error={error} />}
      {sessions.isPending && <SkeletonRows rows={2} height={48} />}
      <ul>
        {sessions.data?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isCurrent={session.id === currentId}
            onEnd={() => end.mutate(session)}
          />
        ))}
      </ul>
    </Section>
  );
}

function SessionRow(props: { session: BrowserSession; isCurrent: boolean; onEnd: () => void }) {
  const { session, isCurrent, onEnd } = props;
  const name = describeBrowser(session.userAgent ?? "");
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
      <DeviceIcon className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ink" title={session.userAgent ?? undefined}>
          {name} {isCurrent && <Pill look="accent">{t("this one")}</Pill>}
        </span>
        <span className="block truncate text-small text-ink-3">
          {tx("{ipAddress} · signed in {timeAgo}", {
            ipAddress: session.ipAddress || t("unknown address"),
            timeAgo: <TimeSaid iso={session.createdAt} />,
          })}
        </span>
      </span>
      {!isCurrent && (
        <Button look="quiet" aria-label={t("Sign out {name}", { name })} onClick={onEnd}>
          {t("Sign out")}
        </Button>
      )}
    </li>
  );
}

/** A session of more than a day may not look at the others: whoever found an open browser would. */
function titleOf(error: Error): string {
  const isOld = error instanceof ApiError && error.status === 403;
  return isOld
    ? t("Sign in again to see this: you did so more than a day ago")
    : t("Sessions could not be loaded or ended");
}
