import type { Connection, ConnectionProvider } from "@rapport/contracts/connections";
import { t } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { connectionsApi } from "./connections-api.ts";
import { PROVIDER_FACTS } from "./provider-facts.ts";

type ConnectionDetailsProps = {
  provider: ConnectionProvider;
  connection: Connection | undefined;
  isAvailable: boolean;
  mayChange: boolean;
};

/** One service: how the connection stands, and how to make, mend or end it. */
export function ConnectionDetails({ provider, connection, isAvailable, mayChange }: ConnectionDetailsProps) {
  const { label, setting } = PROVIDER_FACTS[provider];
  return (
    <>
      {connection && <Standing connection={connection} mayChange={mayChange} />}
      <Section title={connection ? t("Access") : t("Connect {label}", { label })}>
        {!isAvailable && (
          <>
            <p className="mb-2 max-w-xl text-body text-ink-2">
              {t(
                "This server has no client for {label}. Register one there, with the way back {address}, and start the server with:",
                { label, address: `${window.location.origin}/console/connections` },
              )}
            </p>
            <CodeBlock code={`${setting}=clientId:clientSecret`} name={t("Setting for {label}", { label })} />
          </>
        )}
        {isAvailable && mayChange && (
          <ConnectForm
            key={provider}
            provider={provider}
            account={connection?.account ?? {}}
            isConnected={connection !== undefined}
          />
        )}
        {isAvailable && !mayChange && (
          <p className="text-body text-ink-2">{t("Somebody who may change connections can connect it.")}</p>
        )}
      </Section>
    </>
  );
}

function Standing({ connection, mayChange }: { connection: Connection; mayChange: boolean }) {
  const { id, provider, account, scopes, reason, createdAt, refreshedAt } = connection;
  const { label, fields } = PROVIDER_FACTS[provider];
  const end = useChange({
    run: () => connectionsApi.remove(id),
    guard: typed(
      t("Disconnect {label}? Its tokens are forgotten, and whatever acts there stops.", { label }),
      t("Disconnect"),
    ),
    refresh: [["connections"]],
  });
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const facts = [
    { name: t("Connected"), value: <TimeAgo iso={createdAt} /> },
    { name: t("Token of"), value: <TimeAgo iso={refreshedAt} /> },
    { name: t("May"), value: scopes.join(", ") },
    ...Object.entries(account).map(([name, value]) => ({ name: labelOf(name), value, copy: value })),
  ];
  return (
    <Section title={label}>
      {reason !== null && (
        <p role="alert" className="mb-3 text-body text-ember">
          {reason}
        </p>
      )}
      <FactList facts={facts} />
      {mayChange && (
        <Button look="plain" className="mt-3" disabled={end.isPending} onClick={() => end.mutate()}>
          {t("Disconnect and forget its tokens")}
        </Button>
      )}
      {end.error && <ProblemNote title={t("It could not be disconnected")} error={end.error} />}
    </Section>
  );
}
