import type { PutWebhook, Webhook, WebhookSecret } from "@rapport/contracts/webhooks";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { webhooksApi } from "./webhooks-api.ts";

type WebhookEditorProps =
  | { webhook: undefined; onCreated: (made: WebhookSecret) => void }
  | { webhook: Webhook; onCreated?: undefined };

/** Where to send and what that is for; a new endpoint's secret is told when it is saved. */
export function WebhookEditor({ webhook, onCreated }: WebhookEditorProps) {
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const save = useChange({
    run: async (body: PutWebhook): Promise<WebhookSecret | undefined> => {
      if (!webhook) return webhooksApi.create(body);
      await webhooksApi.update(webhook.id, body);
      return undefined;
    },
    guard: webhook
      ? undone(t("Saved."), () =>
          webhooksApi.update(webhook.id, {
            url: webhook.url,
            description: webhook.description,
            enabled: webhook.enabled,
          }),
        )
      : undone(t("Added."), (made: WebhookSecret | undefined) => webhooksApi.remove(made?.id ?? "")),
    refresh: [["webhooks"]],
    onSuccess: (made) => made && onCreated?.(made),
  });
  const said = { url: url.trim(), description: description.trim() };
  const isSame = webhook?.url === said.url && webhook.description === said.description;
  return (
    <Section title={webhook ? t("Endpoint") : t("New endpoint")}>
      <form
        className="flex max-w-2xl flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ ...said, enabled: webhook?.enabled ?? true });
        }}
      >
        <FormField
          label={t("Address")}
          type="url"
          required
          maxLength={WEBHOOK_LIMITS.urlLength}
          placeholder={"https://example.com/rapport"}
          hint={t("A public http or https address. Private networks are refused.")}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <FormField
          label={t("What it is for")}
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <Button
          type="submit"
          look={webhook ? "plain" : "primary"}
          className="self-start"
          disabled={save.isPending || said.url === "" || isSame}
        >
          {webhook ? t("Save") : t("Add and show its secret")}
        </Button>
      </form>
      {save.error && <ProblemNote title={t("The endpoint could not be saved")} error={save.error} />}
    </Section>
  );
}
