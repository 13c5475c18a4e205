import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog, LogAppend, LogRecord } from "@rapport/ports/event-log";
import type { Admin, Kafka, Producer } from "kafkajs";
import { toEngineError } from "./engine-error.ts";
import type { KafkaCluster, KafkaConnection } from "./kafka-client.ts";
import { createCluster, createKafkaClient, READ_COMMITTED } from "./kafka-client.ts";
import { appendId, ensureTopic, ID_PARTITION, readDurability, untilSettled } from "./kafka-topic.ts";
import type { LogBounds, ReadLimits } from "./shared-log.ts";
import { openSharedEventLog } from "./shared-log.ts";

/** Bytes of values in one request, and of what one answer to a read may hold. */
const COMMIT_BYTES = 4 * 1024 * 1024;
const POLL_MS = 50;
/** A broker that has nothing more to give answers after this. */
const FETCH_WAIT_MS = 100;
const PARTITIONS = Array.from({ length: PARTITION_COUNT }, (_, partition) => partition);

/**
 * Opens the event log on a Kafka topic of 64 partitions, and one more for the log's id; makes the topic if there is none.
 * An answer means that all replicas in sync have the values (`acks=all`); offsets are Kafka's own. The producer is
 * idempotent: what it sends again after a broken connection stands in the topic once.
 *
 * @throws RapportError `unavailable` when no broker can be reached, or the package kafkajs is not installed
 */
export async function openKafkaEventLog(options: KafkaConnection & { topic: string }): Promise<EventLog> {
  const place = `Kafka (${options.brokers.join(",")}, topic ${options.topic})`;
  const log = new KafkaLog(await createKafkaClient(options), options.topic);
  try {
    const { id, durability } = await log.open();
    return await openSharedEventLog({
      id,
      durability,
      place,
      commitBytes: COMMIT_BYTES,
      pollMs: () => POLL_MS,
      commit: (entries) => log.commit(entries),
      read: (partition, from, end, limits) => log.read(partition, { from, end }, limits),
      trim: (partition, before) => log.trim(partition, before),
      readBounds: () => log.readBounds(),
      close: () => log.close(),
    });
  } catch (cause) {
    await log.close();
    throw toEngineError(place, "cannot be opened", cause);
  }
}

class KafkaLog {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #admin: Admin;
  readonly #cluster: KafkaCluster;
  #producer: Promise<Producer> | undefined;
  #underway: Promise<unknown> | undefined;

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#admin = kafka.admin();
    this.#cluster = createCluster(kafka);
  }

  async open() {
    await this.#admin.connect();
    await ensureTopic(this.#admin, this.#topic);
    await this.#cluster.connect();
    await this.#cluster.addTargetTopic(this.#topic);
    await untilSettled(async () => {
      await this.#cluster.refreshMetadata();
      await this.#readOffsets([...PARTITIONS, ID_PARTITION], true);
    });
    return { id: await this.#readId(), durability: await readDurability(this.#admin, this.#topic) };
  }

  async #readId(): Promise<string> {
    const [end = 0] = await this.#readOffsets([ID_PARTITION], false);
    if (end === 0) await appendId(await this.#takeProducer(), this.#topic);
    const [record] = await this.read(ID_PARTITION, { from: 0, end: 1 }, { maxRecords: 1, maxBytes: 1_000 });
    return Buffer.from(record?.value ?? []).toString();
  }

  async commit(entries: readonly LogAppend[]): Promise<number[]> {
    const producer = await this.#takeProducer();
    const messages = entries.map(({ partition, value }) => ({ partition, value: toBuffer(value) }));
    const sending = producer.sendBatch({ acks: -1, topicMessages: [{ topic: this.#topic, messages }] });
    this.#underway = sending;
    try {
      const answers = await sending;
      this.#underway = undefined;
      const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset ?? Number.NaN)]));
      return entries.map(({ partition }) => {
        const offset = next.get(partition) ?? Number.NaN;
        next.set(partition, offset + 1);
        return offset;
      });
    } catch (error) {
      this.#dropProducer();
      throw error;
    }
  }

  /**
   * The producer numbers its batches, and a broker takes a number that it has seen for one that was sent again, whatever is
   * in it. After a failure nobody knows which number the broker has seen last: only another producer may go on.
   */
  async #takeProducer(): Promise<Producer> {
    if (this.#underway !== undefined) this.#dropProducer();
    this.#producer ??= this.#connectProducer();
    return this.#producer;
  }

  async #connectProducer(): Promise<Producer> {
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      this.#producer = undefined;
      throw error;
    }
  }

  #dropProducer(): void {
    const dropped = this.#producer;
    this.#producer = undefined;
    this.#underway = undefined;
    // Its connection may hang: nobody waits for its end.
    dropped?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  async read(partition: number, range: { from: number; end: number }, limits: ReadLimits): Promise<LogRecord[]> {
    const messages = await this.#fetch(partition, range.from, limits.maxBytes).catch(async () => {
      // Another broker may lead the partition by now.
      await this.#cluster.refreshMetadata();
      return this.#fetch(partition, range.from, limits.maxBytes);
    });
    const records: LogRecord[] = [];
    for (const { offset, value, isControlRecord } of messages) {
      const at = Number(offset);
      // A batch is sent whole, also the part before the offset that was asked for.
      if (at < range.from || at >= range.end || isControlRecord === true) continue;
      records.push({ partition, offset: at, value: new Uint8Array(value ?? []) });
    }
    if (records.length > 0) return records;
    const last = Number(messages.at(-1)?.offset ?? -1);
    // Only markers of other producers' transactions stood there: the next values lie behind them.
    if (last >= range.from && last + 1 < range.end) return this.read(partition, { ...range, from: last + 1 }, limits);
    if (last >= range.from) return [];
    throw new Error(`the broker gave nothing of partition ${partition} from offset ${range.from}`);
  }

  async #fetch(partition: number, from: number, maxBytes: number) {
    const topic = this.#topic;
    const [nodeId = ""] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    const broker = await this.#cluster.findBroker({ nodeId });
    const bytes = Math.min(Math.max(1, maxBytes), COMMIT_BYTES);
    const answer = await broker.fetch({
      replicaId: -1,
      isolationLevel: READ_COMMITTED,
      maxWaitTime: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: bytes,
      topics: [{ topic, partitions: [{ partition, fetchOffset: `${from}`, maxBytes: bytes }] }],
    });
    return answer.responses.flatMap((response) => response.partitions.flatMap(({ messages }) => messages));
  }

  async trim(partition: number, before: number): Promise<void> {
    await this.#admin.deleteTopicRecords({ topic: this.#topic, partitions: [{ partition, offset: `${before}` }] });
  }

  async readBounds(): Promise<LogBounds> {
    const partitions = Array.from({ length: PARTITION_COUNT }, (_, partition) => partition);
    const [starts, ends] = await Promise.all([
      this.#readOffsets(partitions, true),
      this.#readOffsets(partitions, false),
    ]);
    return { starts, ends };
  }

  async #readOffsets(partitions: readonly number[], fromBeginning: boolean): Promise<number[]> {
    const asked = partitions.map((partition) => ({ partition }));
    const [answer] = await this.#cluster.fetchTopicsOffset([{ topic: this.#topic, partitions: asked, fromBeginning }]);
    const offsets = new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return partitions.map((partition) => offsets.get(partition) ?? 0);
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    await Promise.allSettled([producer?.disconnect(), this.#admin.disconnect(), this.#cluster.disconnect()]);
  }
}

function toBuffer(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
