import { useMutation } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { PulseIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useSession } from "../session/use-session.ts";
import type { SnippetKind } from "./snippets.ts";
import { SNIPPET_KINDS, SNIPPETS } from "./snippets.ts";

/** The screen of a project without events: it waits on the live stream and gives way the moment one arrives. */
export function FirstEvent({ kind, onKind }: { kind: SnippetKind; onKind: (kind: SnippetKind) => void }) {
  const { writeKey } = useSession();
  const snippet = SNIPPETS[kind];
  return (
    <>
      <PageHeader title={t("Live events")} />
      <div className="flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-5 py-[7vh]">
          <p role="status" className="flex items-center gap-2.5 text-body text-ink-2">
            <span className="pulse grid size-9 place-items-center rounded-large bg-accent-wash text-accent">
              <PulseIcon size={18} />
            </span>
            {t("Listening. Nothing has arrived yet.")}
          </p>
          <h2 className="mt-5 text-display font-semibold text-balance text-ink">{t("Send your first event")}</h2>
          <p className="mt-1 max-w-prose text-read text-pretty text-ink-2">
            {t(
              "Paste one of these into your application and use it once. The event appears here the moment it arrives; no need to reload.",
            )}
          </p>
          <div className="mt-6 overflow-hidden rounded-large border border-line bg-raised shadow-lift">
            <Tabs
              id="snippet"
              label={t("Ways to send")}
              value={kind}
              onChange={onKind}
              tabs={SNIPPET_KINDS.map((value) => ({ value, label: SNIPPETS[value].label }))}
            />
            <div role="tabpanel" id="snippet-panel" aria-labelledby={`snippet-tab-${kind}`} className="p-4">
              <p className="mb-2 font-mono text-small text-ink-3">{snippet.hint}</p>
              <CodeBlock
                name={t("{label} snippet", { label: snippet.label })}
                code={snippet.code({ origin: window.location.origin, writeKey })}
              />
            </div>
          </div>
          <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
            <p className="flex min-w-0 items-center gap-2 text-body text-ink-2">
              {tx("Write key {writeKey}", {
                writeKey: <code className="truncate font-mono text-small text-ink">{writeKey}</code>,
              })}
              <CopyButton text={writeKey} name={t("Copy write key")} />
            </p>
            <TestEventButton writeKey={writeKey} />
          </div>
        </div>
      </div>
    </>
  );
}

/** For those who want to see it move before they touch their code. */
function TestEventButton({ writeKey }: { writeKey: string }) {
  const send = useMutation({
    mutationFn: () => {
      const random = crypto.getRandomValues(new Uint32Array(2)).join("");
      return api.track(writeKey, {
        anonymousId: `console-${random}`,
        event: "Test Event",
        properties: { source: "console" },
      });
    },
  });
  return (
    <>
      <Button className="ms-auto" disabled={send.isPending} onClick={() => send.mutate()}>
        {t("Send a test event")}
      </Button>
      {send.error && (
        <div className="w-full">
          <ProblemNote title={t("The test event was not taken")} error={send.error} />
        </div>
      )}
    </>
  );
}
