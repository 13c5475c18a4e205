import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { installBeside } from "../install-beside.ts";

const VERSIONS = { lighthouse: "13.5.0" };
const FOLDER = join(import.meta.dirname, "../../../../.cache/lighthouse");

const outcomeSchema = z.object({
  lhr: z.object({
    categories: z.record(z.string(), z.object({ score: z.number().nullable() })),
    audits: z.record(
      z.string(),
      z.object({
        title: z.string(),
        score: z.number().nullable(),
        numericValue: z.number().optional(),
        details: z.unknown(),
      }),
    ),
  }),
});

type Lighthouse = (url: string, flags: object, config: object | undefined) => Promise<unknown>;

/** What a machine and its line are taken for: Lighthouse's own two presets. */
export type Device = "desktop" | "mobile";

/** Scores of 0 to 100, moments in milliseconds after the start, and what kept a score from being whole. */
export type Verdict = {
  scores: { performance: number; accessibility: number; bestPractices: number };
  firstPaintMs: number;
  largestPaintMs: number;
  blockingMs: number;
  layoutShift: number;
  lacking: string[];
};

/** Has Lighthouse judge one address in the browser that listens on `port`. Installed at a fixed version on the first use. */
export async function runLighthouse(
  url: string,
  { port, device, cookie }: { port: number; device: Device; cookie: string | undefined },
): Promise<Verdict> {
  const { run, desktop } = await loadLighthouse();
  const flags = {
    port,
    logLevel: "error",
    onlyCategories: ["performance", "accessibility", "best-practices"],
    ...(cookie === undefined ? {} : { extraHeaders: { Cookie: cookie } }),
  };
  const { lhr } = outcomeSchema.parse(await run(url, flags, device === "desktop" ? desktop : undefined));
  const score = (category: string) => Math.round((lhr.categories[category]?.score ?? 0) * 100);
  const value = (audit: string) => lhr.audits[audit]?.numericValue ?? Number.NaN;
  return {
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      bestPractices: score("best-practices"),
    },
    firstPaintMs: value("first-contentful-paint"),
    largestPaintMs: value("largest-contentful-paint"),
    blockingMs: value("total-blocking-time"),
    layoutShift: value("cumulative-layout-shift"),
    lacking: Object.entries(lhr.audits)
      .filter(([, audit]) => audit.score !== null && audit.score < 0.9)
      .map(([id, audit]) => `${id}: ${audit.title}`),
  };
}

async function loadLighthouse(): Promise<{ run: Lighthouse; desktop: object }> {
  installBeside(FOLDER, VERSIONS);
  const load = (path: string) => import(pathToFileURL(join(FOLDER, "node_modules/lighthouse/core", path)).href);
  const [main, config] = await Promise.all([load("index.js"), load("config/desktop-config.js")]);
  return { run: main.default, desktop: config.default };
}
