import { randomBytes } from "node:crypto";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openCuttableLine } from "@rapport/testkit/event-log/cuttable-line";
import { describe, expect, test } from "vitest";
import { openKafkaEventLog } from "./kafka.ts";
import { createKafkaClient } from "./kafka-client.ts";

/** Set by `npm run test:kafka`, which starts a broker. */
const brokers = process.env.KAFKA_BROKERS?.split(",") ?? [];
/** Where the broker sends the clients of a second listener, and where that listener really is. */
const [advertised = 0, real = 0] = process.env.KAFKA_LINE?.split(":").map(Number) ?? [];

describe.runIf(brokers.length > 0)("kafka", () => {
  eventLogConformance("kafka", createFixture, { shared: true });

  test("a single broker that does not sync is said to survive its process' end and no power cut", async () => {
    const { open, remove } = await createFixture();
    const log = await open();
    expect(log.durability).toBe("process");
    await log.close();
    await remove();
  });

  test("a topic of another shape is refused by name", async () => {
    const topic = newTopic();
    const admin = await connectAdmin();
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: false });
    await expect(openKafkaEventLog({ brokers, topic })).rejects.toThrow(new RegExp(`${topic} has 3 partitions`));
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  });
});

test("a broker that is not there is named in the error", { timeout: 60_000 }, async () => {
  const opening = openKafkaEventLog({ brokers: ["127.0.0.1:1"], topic: "log" });
  await expect(opening).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("127.0.0.1:1") });
});

const newTopic = () => `log_${randomBytes(6).toString("hex")}`;

async function connectAdmin() {
  const admin = (await createKafkaClient({ brokers })).admin();
  await admin.connect();
  return admin;
}

/** A topic of its own on the broker. */
async function createFixture() {
  const topic = newTopic();
  const closings: (() => Promise<void>)[] = [];
  return {
    open: () => openKafkaEventLog({ brokers, topic }),
    async openOverLine() {
      const line = await openCuttableLine({ host: "127.0.0.1", port: real }, advertised);
      closings.push(line.close);
      const log = await openKafkaEventLog({ brokers: [`127.0.0.1:${line.port}`], topic });
      return { log, ...line };
    },
    async remove() {
      for (const close of closings) await close();
      const admin = await connectAdmin();
      await admin.deleteTopics({ topics: [topic] });
      await admin.disconnect();
    },
  };
}
