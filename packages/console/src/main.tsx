import "./lib/zod-setup.ts";
import "./lib/boot-theme.ts";
import "./styles/app.css";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { EventFeed } from "./features/events/event-feed.ts";
import { SESSION_KEY, sessionQuery } from "./features/session/use-session.ts";
import { ApiError } from "./lib/api.ts";
import { LiveConnection } from "./lib/sse.ts";
import { router } from "./router.tsx";
import { ServicesProvider } from "./services.tsx";

const queryClient = new QueryClient({
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
// The gate asks for it only once the router has a screen's code: started here, both are under way at the same time.
// Who is invited has no session yet.
if (!location.pathname.endsWith("/join")) void queryClient.prefetchQuery(sessionQuery);
const live = new LiveConnection("/api/v1/stream");
const feed = new EventFeed(live);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ServicesProvider services={{ live, feed }}>
        <RouterProvider router={router} />
      </ServicesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
