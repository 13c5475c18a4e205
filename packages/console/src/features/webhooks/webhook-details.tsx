import type { Webhook, WebhookSecret } from "@rapport/contracts/webhooks";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { useMay } from "../session/use-may.ts";
import { DeliveryLog } from "./delivery-log.tsx";
import { WebhookCommands } from "./webhook-commands.tsx";
import { WebhookEditor } from "./webhook-editor.tsx";

type WebhookDetailsProps = { webhook: Webhook; onTold: (told: WebhookSecret) => void; onDeleted: () => void };

/** One endpoint: how it stands, how to change it, and what was sent to it. */
export function WebhookDetails({ webhook, onTold, onDeleted }: WebhookDetailsProps) {
  const mayChange = useMay("webhooks:write");
  return (
    <>
      <WebhookHealth webhook={webhook} />
      {mayChange ? (
        <>
          <WebhookEditor webhook={webhook} />
          <WebhookCommands webhook={webhook} onTold={onTold} onDeleted={onDeleted} />
        </>
      ) : (
        <Section title={t("Endpoint")}>
          <FactList
            facts={[
              { name: t("Address"), value: webhook.url, copy: webhook.url },
              { name: t("For"), value: webhook.description || t("Not said") },
              { name: t("Added"), value: <TimeAgo iso={webhook.createdAt} /> },
            ]}
          />
        </Section>
      )}
      <DeliveryLog webhook={webhook} />
    </>
  );
}

function WebhookHealth({ webhook: { enabled, disabledReason, failingSince } }: { webhook: Webhook }) {
  if (enabled && failingSince === null) return null;
  const isBad = enabled || disabledReason !== null;
  return (
    <p
      role="status"
      className={classNames(
        "border-b border-line px-4 py-2.5 text-body text-ink",
        isBad ? "bg-ember-wash" : "bg-sunken",
      )}
    >
      {enabled ? t("Every attempt fails.") : (disabledReason ?? t("Switched off: nothing is sent."))}
      {isBad && failingSince !== null && tx("First failure: {timeAgo}", { timeAgo: <TimeSaid iso={failingSince} /> })}
    </p>
  );
}
