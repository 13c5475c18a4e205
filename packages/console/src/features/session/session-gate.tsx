import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect } from "react";
import { t } from "../../lib/text.ts";
import { useServices } from "../../services.tsx";
import { Mark } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { SessionContext, sessionQuery } from "./use-session.ts";

/** Lets through who is signed in, and runs the live stream as long as they are. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const { live, feed } = useServices();
  const signedIn = Boolean(session.data);
  useEffect(() => {
    if (!signedIn) return;
    live.start();
    const stopFeed = feed.start();
    return () => {
      stopFeed();
      live.stop();
    };
  }, [signedIn, live, feed]);

  if (session.error) {
    return (
      <main className="mx-auto max-w-lg pt-[20vh]">
        <ProblemNote
          title={t("The console cannot start")}
          error={session.error}
          onRetry={() => void session.refetch()}
        />
      </main>
    );
  }
  if (session.data === undefined) {
    return (
      <main className="grid h-full place-items-center" aria-busy="true">
        <h1 className="sr-only">Rapport</h1>
        <span className="pulse">
          <Mark size={32} />
        </span>
      </main>
    );
  }
  if (session.data === null) return <SignInForm />;
  return <SessionContext value={session.data}>{children}</SessionContext>;
}
