import type { Webhook, WebhookDelivery } from "@rapport/contracts/webhooks";
import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { WebhookIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import { webhooksApi } from "./webhooks-api.ts";

const route = getRouteApi("/webhooks");
/** Fast while something is about to arrive for the first time; a retry comes in a minute at the soonest. */
const REFRESH_MS = { first: 1_000, idle: 10_000 };

/** What was sent to one endpoint, the latest first, and what it answered. */
export function DeliveryLog({ webhook: { id } }: { webhook: Webhook }) {
  const { delivery: open } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, query: deliveries } = usePages({
    key: ["webhooks", id, "deliveries"],
    read: (cursor, signal) => webhooksApi.deliveries(id, cursor, signal),
    everyMs: (sent) => (sent.some(isFirstAttempt) ? REFRESH_MS.first : REFRESH_MS.idle),
  });
  const retry = () => void deliveries.refetch();
  return (
    <Section
      title={t("Deliveries")}
      aside={
        rows &&
        rows.length > 0 && (
          <ListCsv name="deliveries" page={(cursor, signal) => webhooksApi.deliveries(id, cursor, signal)} />
        )
      }
    >
      {deliveries.error && (
        <ProblemNote title={t("The deliveries could not be loaded")} error={deliveries.error} onRetry={retry} />
      )}
      {deliveries.isPending && <SkeletonRows rows={4} height={44} />}
      {rows?.length === 0 && (
        <EmptyState icon={<WebhookIcon size={20} />} title={t("Nothing was sent here yet.")} action={false}>
          {t("Send a test to see that it arrives and that its signature holds.")}
        </EmptyState>
      )}
      <ul className="-mx-4">
        {rows?.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            open={delivery.id === open}
            onToggle={(next) => void navigate({ search: { webhook: id, delivery: next }, replace: true })}
          />
        ))}
      </ul>
      {deliveries.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={deliveries.isFetchingNextPage}
          failed={deliveries.isFetchNextPageError}
          onLoad={() => void deliveries.fetchNextPage()}
        />
      )}
    </Section>
  );
}

function isFirstAttempt({ state, attempts }: WebhookDelivery): boolean {
  return state === "pending" && attempts === 0;
}
