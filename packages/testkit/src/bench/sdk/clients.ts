// The clients that are compared, each with its defaults, behind the same three functions.
import { createRequire } from "node:module";
import { join } from "node:path";
import type { NodeOptions } from "@rapport/node";

const ROOT = join(import.meta.dirname, "../../../../..");
const requirePeer = createRequire(join(ROOT, ".cache/bench-sdk/package.json"));

export type BenchClient = {
  track(event: string, properties: Record<string, unknown>): void;
  flush(): Promise<unknown>;
  stats?: () => { dropped: number; pending: number };
};

type Candidate = {
  /** Of the package on npm; absent for our own. */
  version?: string;
  /** Left out of the burst. */
  noBurst?: true;
  make(url: string, folder: string): Promise<BenchClient>;
};

async function makeRapport(url: string, options: Partial<NodeOptions>): Promise<BenchClient> {
  const { Rapport } = await import("@rapport/node");
  const client = new Rapport({ host: url, writeKey: "pk_bench", ...options });
  return {
    track: (event, properties) => client.track({ userId: "user-1", event, properties }),
    flush: () => client.flush({ timeoutMs: 60_000 }),
    stats: () => client.stats(),
  };
}

/** By the name of the package; `make(url, spoolDir)`. */
export const CLIENTS: Record<string, Candidate> = {
  "@rapport/node": { make: (url) => makeRapport(url, {}) },
  "@rapport/node with spool": { make: (url, spoolDir) => makeRapport(url, { spoolDir }) },
  "posthog-node": {
    version: "5.70.0",
    make: async (url) => {
      const { PostHog } = requirePeer("posthog-node");
      const client = new PostHog("phc_bench", { host: url });
      return {
        track: (event, properties) => client.capture({ distinctId: "user-1", event, properties }),
        flush: () => client.shutdown(60_000),
      };
    },
  },
  "@segment/analytics-node": {
    version: "3.1.0",
    make: async (url) => {
      const { Analytics } = requirePeer("@segment/analytics-node");
      const client = new Analytics({ writeKey: "bench", host: url }).on("error", () => {});
      return {
        track: (event, properties) => client.track({ userId: "user-1", event, properties }),
        flush: () => client.closeAndFlush({ timeout: 60_000 }),
      };
    },
  },
  mixpanel: {
    version: "0.24.0",
    make: async (url) => {
      const client = requirePeer("mixpanel").init("bench", { host: new URL(url).host, protocol: "http" });
      let open = 0;
      return {
        track: (event, properties) => {
          open++;
          client.track(event, { distinct_id: "user-1", ...properties }, () => open--);
        },
        flush: async () => {
          while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
        },
      };
    },
  },
  "@amplitude/analytics-node": {
    version: "1.5.73",
    make: async (url) => {
      const amplitude = requirePeer("@amplitude/analytics-node").createInstance();
      await amplitude.init("bench", { serverUrl: `${url}/2/httpapi`, logLevel: 0 }).promise;
      return {
        track: (event, properties) => void amplitude.track(event, properties, { user_id: "user-1" }),
        flush: () => amplitude.flush().promise,
      };
    },
  },
  "@rudderstack/rudder-sdk-node": {
    version: "3.0.13",
    // A burst of 4,000 calls blocks it for half a minute, and its time grows with the square.
    noBurst: true,
    make: async (url) => {
      const Analytics = requirePeer("@rudderstack/rudder-sdk-node");
      const client = new (Analytics.default ?? Analytics)("bench", { dataPlaneUrl: url, logLevel: "error" });
      return {
        track: (event, properties) => client.track({ userId: "user-1", event, properties }),
        // One flush sends one batch.
        flush: async () => {
          while (client.queue.length > 0) await client.flush();
        },
      };
    },
  },
  "@openpanel/sdk": {
    version: "1.3.1",
    make: async (url) => {
      const { OpenPanel } = requirePeer("@openpanel/sdk");
      const client = new OpenPanel({ apiUrl: url, clientId: "bench", clientSecret: "bench" });
      const open = new Set<Promise<unknown>>();
      return {
        track: (event, properties) => {
          const sending = Promise.resolve(client.track(event, { profileId: "user-1", ...properties })).catch(() => {});
          open.add(sending);
          void sending.then(() => open.delete(sending));
        },
        flush: async () => {
          while (open.size > 0) await Promise.all(open);
        },
      };
    },
  },
  "@jitsu/js": {
    version: "1.11.0",
    make: async (url) => {
      const { jitsuAnalytics } = requirePeer("@jitsu/js");
      const client = jitsuAnalytics({ host: url, writeKey: "bench", fetch });
      const open = new Set<Promise<unknown>>();
      return {
        track: (event, properties) => {
          const sending = Promise.resolve(client.track(event, properties)).catch(() => {});
          open.add(sending);
          void sending.then(() => open.delete(sending));
        },
        flush: async () => {
          while (open.size > 0) await Promise.all(open);
        },
      };
    },
  },
};
