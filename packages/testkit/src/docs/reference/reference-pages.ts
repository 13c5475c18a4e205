/** A page of the reference, and the entries of a package that it describes. */
export type ReferencePage = { file: string; title: string; entries: { name: string; source: string }[] };

const browser = (part: string, file: string) => ({
  name: `@rapport/browser${part}`,
  source: `packages/sdk-browser/src/${file}`,
});
const node = (part: string) => ({
  name: `@rapport/node${part}`,
  source: `packages/sdk-node/src${part}/index.ts`,
});

export const REFERENCE_PAGES: readonly ReferencePage[] = [
  {
    file: "docs/reference/browser.md",
    title: "Reference of @rapport/browser",
    entries: [
      browser("", "index.ts"),
      browser("/core", "core.ts"),
      browser("/slots", "slots.ts"),
      browser("/experiments", "experiments.ts"),
      browser("/live", "live.ts"),
      browser("/user-token", "user-token.ts"),
      browser("/autocapture", "autocapture.ts"),
      browser("/web-vitals", "web-vitals.ts"),
      browser("/react", "react.tsx"),
    ],
  },
  {
    file: "docs/reference/node.md",
    title: "Reference of @rapport/node",
    entries: [node(""), node("/edge"), node("/express"), node("/fastify"), node("/hono"), node("/next")],
  },
];
