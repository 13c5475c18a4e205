import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Durability } from "@rapport/contracts/durability";
import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { Admin, Producer } from "kafkajs";

/** The partition behind the log's own holds one record, the log's id: it lives and dies with the topic. */
export const ID_PARTITION = PARTITION_COUNT;
/** A value may hold a whole request, and a commit many of them. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** Longest that a new topic may be unknown to some brokers, or its partitions without leaders. */
const SETTLE_MS = 15_000;
/** `RESOURCE_CONFIG` type of a topic in Kafka's protocol. */
const TOPIC_RESOURCE = 2;

/** Repeats what fails while a new topic settles: brokers learn of it one by one, and of its leaders after that. */
export async function untilSettled<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + SETTLE_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline || Reflect.get(Object(error), "retriable") !== true) throw error;
      await sleep(50);
    }
  }
}

/** Makes the topic if there is none. @throws RapportError invalid_parameter when there is one of another shape */
export async function ensureTopic(admin: Admin, topic: string): Promise<void> {
  const configEntries = [
    { name: "cleanup.policy", value: "delete" },
    // The log itself forgets what was folded and is old; nothing else may.
    { name: "retention.ms", value: "-1" },
    { name: "retention.bytes", value: "-1" },
    { name: "max.message.bytes", value: `${MAX_BATCH_BYTES}` },
  ];
  const numPartitions = PARTITION_COUNT + 1;
  // As many replicas as the cluster's own default says.
  const topics = [{ topic, numPartitions, replicationFactor: -1, configEntries }];
  await admin.createTopics({ topics, waitForLeaders: false });
  const partitions = await untilSettled(() => readPartitions(admin, topic));
  if (partitions.length === numPartitions) return;
  throw new RapportError(
    "invalid_parameter",
    `The Kafka topic ${topic} has ${partitions.length} partitions, an event log has ${numPartitions}: ` +
      "name another topic in RAPPORT_EVENT_LOG, or one that does not exist yet",
  );
}

/** Puts an id into a topic that has none. When two processes do so at once, the first record counts for both. */
export function appendId(producer: Producer, topic: string): Promise<unknown> {
  return producer.send({ topic, acks: -1, messages: [{ partition: ID_PARTITION, value: randomUUID() }] });
}

/** What `acks=all` means for this topic: how many replicas have it in memory, and whether a leader syncs its disk. */
export async function readDurability(admin: Admin, topic: string): Promise<Durability> {
  const resources = [{ type: TOPIC_RESOURCE, name: topic, configNames: ["min.insync.replicas", "flush.messages"] }];
  const { resources: described } = await admin.describeConfigs({ resources, includeSynonyms: false });
  const settings = new Map(described[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]));
  const partitions = await readPartitions(admin, topic);
  const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
  if (replicas > 1 && Number(settings.get("min.insync.replicas")) > 1) return "replicated";
  return settings.get("flush.messages") === "1" ? "disk" : "process";
}

async function readPartitions(admin: Admin, topic: string) {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions ?? [];
}
