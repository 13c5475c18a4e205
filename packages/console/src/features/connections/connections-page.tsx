import type { Connection, ConnectionProvider } from "@rapport/contracts/connections";
import { CONNECTION_PROVIDERS } from "@rapport/contracts/connections";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { ConnectionDetails } from "./connection-details.tsx";
import { connectionsApi } from "./connections-api.ts";
import { FinishNote } from "./finish-note.tsx";
import { PROVIDER_FACTS } from "./provider-facts.ts";

const SERVICE = "flex w-full items-center gap-2 border-b border-line px-4 py-2.5 text-start hover:bg-hover";

const route = getRouteApi("/connections");

/** Accounts on other services that the product may act on. */
export function ConnectionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("connections:write");
  const connections = useQuery({ queryKey: ["connections"], queryFn: ({ signal }) => connectionsApi.list(signal) });
  if (connections.isPending) return <SkeletonRows rows={6} height={52} />;
  if (connections.isError) {
    const retry = () => void connections.refetch();
    return <ProblemNote title={t("The connections could not be loaded")} error={connections.error} onRetry={retry} />;
  }
  const { data, available } = connections.data;
  const selected = search.provider ?? "google-ads";
  const open = (provider: ConnectionProvider) =>
    void navigate({ search: { provider, state: undefined, code: undefined, error: undefined }, replace: true });
  return (
    <>
      <PageHeader
        compact
        title={t("Connections")}
        note={t("{data} of {all} services", { data: data.length, all: CONNECTION_PROVIDERS.length })}
      >
        {data.length > 0 && <ListCsv name="connections" page={(_, signal) => connectionsApi.list(signal)} />}
      </PageHeader>
      <FinishNote {...search} onDone={open} />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <ProviderNav connections={data} selected={selected} onOpen={open} />
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          <ConnectionDetails
            key={selected}
            provider={selected}
            connection={data.find(({ provider }) => provider === selected)}
            isAvailable={available.includes(selected)}
            mayChange={mayChange}
          />
        </div>
      </div>
    </>
  );
}

type ProviderNavProps = {
  connections: readonly Connection[];
  selected: ConnectionProvider;
  onOpen: (provider: ConnectionProvider) => void;
};

function ProviderNav({ connections, selected, onOpen }: ProviderNavProps) {
  return (
    <nav
      aria-label={t("Services")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line max-md:w-full max-md:border-e-0 max-md:border-b"
    >
      {CONNECTION_PROVIDERS.map((provider) => {
        const { label, purpose } = PROVIDER_FACTS[provider];
        const connection = connections.find((known) => known.provider === provider);
        return (
          <button
            key={provider}
            type="button"
            aria-current={provider === selected}
            onClick={() => onOpen(provider)}
            className={classNames(SERVICE, provider === selected && "bg-hover")}
          >
            <span className="min-w-0 flex-1">
              <span className="block text-body font-medium text-ink">{label}</span>
              <span className="block truncate text-small text-ink-3">{purpose}</span>
            </span>
            {connection?.state === "connected" && <Pill look="accent">{t("Connected")}</Pill>}
            {connection?.state === "disconnected" && <Pill look="ember">{t("Broken")}</Pill>}
          </button>
        );
      })}
    </nav>
  );
}
