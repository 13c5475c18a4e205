import { Rapport as EdgeRapport } from "./edge/index.ts";
import { Rapport } from "./index.ts";

/** As `rapport types` writes it. */
type RapportEvents = {
  "Order Completed": { total: number };
  "Page Printed": { copies?: number };
};

const options = { writeKey: "pk", host: "https://rapport.example.com" };
for (const client of [new Rapport<RapportEvents>(options), new EdgeRapport<RapportEvents>(options)]) {
  client.track({ userId: "u1", event: "Order Completed", properties: { total: 3 } });
  client.track({ anonymousId: "a1", event: "Page Printed" });
  // @ts-expect-error: an event that the plan does not name
  client.track({ userId: "u1", event: "Order Started" });
  // @ts-expect-error: a property that the plan demands is missing
  client.track({ userId: "u1", event: "Order Completed" });
  // @ts-expect-error: a value of another type
  client.track({ userId: "u1", event: "Order Completed", properties: { total: "3" } });
  // @ts-expect-error: an event is about somebody
  client.track({ event: "Page Printed" });
}

new Rapport(options).track({ userId: "u1", event: "Whatever", properties: { any: "thing" } });
