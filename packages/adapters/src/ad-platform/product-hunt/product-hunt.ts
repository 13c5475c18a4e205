import { LAUNCH_LIMITS } from "@rapport/contracts/launches";
import type { AdPlatform, LaunchWatch, PlatformCapabilities, TokenSource } from "@rapport/ports/ad-platform";
import { createCircuit } from "../../http/circuit.ts";
import type { Classify, SendRequest } from "../../http/platform-client.ts";
import { callPlatform } from "../../http/platform-client.ts";
import { PlatformStop, toAnswer } from "../../http/platform-stop.ts";
import type { PlatformSteps } from "../define-platform.ts";
import { definePlatform } from "../define-platform.ts";
import { errorAnswer, LAUNCH_QUERY, launchAnswer } from "./contract.ts";

export type ProductHuntOptions = {
  projectId: string;
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
  timeoutMs?: number;
};

const CAPABILITIES: PlatformCapabilities = {
  campaigns: false,
  dryRun: false,
  totalBudget: false,
  maxAdSets: 1,
  minDailyBudgetCents: 1,
  placements: [
    {
      placement: "launch",
      headlines: { min: 1, max: 1, length: LAUNCH_LIMITS.tagline },
      descriptions: { min: 1, max: 1, length: LAUNCH_LIMITS.description },
      message: { min: 0, max: 1, length: LAUNCH_LIMITS.comment },
      needsImage: false,
    },
  ],
  settledAfterDays: 1,
  version: null,
};
const QUOTA_MS = 15 * 60_000;

/**
 * Product Hunt: texts are checked for a launch that a person makes by hand, and the launch is watched. Its interface has no way to
 * create one. Contract-tested only: never run against the live service.
 */
export function openProductHunt(options: ProductHuntOptions): AdPlatform & LaunchWatch {
  const { projectId, send, tokens, now, timeoutMs } = options;
  const baseUrl = options.baseUrl ?? "https://api.producthunt.com";
  const client = {
    send,
    baseUrl,
    headers: {},
    tokens,
    classify: classifyErrors,
    circuit: createCircuit(now),
    now,
    timeoutMs,
  };
  const steps: PlatformSteps = {
    check: ({ name }) =>
      name.length > LAUNCH_LIMITS.name
        ? [{ pointer: "/name", message: `must have ${LAUNCH_LIMITS.name} characters at most` }]
        : [],
    validate: async () => ({
      problems: [],
      leftOut: ["The launch itself: it is made by hand, with the texts of this plan"],
    }),
    create: unsupported,
    setStatus: unsupported,
    setBudget: unsupported,
    updateCreative: unsupported,
    findCampaign: async () => [],
    findBelow: async () => [],
    readInsights: unsupported,
  };
  const readLaunch = (slug: string) =>
    toAnswer(async () => {
      const body = { query: LAUNCH_QUERY, variables: { slug } };
      const request = { method: "POST", path: "/v2/api/graphql", body, changes: false, schema: launchAnswer } as const;
      return (await callPlatform(client, request)).value.data.post ?? undefined;
    });
  return {
    ...definePlatform({ name: "product-hunt", projectId, capabilities: CAPABILITIES, client, steps }),
    readLaunch,
  };
}

async function unsupported(): Promise<never> {
  throw new PlatformStop({ kind: "unsupported", message: "Product Hunt takes launches by its own form only" });
}

const classifyErrors: Classify = ({ status, headers }, body) => {
  if (status === 401) return { kind: "token-refused" };
  if (status === 429) {
    const seconds = Number(headers["x-rate-limit-reset"]);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : QUOTA_MS;
    return { kind: "retry-after", message: "The quota of Product Hunt is used up", retryAfterMs };
  }
  const parsed = errorAnswer.safeParse(body);
  if (status >= 500 || !parsed.success) return undefined;
  const [first] = parsed.data.errors;
  const message = `Product Hunt refuses: ${(first?.error_description ?? first?.message ?? first?.error ?? "").slice(0, 300)}`;
  return { kind: "bad-request", message, fields: [{ pointer: "", message }] };
};
