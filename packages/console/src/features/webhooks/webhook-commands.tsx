import type { Webhook, WebhookSecret } from "@rapport/contracts/webhooks";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { t } from "../../lib/text.ts";
import { free, typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { webhooksApi } from "./webhooks-api.ts";

const ROTATE_QUESTION = t("Make a new signing secret? The one in use signs beside it for {overlapHours} hours.", {
  overlapHours: WEBHOOK_LIMITS.overlapHours,
});

type WebhookCommandsProps = { webhook: Webhook; onTold: (told: WebhookSecret) => void; onDeleted: () => void };

/** What can be done with one endpoint beside changing its address. */
export function WebhookCommands({ webhook, onTold, onDeleted }: WebhookCommandsProps) {
  const { test, toggle, rotate, remove } = useWebhookCommands({ webhook, onTold, onDeleted });
  const error = test.error ?? toggle.error ?? rotate.error ?? remove.error;
  return (
    <div className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap gap-2">
        <Button
          look={webhook.enabled ? "primary" : "plain"}
          disabled={!webhook.enabled || test.isPending}
          title={webhook.enabled ? undefined : t("Switch it on to send to it")}
          onClick={() => test.mutate()}
        >
          {test.isPending ? t("Sending…") : t("Send a test")}
        </Button>
        <Button
          look={webhook.enabled ? "plain" : "primary"}
          disabled={toggle.isPending}
          onClick={() => toggle.mutate()}
        >
          {webhook.enabled ? t("Switch off") : t("Switch on")}
        </Button>
        <Button disabled={rotate.isPending} onClick={() => rotate.mutate()}>
          {t("Rotate secret")}
        </Button>
        <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t("Delete")}
        </Button>
      </div>
      {error && <ProblemNote title={t("That did not work")} error={error} />}
    </div>
  );
}

function useWebhookCommands({ webhook, onTold, onDeleted }: WebhookCommandsProps) {
  const { id, url, description, enabled } = webhook;
  // What was sent is under the same key, so a test shows at once.
  const refresh = [["webhooks"]];
  const test = useChange({ run: () => webhooksApi.test(id), guard: free("a test message is sent"), refresh });
  const put = (on: boolean) => webhooksApi.update(id, { url, description, enabled: on });
  const toggle = useChange({
    run: () => put(!enabled),
    guard: undone(enabled ? t("Switched off.") : t("Switched on."), () => put(enabled)),
    refresh,
    optimistic: (client) => changeRows(client, ["webhooks"], byId(id), { enabled: !enabled }),
  });
  const rotate = useChange({
    run: () => webhooksApi.rotate(id),
    guard: typed(ROTATE_QUESTION, t("Rotate")),
    onSuccess: onTold,
  });
  const remove = useChange({
    run: () => webhooksApi.remove(id),
    guard: typed(t("Delete {url}? Its delivery log goes with it.", { url }), t("Delete")),
    refresh,
    onSuccess: onDeleted,
  });
  return { test, toggle, rotate, remove };
}
