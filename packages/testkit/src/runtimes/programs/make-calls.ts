import type { BaseClient } from "@rapport/node/edge";

/** Makes the calls, given as JSON, in a client's own words. */
export function makeCalls(client: BaseClient, calls: readonly { call: string }[]): void {
  for (const { call, ...input } of calls) {
    const method: unknown = Reflect.get(client, call);
    if (typeof method !== "function") throw new Error(`unknown call: ${call}`);
    method.call(client, input);
  }
}
