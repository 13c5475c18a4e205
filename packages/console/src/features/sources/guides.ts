import { t } from "../../lib/text.ts";

/** Guides of `docs/guide/frameworks` by the names of their pages, in the order in which they are offered. */
export const GUIDE_KINDS = [
  "plain-html",
  "react",
  "next",
  "node",
  "express",
  "fastify",
  "hono",
  "python",
  "flask",
  "any-language",
] as const;

export type GuideKind = (typeof GUIDE_KINDS)[number];

export const GUIDE_LABELS: Record<GuideKind, string> = {
  "plain-html": "HTML",
  react: "React",
  next: "Next",
  node: "Node",
  express: "Express",
  fastify: "Fastify",
  hono: "Hono",
  python: "Python",
  flask: "Flask",
  "any-language": t("Any language"),
};
