import type { Texts } from "./texts.ts";

export const texts: Texts = Object.assign(
  {},
  ...Object.values(import.meta.glob<Texts>("./es/*.json", { eager: true, import: "default" })),
);
