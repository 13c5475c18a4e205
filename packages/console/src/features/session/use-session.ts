import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { createContext, use } from "react";
import type { Session } from "../../lib/api.ts";
import { api } from "../../lib/api.ts";

export const SESSION_KEY = ["session"] as const;

export const SessionContext = createContext<Session | undefined>(undefined);

/** The signed-in session; only for components below the session gate. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("This component has to stand below the session gate");
  return session;
}

/** Asks the server who is here; null means "sign in". */
export const sessionQuery = queryOptions<Session | null>({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }) => {
    const session = await api.session(signal);
    return session.signedIn ? session : null;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Signs out and forgets everything that was loaded. */
export function useSignOut(): (options?: { everywhere?: boolean }) => Promise<void> {
  const queryClient = useQueryClient();
  return async (options) => {
    await api.signOut(options);
    queryClient.clear();
    // A fresh page: the live list lives outside of the query cache and must not survive the session.
    window.location.reload();
  };
}
