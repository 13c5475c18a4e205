import type { WebhookDelivery } from "@rapport/contracts/webhooks";
import { t, tn, word } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ChevronIcon } from "../../ui/icons.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { webhooksApi } from "./webhooks-api.ts";

const LOOKS = { pending: "honey", delivered: "accent", failed: "ember" } as const;

type DeliveryRowProps = { delivery: WebhookDelivery; open: boolean; onToggle: (id: string | undefined) => void };

/** One message to one endpoint: whether it arrived, after how many attempts, and with what answer. */
export function DeliveryRow({ delivery, open, onToggle }: DeliveryRowProps) {
  const { id, type, state, attempts, status, error, createdAt } = delivery;
  return (
    <li className="border-b border-line px-4 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onToggle(open ? undefined : id)}
          className="flex min-w-0 flex-1 items-center gap-2 text-start"
        >
          <ChevronIcon
            size={12}
            className={open ? "shrink-0 rotate-90 rtl:-rotate-90 text-ink-3" : "shrink-0 text-ink-3"}
          />
          <span className="min-w-0 truncate text-ink">{type}</span>
          <Pill look={LOOKS[state]}>{word(state)}</Pill>
        </button>
        <span className="text-small text-ink-3 tabular-nums">
          {status !== null && t("HTTP {status} · ", { status })}
          {tn(attempts, "{count} attempt", "{count} attempts")} · <TimeAgo iso={createdAt} />
        </span>
        <ReplayButton delivery={delivery} />
      </div>
      {error && <p className="mt-1 line-clamp-2 ps-5 text-small break-words text-ember">{error}</p>}
      {open && <DeliveryDetails delivery={delivery} />}
    </li>
  );
}

function ReplayButton({ delivery: { id, state } }: { delivery: WebhookDelivery }) {
  const mayChange = useMay("webhooks:write");
  const replay = useChange({
    run: () => webhooksApi.replay(id),
    // It goes out under the same id, by which the receiver knows it.
    guard: free("done again, it changes nothing more"),
    refresh: [["webhooks"]],
  });
  if (!mayChange) return null;
  return (
    <>
      {state !== "pending" && (
        <Button
          disabled={replay.isPending}
          title={t("Send it again, under the same id")}
          onClick={() => replay.mutate()}
        >
          {t("Replay")}
        </Button>
      )}
      {replay.error && (
        <div className="w-full">
          <ProblemNote title={t("It could not be sent again")} error={replay.error} />
        </div>
      )}
    </>
  );
}

function DeliveryDetails({ delivery }: { delivery: WebhookDelivery }) {
  const { id, createdAt, lastAttemptAt, payload } = delivery;
  return (
    <div className="mt-3 flex flex-col gap-3 pb-2 ps-5">
      <FactList
        facts={[
          { name: "webhook-id", value: <code className="font-mono text-small">{id}</code>, copy: id },
          { name: t("Created"), value: <TimeAgo iso={createdAt} /> },
          { name: t("Last attempt"), value: lastAttemptAt ? <TimeAgo iso={lastAttemptAt} /> : t("Not yet") },
        ]}
      />
      <section className="min-w-0">
        <h3 className="mb-1 text-small font-medium text-ink-2">{t("Payload")}</h3>
        <JsonTree value={payload} />
      </section>
    </div>
  );
}
