import { useQuery } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
import { free, typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { accountApi } from "./account-api.ts";
import { leaveFor, providerName } from "./providers.ts";

const LINKED_KEY = ["account", "linked"] as const;

/** Accounts of elsewhere that open this one; not shown where the server knows no provider. */
export function LinkedAccounts() {
  const ways = useQuery({ queryKey: ["ways"], queryFn: ({ signal }) => accountApi.ways(signal) });
  const linked = useQuery({ queryKey: LINKED_KEY, queryFn: ({ signal }) => accountApi.linked(signal) });
  const link = useChange({
    run: (provider: string) => accountApi.link(provider),
    guard: free("another service asks for consent"),
    onSuccess: leaveFor,
  });
  const unlink = useChange({
    run: ({ id }: { id: string; providerId: string }) => accountApi.unlink(id),
    guard: ({ providerId }) =>
      typed(t("Unlink {name}? It will open this account no more.", { name: providerName(providerId) }), t("Unlink")),
    refresh: [LINKED_KEY],
  });
  const providers = ways.data?.providers ?? [];
  const error = linked.error ?? link.error ?? unlink.error;
  if (providers.length === 0) return null;
  return (
    <Section title={t("Other accounts")}>
      {error && <ProblemNote title={t("The account could not be linked")} error={error} />}
      <ul>
        {providers.map((provider) => {
          const account = linked.data?.find(({ providerId }) => providerId === provider);
          const name = providerName(provider);
          return (
            <li key={provider} className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
              <span className="min-w-0 flex-1 text-ink">{name}</span>
              {account ? (
                <Button look="quiet" aria-label={t("Unlink {name}", { name })} onClick={() => unlink.mutate(account)}>
                  {t("Unlink")}
                </Button>
              ) : (
                <Button
                  aria-label={t("Link {name}", { name })}
                  disabled={link.isPending}
                  onClick={() => link.mutate(provider)}
                >
                  {t("Link")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
