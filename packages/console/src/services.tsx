import type { ReactNode } from "react";
import { createContext, use } from "react";
import type { EventFeed } from "./features/events/event-feed.ts";
import type { LiveConnection } from "./lib/sse.ts";

/** The long-lived objects of the console, made once in main.tsx. */
export type Services = { live: LiveConnection; feed: EventFeed };

const ServicesContext = createContext<Services | undefined>(undefined);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error("ServicesProvider is missing above this component");
  return services;
}
