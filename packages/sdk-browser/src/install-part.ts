import type { Plugin } from "./core-rapport.ts";
import type { SlotsPlugin } from "./slots.ts";

/** Adds an extension to the client of the script tag, whether that has loaded yet or not. */
export function installPart(plugin: Plugin | SlotsPlugin): void {
  const queue: unknown = Reflect.get(window, "rapport") ?? [];
  Reflect.set(window, "rapport", queue);
  const push: unknown = Reflect.get(Object(queue), "push");
  if (typeof push === "function") push.call(queue, (rapport: { use(one: Plugin): void }) => rapport.use(plugin));
}
