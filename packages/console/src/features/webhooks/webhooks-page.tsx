import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { WebhookIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { NewSecret } from "../../ui/new-secret.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { WebhookDetails } from "./webhook-details.tsx";
import { WebhookEditor } from "./webhook-editor.tsx";
import { WebhookNav } from "./webhook-nav.tsx";
import { webhooksApi } from "./webhooks-api.ts";

const route = getRouteApi("/webhooks");
const NEW = "new";
/** An endpoint starts to fail, or is switched off, without anybody here doing anything. */
const REFRESH_MS = 10_000;

/** Where the product sends to, whether it arrives, and what was sent. */
export function WebhooksPage() {
  const { webhook: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("webhooks:write");
  const [told, setTold] = useState<{ id: string; secret: string }>();
  const open = (webhook: string | undefined) => void navigate({ search: { webhook }, replace: true });
  const webhooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => webhooksApi.list(signal),
    refetchInterval: REFRESH_MS,
  });
  if (webhooks.isPending) return <SkeletonRows rows={6} height={52} />;
  if (webhooks.isError) {
    const retry = () => void webhooks.refetch();
    return <ProblemNote title={t("The webhooks could not be loaded")} error={webhooks.error} onRetry={retry} />;
  }
  const all = webhooks.data.data;
  const shown = all.find(({ id }) => id === selected);
  const isNew = selected === NEW && mayChange;
  const created = (made: { id: string; secret: string }) => {
    setTold(made);
    open(made.id);
  };
  return (
    <>
      <PageHeader compact title={t("Webhooks")} note={tn(all.length, "{count} endpoint", "{count} endpoints")}>
        {all.length > 0 && <ListCsv name="webhooks" page={(_, signal) => webhooksApi.list(signal)} />}
        {mayChange && (
          <Button
            look={isNew || shown || all.length === 0 ? "plain" : "primary"}
            aria-keyshortcuts="n"
            onClick={() => open(NEW)}
          >
            {t("Add endpoint")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && <WebhookNav webhooks={all} selected={selected} onOpen={open} />}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {told && told.id === shown?.id && (
            <NewSecret of={t("signing secret")} secret={told.secret} onDone={() => setTold(undefined)} />
          )}
          {isNew && <WebhookEditor webhook={undefined} onCreated={created} />}
          {shown && (
            <WebhookDetails key={shown.id} webhook={shown} onTold={setTold} onDeleted={() => open(undefined)} />
          )}
          {!isNew && !shown && (
            <NothingOpen isEmpty={all.length === 0} onAdd={mayChange ? () => open(NEW) : undefined} />
          )}
        </div>
      </div>
    </>
  );
}

function NothingOpen({ isEmpty, onAdd }: { isEmpty: boolean; onAdd: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={<WebhookIcon size={20} />}
      title={isEmpty ? t("Nothing is sent anywhere yet.") : t("Choose an endpoint.")}
      action={
        isEmpty &&
        onAdd && (
          <Button look="primary" onClick={onAdd}>
            {t("Add the first endpoint")}
          </Button>
        )
      }
    >
      {t(
        "An endpoint gets signed messages, as Standard Webhooks describes them. What does not arrive is tried for three days, and its log says what came of each.",
      )}
      {isEmpty && !onAdd && ` ${t("Somebody who may change webhooks can add one.")}`}
    </EmptyState>
  );
}
