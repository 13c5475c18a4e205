import type { FaultShares } from "@rapport/adapters/ad-platform/sandbox-faults";
import type { ModelsSetting } from "@rapport/agents/models/models-setting";
import { parseModelsSetting } from "@rapport/agents/models/models-setting";
import type { TracingSetting } from "@rapport/agents/tracing/run-tracing";
import { RapportError } from "@rapport/contracts/errors";
import type { Plan } from "@rapport/contracts/usage";
import { PLANS } from "@rapport/contracts/usage";
import type { MemberAuthOptions } from "@rapport/domain/access/create-member-auth";
import { z } from "zod";
import type { BlobsSetting } from "./blobs-setting.ts";
import { parseBlobsSetting } from "./blobs-setting.ts";
import type { CompaniesSetting } from "./companies-setting.ts";
import { companiesVariables, toCompaniesSetting } from "./companies-setting.ts";
import type { ConnectionsSetting } from "./connections-setting.ts";
import { connectionVariables, toConnectionsSetting } from "./connections-setting.ts";
import type { EventLogSetting, SaslVariables } from "./event-log-setting.ts";
import { parseEventLogSetting } from "./event-log-setting.ts";
import type { ModerationSetting } from "./moderation-setting.ts";
import { moderationVariables, toModerationSetting } from "./moderation-setting.ts";
import type { RetrievalSetting } from "./retrieval-setting.ts";
import { retrievalVariables, toRetrievalSetting } from "./retrieval-setting.ts";
import { sandboxVariables, toSandboxFaults } from "./sandbox-setting.ts";
import type { ServiceLimits } from "./service-limits.ts";
import { limitVariables, toServiceLimits } from "./service-limits.ts";
import { silenceLibraryTraces, toTracingSetting, tracingVariables } from "./tracing-setting.ts";
import type { VectorsSetting } from "./vectors-setting.ts";
import { parseVectorsSetting } from "./vectors-setting.ts";

/** First parts of paths that mean something already. */
const TAKEN =
  /^\/(v1|api|beacon|console|demo|docs|ws|sourceConfig|rsaMetrics|livez|readyz|metrics|openapi\.json)(\/|$)/;

const keySchema = z.string().trim().min(8).max(255);

const clientSchema = z
  .string()
  .regex(/^[^:\s]+:\S+$/, "must be clientId:clientSecret")
  .transform((text) => ({
    clientId: text.slice(0, text.indexOf(":")),
    clientSecret: text.slice(text.indexOf(":") + 1),
  }));

