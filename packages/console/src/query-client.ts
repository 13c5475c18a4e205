import { QueryCache, QueryClient } from "@tanstack/react-query";
import { SESSION_KEY } from "./features/session/use-session.ts";
import { ApiError } from "./lib/api.ts";

/** What was read from the server; of one page, as the page is of one browser. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session ended while the console was open: ask again, and the gate shows the sign-in form.
      if (error instanceof ApiError && error.status === 401)
        void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});
