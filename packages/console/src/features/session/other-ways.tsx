import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { accountApi } from "../account/account-api.ts";
import { leaveFor, providerName } from "../account/providers.ts";
import { canUsePasskeys, describePasskeyProblem, signInByPasskey } from "../account/use-passkey.ts";
import { SESSION_KEY } from "./use-session.ts";

/** Ways in without a password: a passkey, and the accounts that the server is set up for. */
export function OtherWays() {
  const queryClient = useQueryClient();
  const ways = useQuery({ queryKey: ["ways"], queryFn: ({ signal }) => accountApi.ways(signal) });
  const passkey = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  const elsewhere = useMutation({ mutationFn: accountApi.signInWith, onSuccess: leaveFor });
  const refused = new URLSearchParams(window.location.search).get("error");
  return (
    <div className="mt-3 flex flex-col gap-2">
      {canUsePasskeys() && (
        <Button className="h-10 w-full" disabled={passkey.isPending} onClick={() => passkey.mutate()}>
          {t("Sign in with a passkey")}
        </Button>
      )}
      {ways.data?.providers.map((provider) => (
        <Button key={provider} className="h-10 w-full" onClick={() => elsewhere.mutate(provider)}>
          {t("Sign in with {providerName}", { providerName: providerName(provider) })}
        </Button>
      ))}
      <p role="alert" className="text-small text-ember">
        {passkey.error && describePasskeyProblem(passkey.error)}
        {elsewhere.error && describeFailure(elsewhere.error)}
        {refused &&
          t("That account opens nothing here. Sign in with your password and link it on your account's page.")}
      </p>
    </div>
  );
}