/** Every setting of a process. Nothing else reads the environment. */
const environmentSchema = z.object({
  /** Address to listen on. Loopback unless said: an open port is a decision. */
  RAPPORT_HOST: z.string().default("127.0.0.1"),
  /** Port for everything: API, console, reference, demo. 0 takes a free one. */
  RAPPORT_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  /** Folder of the event log, the embedded store and the keys. */
  RAPPORT_DATA_DIR: z.string().min(1).default(".rapport"),
  /** Write key of the first project; made up and kept in the data directory when absent. */
  RAPPORT_WRITE_KEY: keySchema.optional(),
  /** Secret key of the first project; made up and kept in the data directory when absent. */
  RAPPORT_SECRET_KEY: keySchema.optional(),
  /**
   * Signs the console's sessions; made up and kept in the data directory when absent. Servers that share an event log need
   * the same one, like the two keys.
   */
  RAPPORT_SESSION_SECRET: z.string().trim().min(32).max(255).optional(),
  /**
   * Where servers share an event log: milliseconds of silence after which the others take over a server's partitions. Shorter
   * than the longest pause of a healthy process costs repeated work, longer ones delay the events of a dead server.
   */
  RAPPORT_LEASE_MS: z.coerce.number().int().min(500).max(600_000).default(15_000),
  /** `off` leaves out the demo project, its shop and the console's open door. */
  RAPPORT_DEMO: z.enum(["on", "off"]).default("on"),
  /** Path below which the tracking API answers, too, for clients whose address has one; e.g. `/collect`. */
  RAPPORT_BASE_PATH: z
    .string()
    .regex(/^(\/[\w.~-]+)+$/, "must be a path without a slash at its end, e.g. /collect")
    .refine((path) => !TAKEN.test(path), "is a path of the product itself; choose another")
    .optional(),
  /** Whole days that events are kept for; without it, for ever. Profiles keep what they learned from older ones. */
  RAPPORT_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  /**
   * Engine of the event log: `lmdb` (in the data directory), `postgres` (the server of DATABASE_URL), `redis://…` or
   * `rediss://…`, `https://…` (Upstash), `kafka://host:port,host:port/topic` (by TLS: `kafkas://…`).
   */
  RAPPORT_EVENT_LOG: z.string().trim().default("lmdb"),
  /** Mechanism, name and password of a Kafka event log: `plain`, `scram-sha-256` or `scram-sha-512`, which is the default. */
  RAPPORT_KAFKA_SASL: z.string().trim().toLowerCase().optional(),
  RAPPORT_KAFKA_USERNAME: z.string().optional(),
  RAPPORT_KAFKA_PASSWORD: z.string().optional(),
  /** Token of an Upstash event log. */
  RAPPORT_EVENT_LOG_TOKEN: z.string().trim().min(1).optional(),
  /**
   * Where blobs are kept (snapshots of models, exports): `folder` (in the data directory), an absolute path, or
   * `s3://bucket/prefix?region=…&endpoint=…`. Servers that share a log need one that all of them reach.
   */
  RAPPORT_BLOBS: z.string().trim().default("folder"),
  /** Access key of an S3 bucket, and its secret. */
  RAPPORT_BLOBS_KEY_ID: z.string().trim().min(1).optional(),
  RAPPORT_BLOBS_KEY_SECRET: z.string().trim().min(1).optional(),
  /**
   * What finds vectors: `memory` (exact, in the process, kept in the store), `pgvector` (an extension of the server of
   * DATABASE_URL), or `pinecone`, behind which the exact search stands in.
   */
  RAPPORT_VECTORS: z.enum(["memory", "pgvector", "pinecone"]).default("memory"),
  RAPPORT_PINECONE_API_KEY: z.string().trim().min(1).optional(),
  /** Beginning of the names of Pinecone's indexes, and where new ones are made: `name@cloud:region`. */
  RAPPORT_PINECONE_INDEX: z.string().trim().default("rapport@aws:us-east-1"),
  /** Control plane of Pinecone, where it is not the public one. */
  RAPPORT_PINECONE_URL: z.url({ protocol: /^https?$/, error: "must begin with http:// or https://" }).optional(),
  /**
   * `host:port,host:port` that webhooks may reach although they are not on the public internet, or not on port 80 or 443. Whoever
   * may add a webhook may then send there.
   */
  RAPPORT_OUTGOING_ALLOW: z
    .string()
    .regex(/^[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*$/, "must read host:port,host:port")
    .optional(),
  /** URL of a Postgres server; moves the store there. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  /**
   * Whether statements of requests run as a role that sees the rows of their own project only: `auto` where the user of
   * DATABASE_URL may make that role, `on` in the embedded store, too; it refuses to start where the role cannot be made.
   */
  RAPPORT_ROW_SECURITY: z.enum(["auto", "on", "off"]).default("auto"),
  /** Plan of the first project's workspace; set at every start. Absent: as it is, `unlimited` in a new store. */
  RAPPORT_PLAN: z.enum(PLANS).optional(),
  /** Bearer token that reads /metrics, for monitors on other machines. */
  RAPPORT_METRICS_TOKEN: z.string().min(16).max(255).optional(),
  /** Address that people see, e.g. https://rapport.example.com, where a proxy changes it: for links and for sign-in by other accounts. */
  RAPPORT_PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must begin with http:// or https://" }).optional(),
  /** Sign-in by a Google, GitHub or Microsoft account: `clientId:clientSecret`. */
  RAPPORT_SIGN_IN_GOOGLE: clientSchema.optional(),
  RAPPORT_SIGN_IN_GITHUB: clientSchema.optional(),
  RAPPORT_SIGN_IN_MICROSOFT: clientSchema.optional(),
  ...retrievalVariables,
  ...moderationVariables,
  ...companiesVariables,
  /**
   * Language models as JSON: `{"models":{"fast":{"baseUrl":"https://…/v1","model":"…","apiKey":"…"}},"roles":{"default":["fast"]}}`;
   * `"provider": "anthropic"` or `"gemini"` in place of a `baseUrl`.
   * Without it the built-in composer writes.
   */
  RAPPORT_MODELS: z.string().optional(),
  ...connectionVariables,
  ...sandboxVariables,
  ...limitVariables,
  ...tracingVariables,
});

/** Settings of one process, parsed. */
export type Config = {
  host: string;
  port: number;
  dataDir: string;
  writeKey: string | undefined;
  secretKey: string | undefined;
  sessionSecret: string | undefined;
  leaseMs: number;
  demo: boolean;
  /** Empty = none. */
  basePath: string;
  databaseUrl: string | undefined;
  /** Absent = `auto`. */
  rowSecurity?: "auto" | "on" | "off";
  plan: Plan | undefined;
  metricsToken: string | undefined;
  limits: ServiceLimits;
  eventLog: EventLogSetting;
  blobs: BlobsSetting;
  vectors: VectorsSetting;
  outgoingAllow: string[];
  /** Where traces of agents go; undefined = nowhere. */
  tracing?: TracingSetting;
  /** Models that are asked instead of the built-in composer. */
  models?: ModelsSetting | undefined;
  /** Key and clients of connections to other services. */
  connections: ConnectionsSetting;
  /** Shares of the simulated platform's calls that go wrong; undefined = none. */
  sandboxFaults?: FaultShares | undefined;
  /** Days that events are kept for; undefined = for ever. */
  retentionDays?: number | undefined;
  /** How passages are ordered; undefined = by our own reranker. */
  retrieval?: RetrievalSetting;
  /** Who judges texts; undefined = lists of our own. */
  moderation?: ModerationSetting | undefined;
  /** Who finds companies and knows them; undefined = the project's own data. */
  companies?: CompaniesSetting | undefined;
  /** Address that people see; undefined = the one they ask at. */
  publicUrl?: string | undefined;
  /** Clients of other accounts that members may sign in by. */
  providers?: MemberAuthOptions["providers"];
};

/** Reads the settings. @throws RapportError invalid_parameter naming each variable and what it should be */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({ pointer: issue.path.join("."), message: issue.message }));
    const detail = fields.map((field) => `${field.pointer}: ${field.message}`).join("; ");
    throw new RapportError("invalid_parameter", `The environment is not valid. ${detail}`, { fields });
  }
  const env = parsed.data;
  silenceLibraryTraces(environment);
  requireDifferentKeys(env);
  return {
    host: env.RAPPORT_HOST,
    port: env.RAPPORT_PORT,
    dataDir: env.RAPPORT_DATA_DIR,
    writeKey: env.RAPPORT_WRITE_KEY,
    secretKey: env.RAPPORT_SECRET_KEY,
    sessionSecret: env.RAPPORT_SESSION_SECRET,
    leaseMs: env.RAPPORT_LEASE_MS,
    demo: env.RAPPORT_DEMO === "on",
    basePath: env.RAPPORT_BASE_PATH ?? "",
    databaseUrl: env.DATABASE_URL,
    rowSecurity: env.RAPPORT_ROW_SECURITY,
    plan: env.RAPPORT_PLAN,
    metricsToken: env.RAPPORT_METRICS_TOKEN,
    limits: toServiceLimits(env),
    eventLog: parseEventLogSetting(env.RAPPORT_EVENT_LOG, {
      databaseUrl: env.DATABASE_URL,
      token: env.RAPPORT_EVENT_LOG_TOKEN,
      sasl: toSasl(env),
    }),
    outgoingAllow: env.RAPPORT_OUTGOING_ALLOW?.split(",") ?? [],
    blobs: parseBlobsSetting(env.RAPPORT_BLOBS, {
      keyId: env.RAPPORT_BLOBS_KEY_ID,
      keySecret: env.RAPPORT_BLOBS_KEY_SECRET,
    }),
    vectors: parseVectorsSetting(env.RAPPORT_VECTORS, toVectorVariables(env)),
    retentionDays: env.RAPPORT_RETENTION_DAYS,
    models: env.RAPPORT_MODELS === undefined ? undefined : parseModelsSetting(env.RAPPORT_MODELS),
    retrieval: toRetrievalSetting(env),
    moderation: toModerationSetting(env),
    companies: toCompaniesSetting(env),
    connections: toConnectionsSetting(env),
    sandboxFaults: toSandboxFaults(env),
    tracing: toTracingSetting(env),
    publicUrl: env.RAPPORT_PUBLIC_URL,
    providers: toProviders(env),
  };
}

