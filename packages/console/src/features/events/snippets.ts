import { t } from "../../lib/text.ts";

type Target = { origin: string; writeKey: string };

/** Ways to send the first event, each complete with this project's host and write key. */
export const SNIPPETS = {
  browser: {
    label: t("Website"),
    hint: t("Before </head> of every page"),
    code: ({
      origin,
      writeKey,
    }: Target) => `<script src="${origin}/rapport.js" data-write-key="${writeKey}" async></script>
<script>
  window.rapport = window.rapport || [];
  rapport.push(["page"]);
  rapport.push(["track", "Signed Up", { plan: "free" }]);
</script>`,
  },
  node: {
    label: "Node",
    hint: "npm install @rapport/node",
    code: ({ origin, writeKey }: Target) => `import { Rapport } from "@rapport/node";

const rapport = new Rapport({
  writeKey: "${writeKey}",
  host: "${origin}",
});

rapport.track({
  userId: "user-1",
  event: "Signed Up",
  properties: { plan: "free" },
});

await rapport.flush();`,
  },
  curl: {
    label: "curl",
    hint: t("Any shell"),
    code: ({ origin, writeKey }: Target) => `curl ${origin}/v1/track \\
  -u ${writeKey}: \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"userId": "user-1", "event": "Signed Up"}'`,
  },
} as const;

export type SnippetKind = keyof typeof SNIPPETS;
export const SNIPPET_KINDS = ["browser", "node", "curl"] as const satisfies readonly SnippetKind[];
