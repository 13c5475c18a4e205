import { RapportError } from "@rapport/contracts/errors";
import type { Kafka, KafkaMessage, SASLOptions } from "kafkajs";

/**
 * What the log uses of the client's cluster, which the client does not export: it offers no other way to read a partition
 * from an offset than a consumer group, whose joining takes seconds and whose place is not the log's business.
 */
export type KafkaCluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  /** Partitions by the node that leads them. */
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(node: { nodeId: string }): Promise<KafkaBroker>;
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
};

type KafkaBroker = {
  fetch(request: {
    replicaId: number;
    isolationLevel: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
  }): Promise<{ responses: { partitions: { messages: (KafkaMessage & { isControlRecord?: boolean })[] }[] }[] }>;
};

/** Only what transactions have committed; the log itself uses none, but a topic is open to others. */
export const READ_COMMITTED = 1;
const CONNECT_MS = 5_000;
const REQUEST_MS = 10_000;
/** Long enough for a leader to be elected anew, short enough to tell the caller to send again. */
const RETRY = { initialRetryTime: 50, maxRetryTime: 1_000, retries: 6 };

/** Where a cluster is, and how it is reached. */
export type KafkaConnection = {
  brokers: string[];
  /** TLS, with the certificates that Node trusts (`NODE_EXTRA_CA_CERTS` adds to them). */
  tls?: boolean | undefined;
  /** Absent where the cluster asks for no name. */
  sasl?: { mechanism: "plain" | "scram-sha-256" | "scram-sha-512"; username: string; password: string } | undefined;
};

/** Makes a client. @throws RapportError unavailable when the package kafkajs is not installed */
export async function createKafkaClient({ brokers, tls = false, sasl }: KafkaConnection): Promise<Kafka> {
  const { default: kafkajs } = await import("kafkajs").catch((cause: unknown) => {
    if (Reflect.get(Object(cause), "code") !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new RapportError(
      "unavailable",
      "A Kafka event log needs the package kafkajs, which is not installed: npm install kafkajs@2.2.4",
      { cause },
    );
  });
  return new kafkajs.Kafka({
    clientId: "rapport-log",
    brokers,
    ssl: tls,
    ...(sasl ? { sasl: toSasl(sasl) } : {}),
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    // What fails rejects, and the caller says so in the product's own log.
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

/** One object per mechanism: the client's types tell them apart. */
function toSasl({ mechanism, ...account }: NonNullable<KafkaConnection["sasl"]>): SASLOptions {
  switch (mechanism) {
    case "plain":
      return { mechanism, ...account };
    case "scram-sha-256":
      return { mechanism, ...account };
    case "scram-sha-512":
      return { mechanism, ...account };
  }
}

/** The client's own cluster, by the private name that version 2.2 gives to what makes one. */
export function createCluster(kafka: Kafka): KafkaCluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === "private:Kafka:createCluster",
  );
  const create: unknown = name === undefined ? undefined : Reflect.get(kafka, name);
  if (typeof create !== "function") {
    throw new RapportError(
      "unavailable",
      "This version of kafkajs cannot be used by the event log: install kafkajs@2.2.4",
    );
  }
  return create({ allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED });
}
