import { RapportError } from "@rapport/contracts/errors";

/** Which engine keeps the event log, and where. */
export type EventLogSetting =
  | { engine: "lmdb" }
  | { engine: "postgres"; url: string }
  | { engine: "redis"; url: string }
  | { engine: "upstash"; url: string; token: string }
  | { engine: "kafka"; brokers: string[]; topic: string; tls: boolean; sasl: KafkaSasl | undefined };

/** How a Kafka cluster is signed in to. */
export type KafkaSasl = { mechanism: (typeof MECHANISMS)[number]; username: string; password: string };

const KNOWN =
  "one of lmdb, postgres, redis://host:port, rediss://host:port, https://name.upstash.io, kafka://host:port,host:port/topic, kafkas://host:port/topic";
/** SASL mechanisms of Kafka that need no more than a name and a password (RFC 4616, RFC 5802, RFC 7677). */
const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512"] as const;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** What a Kafka topic may be called. */
const TOPIC = /^[\w.-]{1,249}$/;
const BROKER = /^[^\s:/@]+:\d{1,5}$/;

/** Reads `RAPPORT_EVENT_LOG` and what belongs to it. @throws RapportError invalid_parameter naming the variable to set */
export function parseEventLogSetting(
  text: string,
  around: { databaseUrl: string | undefined; token: string | undefined; sasl?: SaslVariables | undefined },
): EventLogSetting {
  if (text === "lmdb") return { engine: "lmdb" };
  if (text === "postgres") {
    if (around.databaseUrl !== undefined) return { engine: "postgres", url: around.databaseUrl };
    throw settingError("DATABASE_URL", "must name the Postgres server when RAPPORT_EVENT_LOG is postgres");
  }
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  switch (scheme) {
    case "redis":
    case "rediss":
      return { engine: "redis", url: parseUrl(text).href };
    case "http":
    case "https":
      return parseUpstash(parseUrl(text), around.token);
    case "kafka":
    case "kafkas":
      return parseKafka(text.slice(scheme.length + "://".length), scheme === "kafkas", around.sasl ?? {});
    default:
      throw settingError("RAPPORT_EVENT_LOG", `must be ${KNOWN}`);
  }
}

function parseUpstash(url: URL, token: string | undefined): EventLogSetting {
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname)) {
    throw settingError(
      "RAPPORT_EVENT_LOG",
      "must begin with https://: over http:// anybody on the way reads the token",
    );
  }
  if (token === undefined) {
    throw settingError(
      "RAPPORT_EVENT_LOG_TOKEN",
      `must hold the token of ${url.host}; an https:// event log needs one`,
    );
  }
  return { engine: "upstash", url: url.href.replace(/\/$/, ""), token };
}

/** What the environment says of signing in to Kafka. */
export type SaslVariables = {
  mechanism?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
};

function parseKafka(text: string, tls: boolean, variables: SaslVariables): EventLogSetting {
  const [hosts = "", topic = "", ...rest] = text.split("/");
  const brokers = hosts.split(",");
  if (rest.length > 0 || !TOPIC.test(topic) || !brokers.every((broker) => BROKER.test(broker))) {
    throw settingError("RAPPORT_EVENT_LOG", "must read kafka://host:port,host:port/topic for Kafka");
  }
  return { engine: "kafka", brokers, topic, tls, sasl: parseSasl(variables, tls, brokers) };
}

function parseSasl(
  { mechanism = "scram-sha-512", username, password }: SaslVariables,
  tls: boolean,
  brokers: readonly string[],
): KafkaSasl | undefined {
  if (username === undefined && password === undefined) return undefined;
  const known = MECHANISMS.find((name) => name === mechanism);
  if (known === undefined) throw settingError("RAPPORT_KAFKA_SASL", `must be one of ${MECHANISMS.join(", ")}`);
  if (username === undefined || password === undefined) {
    const missing = username === undefined ? "RAPPORT_KAFKA_USERNAME" : "RAPPORT_KAFKA_PASSWORD";
    throw settingError(missing, "must be set as well: Kafka is signed in to with both");
  }
  const isAway = brokers.some((broker) => !LOOPBACK.has(broker.slice(0, broker.lastIndexOf(":"))));
  if (known === "plain" && !tls && isAway) {
    throw settingError(
      "RAPPORT_EVENT_LOG",
      "must begin with kafkas://: without TLS anybody on the way reads the password",
    );
  }
  return { mechanism: known, username, password };
}

/** The address is not repeated in the error: it may hold a password. */
function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || url.hostname === "")
    throw settingError("RAPPORT_EVENT_LOG", `is not a valid address; it must be ${KNOWN}`);
  return url;
}

function settingError(name: string, message: string): RapportError {
  return new RapportError("invalid_parameter", `The environment is not valid. ${name}: ${message}`, {
    fields: [{ pointer: name, message }],
  });
}
