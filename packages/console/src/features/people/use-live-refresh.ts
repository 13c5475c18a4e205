import type { LiveMessage } from "@rapport/contracts/events";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isShort } from "../../lib/use-pages.ts";
import { useServices } from "../../services.tsx";

/** At most one refresh in this time: a busy project must not turn into a poll of its own. */
const PAUSE_MS = 1_000;

/** Refreshes queries when a live event says that they changed; a list that was scrolled far is left as it is. */
export function useLiveRefresh(
  queryKey: readonly unknown[],
  concerns: (message: LiveMessage) => boolean,
  pauseMs = PAUSE_MS,
): void {
  const { live } = useServices();
  const queryClient = useQueryClient();
  const latest = useRef({ queryKey, concerns });
  useEffect(() => {
    latest.current = { queryKey, concerns };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastMs = 0;
    const refresh = () => {
      timer = undefined;
      lastMs = performance.now();
      void queryClient.invalidateQueries({ queryKey: latest.current.queryKey, predicate: isShort });
    };
    const schedule = () => {
      timer ??= setTimeout(refresh, Math.max(0, lastMs + pauseMs - performance.now()));
    };
    const stop = live.listen({
      onMessages: (messages) => {
        if (messages.some((message) => message.kind === "event" && latest.current.concerns(message))) schedule();
      },
      onOpen: schedule,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [live, queryClient, pauseMs]);
}
