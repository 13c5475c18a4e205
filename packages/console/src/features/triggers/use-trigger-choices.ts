import { useQuery } from "@tanstack/react-query";
import { intentsApi } from "../intents/intents-api.ts";
import { segmentsApi } from "../segments/segments-api.ts";
import { webhooksApi } from "../webhooks/webhooks-api.ts";
import { AGENT_JOB } from "./to-action.ts";
import { triggersApi } from "./triggers-api.ts";

type Choice = { value: string; label: string };
/** `takes`: names of what its input must have. */
type AgentChoice = Choice & { title: string; takes: string[] };

/** What may be watched and started in this project. */
export type TriggerChoices = {
  segments: Choice[];
  goals: Choice[];
  webhooks: Choice[];
  agents: AgentChoice[];
  jobs: Choice[];
};

/** Empty lists until they are there. */
export function useTriggerChoices(): TriggerChoices & { isPending: boolean } {
  const segments = useQuery({ queryKey: ["segments"], queryFn: ({ signal }) => segmentsApi.list(signal) });
  const goals = useQuery({ queryKey: ["intents", "goals"], queryFn: ({ signal }) => intentsApi.goals(signal) });
  const webhooks = useQuery({ queryKey: ["webhooks"], queryFn: ({ signal }) => webhooksApi.list(signal) });
  const jobs = useQuery({ queryKey: ["triggers", "jobs"], queryFn: ({ signal }) => triggersApi.jobs(signal) });
  const graphs = useQuery({ queryKey: ["agents", "graphs"], queryFn: ({ signal }) => triggersApi.graphs(signal) });
  return {
    isPending: [segments, goals, webhooks, jobs, graphs].some((query) => query.isPending),
    segments: segments.data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? [],
    goals: goals.data?.data.map(({ key }) => ({ value: key, label: key })) ?? [],
    webhooks: webhooks.data?.data.map(({ id, url, description }) => ({ value: id, label: description || url })) ?? [],
    agents: graphs.data?.data.map(toAgent) ?? [],
    // The form has a place of its own for agents.
    jobs: jobs.data?.data.flatMap(({ name }) => (name === AGENT_JOB ? [] : [{ value: name, label: name }])) ?? [],
  };
}

function toAgent({ name, title, inputSchema }: { name: string; title: string; inputSchema: Record<string, unknown> }) {
  const { required } = inputSchema;
  return { value: name, label: name, title, takes: Array.isArray(required) ? required.map(String) : [] };
}
