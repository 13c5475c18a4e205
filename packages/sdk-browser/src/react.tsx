import type { Recommendation, RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { ReactNode } from "react";
import { createContext, createElement, Fragment, useCallback, useContext, useEffect, useState } from "react";
import type { Rapport } from "./create-rapport.ts";
import type { Experiments } from "./experiments.ts";

const RapportContext = createContext<Rapport | undefined>(undefined);

/** Gives the client of the page (`rapport` of `@rapport/browser`) to everything below. Renders the same on a server. */
export function RapportProvider({ client, children }: { client: Rapport; children?: ReactNode }): ReactNode {
  // React 18 takes the context itself for a consumer.
  return createElement(RapportContext.Provider, { value: client }, children);
}

/** The client. Throws where no provider stands above: a mistake of the programmer, seen at the first render. */
export function useRapport(): Rapport {
  const client = useContext(RapportContext);
  if (!client) throw new Error("useRapport needs <RapportProvider client={rapport}> above it");
  return client;
}

/** `track` with an identity that never changes: safe in dependency lists. `Events` maps event names to their properties. */
export function useTrack<Events extends object = Record<string, Record<string, unknown>>>(): Rapport<Events>["track"] {
  const client = useRapport();
  return useCallback((event, ...facts) => (client as Rapport<Events>).track(event, ...facts), [client]); // as: types only
}

/** `loading` until the answer or the end of the budget; then `ready` with recommendations, or `fallback` without. */
export type RecommendationState = { state: "loading" | "ready" | "fallback"; answer: RecommendationAnswer | undefined };

/** Asks once per change of the query, after the page has become interactive; an answer to an older query is dropped. */
export function useRecommendations(query: RecommendationQuery = {}, timeoutMs = 300): RecommendationState {
  const client = useRapport();
  const key = JSON.stringify(query);
  const [result, setResult] = useState<RecommendationState & { key: string }>();
  useEffect(() => {
    let isCurrent = true;
    void client.getRecommendations(JSON.parse(key), { timeoutMs }).then((answer) => {
      if (isCurrent) setResult({ key, answer, state: answer.recommendations[0] ? "ready" : "fallback" });
    });
    return () => {
      isCurrent = false;
    };
  }, [client, key, timeoutMs]);
  return result?.key === key ? result : { state: "loading", answer: undefined };
}

/** `loading` until the variants are known or will not be in time; a variant is undefined for everybody who takes no part. */
export type ExperimentState = { state: "loading" | "ready"; variant: string | undefined };

/**
 * The visitor's variant, and whether it is known yet: the first render, on a server too, is `loading`. Needs the extension
 * `experiments()` among the plugins of `init`. Tells the exposure once the component is on the page.
 */
export function useExperiment(name: string): ExperimentState {
  const client = useRapport();
  const [result, setResult] = useState<ExperimentState & { name: string }>();
  useEffect(() => {
    let isCurrent = true;
    const look = async () => {
      await client.ready;
      if (canExperiment(client)) await client.variantsReady;
      if (isCurrent)
        setResult({ name, state: "ready", variant: canExperiment(client) ? client.experiment(name) : undefined });
    };
    void look();
    return () => {
      isCurrent = false;
    };
  }, [client, name]);
  return result?.name === name ? result : { state: "loading", variant: undefined };
}

/** The visitor's variant; undefined while it is not known, and for everybody who takes no part. */
export function useVariant(name: string): string | undefined {
  return useExperiment(name).variant;
}

function canExperiment(client: object): client is Pick<Experiments, "experiment" | "variantsReady"> {
  return "experiment" in client;
}

/** Put on the element of a card: reports that it was really seen, and each click. */
export type CardProps = { ref: (element: Element | null) => void };

export type SlotProps = RecommendationQuery & {
  /** Shown until an answer comes, and for good when none comes within `timeoutMs` (default 300). */
  fallback?: ReactNode;
  timeoutMs?: number;
  children: (recommendation: Recommendation, card: CardProps) => ReactNode;
};

/** One card per recommendation, each with its view and its clicks reported. */
export function Slot({ fallback, timeoutMs, children, ...query }: SlotProps): ReactNode {
  const client = useRapport();
  const { answer, state } = useRecommendations(query, timeoutMs);
  if (!answer || state !== "ready") return fallback;
  return answer.recommendations.map((one) => {
    const card: CardProps = {
      ref(element) {
        client.reportCard(element, answer, one);
      },
    };
    // An element is one card for good: another decision has elements of its own.
    return createElement(Fragment, { key: answer.decisionId + one.itemId }, children(one, card));
  });
}
