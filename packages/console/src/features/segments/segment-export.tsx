import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { useMay } from "../session/use-may.ts";
import { webhooksApi } from "../webhooks/webhooks-api.ts";
import { segmentsApi } from "./segments-api.ts";

/** Sends the members to an endpoint of the project. */
export function SegmentExport({ id }: { id: string }) {
  const mayLook = useMay("webhooks:read");
  const mayExport = useMay("segments:write");
  const [chosen, setChosen] = useState("");
  const webhooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => webhooksApi.list(signal),
    enabled: mayLook && mayExport,
  });
  const send = useChange({
    run: (webhookId: string) => segmentsApi.exportTo(id, webhookId),
    guard: typed(t("Send everybody in it to this endpoint? What has arrived there stays there."), t("Send")),
  });
  const usable = webhooks.data?.data.filter(({ enabled }) => enabled) ?? [];
  if (!webhooks.isSuccess) return null;
  if (usable.length === 0)
    return (
      <Link to="/webhooks" search={{ webhook: "new" }} className="text-small text-accent hover:underline">
        {t("Add an endpoint to send them to")}
      </Link>
    );
  return (
    <>
      <span role="status" className="text-small text-ink-3">
        {send.isSuccess && (
          <Link to="/jobs" className="text-accent hover:underline">
            {t("Being sent: see its job")}
          </Link>
        )}
        {send.error && describeFailure(send.error)}
      </span>
      <SelectField
        neutral
        label={t("Endpoint")}
        value={chosen}
        options={[
          { value: "", label: t("Send to …") },
          ...usable.map((webhook) => ({ value: webhook.id, label: webhook.description || webhook.url })),
        ]}
        onChange={(webhookId) => {
          send.reset();
          setChosen(webhookId);
        }}
      />
      <Button disabled={chosen === "" || send.isPending} onClick={() => send.mutate(chosen)}>
        {t("Send")}
      </Button>
    </>
  );
}
