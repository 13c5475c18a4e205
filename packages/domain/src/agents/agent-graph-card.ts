import type { ZodType } from "zod";

/** What is known of a graph outside of the package that runs it. */
export type AgentGraphCard = {
  /** One sentence for people. */
  title: string;
  /** Checks a run's input before the run is there. */
  input: ZodType;
};

/** Graphs of this process, by name. */
export type AgentGraphCards = Readonly<Record<string, AgentGraphCard>>;
