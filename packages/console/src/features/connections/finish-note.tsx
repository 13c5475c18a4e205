import type { ConnectionProvider } from "@rapport/contracts/connections";
import { useEffect, useEffectEvent, useRef } from "react";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { connectionsApi } from "./connections-api.ts";

type FinishNoteProps = {
  state: string | undefined;
  code: string | undefined;
  error: string | undefined;
  /** Takes the code out of the address, where it would be kept in the history. */
  onDone: (provider: ConnectionProvider) => void;
};

/** Ends a connection that was begun here, once a service has sent the browser back. */
export function FinishNote({ state, code, error, onDone }: FinishNoteProps) {
  const begun = useRef<string>(undefined);
  const finish = useChange({
    run: connectionsApi.finish,
    guard: free("another service asks for consent"),
    refresh: [["connections"]],
    onSuccess: ({ provider }) => onDone(provider),
  });
  const mutate = useEffectEvent(finish.mutate);
  useEffect(() => {
    // A code counts once: a component that is shown twice must not spend it twice.
    if (state === undefined || code === undefined || begun.current === state) return;
    begun.current = state;
    mutate({ state, code });
  }, [state, code]);
  if (error !== undefined) {
    return (
      <ProblemNote
        title={t("The service gave no access")}
        error={new Error(t("It says: {error}. Connect once more.", { error }))}
      />
    );
  }
  if (finish.error) return <ProblemNote title={t("The connection could not be finished")} error={finish.error} />;
  return state !== undefined ? <p className="px-4 py-3 text-body text-ink-2">{t("Connecting…")}</p> : null;
}