/** The write key is public: were it the secret one as well, whoever reads a page would hold that. */
function requireDifferentKeys(env: z.output<typeof environmentSchema>): void {
  if (env.RAPPORT_WRITE_KEY === undefined || env.RAPPORT_WRITE_KEY !== env.RAPPORT_SECRET_KEY) return;
  throw new RapportError(
    "invalid_parameter",
    "RAPPORT_WRITE_KEY and RAPPORT_SECRET_KEY are the same. Set two different keys: the write key is public.",
  );
}

function toSasl(env: z.output<typeof environmentSchema>): SaslVariables {
  const { RAPPORT_KAFKA_SASL: mechanism, RAPPORT_KAFKA_USERNAME: username, RAPPORT_KAFKA_PASSWORD: password } = env;
  return { mechanism, username, password };
}

function toProviders(env: z.output<typeof environmentSchema>): NonNullable<Config["providers"]> {
  const { RAPPORT_SIGN_IN_GOOGLE: google, RAPPORT_SIGN_IN_GITHUB: github, RAPPORT_SIGN_IN_MICROSOFT: microsoft } = env;
  const clients = Object.entries({ google, github, microsoft });
  return Object.fromEntries(clients.filter(([, client]) => client !== undefined));
}

function toVectorVariables(env: z.output<typeof environmentSchema>) {
  return {
    databaseUrl: env.DATABASE_URL,
    apiKey: env.RAPPORT_PINECONE_API_KEY,
    index: env.RAPPORT_PINECONE_INDEX,
    url: env.RAPPORT_PINECONE_URL,
  };
}
