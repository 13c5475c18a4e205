import type { Webhook, WebhookSecret } from "@rapport/contracts/webhooks";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
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
  const askToRotate = () => {
    if (window.confirm(ROTATE_QUESTION)) rotate.mutate();
  };
  const askToRemove = () => {
    if (window.confirm(t("Delete {url}? Its delivery log goes with it.", { url: webhook.url }))) remove.mutate();
  };
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
        <Button disabled={rotate.isPending} onClick={askToRotate}>
          {t("Rotate secret")}
        </Button>
        <Button look="quiet" disabled={remove.isPending} onClick={askToRemove}>
          {t("Delete")}
        </Button>
      </div>
      {error && <ProblemNote title={t("That did not work")} error={error} />}
    </div>
  );
}

function useWebhookCommands({ webhook, onTold, onDeleted }: WebhookCommandsProps) {
  const { id, url, description, enabled } = webhook;
  const client = useQueryClient();
  // What was sent is under the same key, so a test shows at once.
  const refresh = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const test = useMutation({ mutationFn: () => webhooksApi.test(id), onSettled: refresh });
  const toggle = useMutation({
    mutationFn: () => webhooksApi.update(id, { url, description, enabled: !enabled }),
    onSettled: refresh,
  });
  const rotate = useMutation({ mutationFn: () => webhooksApi.rotate(id), onSuccess: onTold });
  const remove = useMutation({
    mutationFn: () => webhooksApi.remove(id),
    onSuccess: async () => {
      onDeleted();
      await client.invalidateQueries({ queryKey: ["webhooks"], exact: true });
    },
  });
  return { test, toggle, rotate, remove };
}
