import type { ConnectionProvider } from "@rapport/contracts/connections";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { connectionsApi } from "./connections-api.ts";
import { PROVIDER_FACTS } from "./provider-facts.ts";

type ConnectFormProps = {
  provider: ConnectionProvider;
  /** What is known of the account already. */
  account: Record<string, string>;
  isConnected: boolean;
};

/** Asks what has to be known of an account and sends the browser to the service for access to it. */
export function ConnectForm({ provider, account: known, isConnected }: ConnectFormProps) {
  const { label, fields } = PROVIDER_FACTS[provider];
  const [account, setAccount] = useState(known);
  const connect = useChange({
    guard: free("another service asks for consent"),
    run: async () => {
      const given = Object.fromEntries(Object.entries(account).filter(([, value]) => value.trim() !== ""));
      const { url } = await connectionsApi.start({ provider, account: given, origin: window.location.origin });
      window.location.assign(url);
    },
  });
  return (
    <form
      className="flex max-w-xl flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      {fields.map(({ name, label: fieldLabel, hint, required }) => (
        <FormField
          key={name}
          label={fieldLabel}
          hint={hint}
          required={required}
          maxLength={600}
          autoComplete="off"
          value={account[name] ?? ""}
          onChange={(event) => setAccount({ ...account, [name]: event.target.value })}
        />
      ))}
      <Button
        type="submit"
        look={isConnected ? "plain" : "primary"}
        className="self-start"
        disabled={connect.isPending}
      >
        {isConnected ? t("Connect again") : t("Connect {label}", { label })}
      </Button>
      {connect.error && <ProblemNote title={t("{label} could not be asked", { label })} error={connect.error} />}
    </form>
  );
}
