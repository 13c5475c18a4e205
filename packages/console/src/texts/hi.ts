import type { Texts } from "./texts.ts";

export const texts: Texts = Object.assign(
  {},
  ...Object.values(import.meta.glob<Texts>("./hi/*.json", { eager: true, import: "default" })),
);
