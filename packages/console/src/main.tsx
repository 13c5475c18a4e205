import "./lib/zod-setup.ts";
import "./lib/boot-theme.ts";
import "./styles/app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { EventFeed } from "./features/events/event-feed.ts";
import { sessionQuery } from "./features/session/use-session.ts";
import { loadFormats } from "./lib/load-formats.ts";
import { keepShell } from "./lib/shell-worker.ts";
import { LiveConnection } from "./lib/sse.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";
import { ServicesProvider } from "./services.tsx";

// The gate asks for it only once the router has a screen's code: started here, both are under way at the same time.
// Who is invited has no session yet.
if (!location.pathname.endsWith("/join")) void queryClient.prefetchQuery(sessionQuery);
const live = new LiveConnection("/api/v1/stream");
const feed = new EventFeed(live);

keepShell();

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
void loadFormats();
