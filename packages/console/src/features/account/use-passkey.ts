import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { accountApi } from "./account-api.ts";

/** Whether this browser can hold passkeys, speaks their JSON form, and this address has a name that they can be bound to. */
export function canUsePasskeys(): boolean {
  const isNumeric = /^(\[|[\d.]+$)/.test(window.location.hostname);
  return (
    !isNumeric && typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential
  );
}

/** Has the device make a key pair, and the server keep its public half. */
export async function addPasskey(name: string): Promise<void> {
  const options = await accountApi.registerOptions();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON, // as: made by the server for this very call
  );
  const credential = await navigator.credentials.create({ publicKey });
  await accountApi.register(name, toJson(credential));
}

/** Signs in by a passkey that the device offers. */
export async function signInByPasskey(): Promise<void> {
  const options = await accountApi.signInOptions();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON, // as: made by the server for this very call
  );
  const credential = await navigator.credentials.get({ publicKey });
  await accountApi.signIn(toJson(credential));
}

/** What to say when the device gave none: mostly that its owner changed their mind. */
export function describePasskeyProblem(error: Error): string {
  if (error.name === "NotAllowedError") return t("The device gave no passkey. Try again when you are ready.");
  if (error.name === "InvalidStateError") return t("This device has a passkey for this account already.");
  return describeFailure(error);
}

function toJson(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new Error(t("The device gave no passkey"));
}
