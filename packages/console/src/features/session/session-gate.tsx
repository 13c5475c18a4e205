import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect } from "react";
import { ApiError } from "../../lib/api.ts";
import { t } from "../../lib/text.ts";
import { useServices } from "../../services.tsx";
import { Mark } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { OfflinePage } from "./offline-page.tsx";
import { SessionContext, sessionQuery } from "./use-session.ts";

// Who is signed in never needs it.
const SignInForm = lazy(async () => ({ default: (await import("./sign-in-form.tsx")).SignInForm }));

/** Lets through who is signed in, and runs the live stream as long as they are. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const { live, feed } = useServices();
  const signedIn = Boolean(session.data);
  useEffect(() => {
    if (!signedIn) return;
    live.start();
    return () => live.stop();
  }, [signedIn, live]);

  // The frame and the screen in it are drawn in slices, between which the browser can answer; without the `false` at first not
  // where the session is there before the gate.
  const entered = useDeferredValue(signedIn, false) && signedIn;
  // The screen's own questions go first: a page of events is larger than any answer to them.
  useEffect(() => (entered ? feed.start() : undefined), [entered, feed]);

  const { refetch } = session;
  const retry = useCallback(() => void refetch(), [refetch]);

  // Without a network the question waits; where it was asked, nobody has answered it.
  const isUnanswered = session.error instanceof ApiError && session.error.status === 0;
  if (isUnanswered || session.fetchStatus === "paused") return <OfflinePage onRetry={retry} />;
  if (session.error) {
    return (
      <main className="mx-auto max-w-lg pt-[20vh]">
        <ProblemNote title={t("The console cannot start")} error={session.error} onRetry={retry} />
      </main>
    );
  }
  if (session.data === null) {
    return (
      <Suspense fallback={<Starting />}>
        <SignInForm />
      </Suspense>
    );
  }
  if (!session.data || !entered) return <Starting />;
  return <SessionContext value={session.data}>{children}</SessionContext>;
}

function Starting() {
  return (
    <main className="grid h-full place-items-center" aria-busy="true">
      <h1 className="sr-only">Rapport</h1>
      <span className="pulse">
        <Mark size={32} />
      </span>
    </main>
  );
}
