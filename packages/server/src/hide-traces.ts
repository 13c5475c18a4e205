/** Variables by which LangSmith's client is told to leave out what went into a step and what came out of it. */
const HIDE = ["LANGSMITH_HIDE_INPUTS", "LANGSMITH_HIDE_OUTPUTS"] as const;

/**
 * LangGraph traces to LangSmith as soon as `LANGSMITH_TRACING` says so, whole states with it. States hold what people wrote, so
 * they stay here unless the operator says otherwise for each of the two.
 */
export function hideTraces(environment: NodeJS.ProcessEnv): void {
  for (const name of HIDE) if (!environment[name]) environment[name] = "true";
}
