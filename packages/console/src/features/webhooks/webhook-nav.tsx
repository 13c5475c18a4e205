import type { Webhook } from "@rapport/contracts/webhooks";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";

type WebhookNavProps = { webhooks: readonly Webhook[]; selected: string | undefined; onOpen: (id: string) => void };

/** The endpoints beside what is open. */
export function WebhookNav({ webhooks, selected, onOpen }: WebhookNavProps) {
  return (
    <nav
      aria-label={t("Endpoints")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {webhooks.map((webhook) => (
        <button
          key={webhook.id}
          type="button"
          aria-current={webhook.id === selected ? "true" : undefined}
          onClick={() => onOpen(webhook.id)}
          className={classNames(
            "block w-full px-4 py-2 text-start hover:bg-hover",
            webhook.id === selected && "bg-raised",
          )}
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">
              {webhook.description || hostOf(webhook.url)}
            </span>
            <WebhookStatePill webhook={webhook} />
          </span>
          <span className="block truncate font-mono text-small text-ink-3">{webhook.url}</span>
        </button>
      ))}
    </nav>
  );
}

function WebhookStatePill({ webhook: { enabled, failingSince } }: { webhook: Webhook }) {
  if (!enabled) return <Pill>{t("off")}</Pill>;
  if (failingSince !== null) return <Pill look="ember">{t("failing")}</Pill>;
  return <Pill look="accent">{t("on")}</Pill>;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
