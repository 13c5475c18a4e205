import { RapportError } from "@rapport/contracts/errors";
import { USER_TOKEN_LIMITS, USER_TOKEN_SECRET_PREFIX } from "@rapport/contracts/user-tokens";
import { SignJWT } from "jose";

/**
 * A user token as a host application's back end signs it, for whoever tries a key out.
 * @throws RapportError invalid_parameter for what no server would take
 */
export async function signUserToken(
  { now }: { now: () => number },
  input: { secret: string; userId: string; lifeSeconds: number },
): Promise<string> {
  const { secret, userId, lifeSeconds } = input;
  if (!secret.startsWith(USER_TOKEN_SECRET_PREFIX))
    throw new RapportError("invalid_parameter", `The secret of user tokens begins with ${USER_TOKEN_SECRET_PREFIX}`);
  if (userId === "") throw new RapportError("invalid_parameter", "The userId must not be empty");
  const most = USER_TOKEN_LIMITS.lifeSeconds;
  if (!(Number.isInteger(lifeSeconds) && lifeSeconds >= 1 && lifeSeconds <= most))
    throw new RapportError("invalid_parameter", `A token lives 1 to ${most} seconds`);
  const iat = Math.floor(now() / 1_000);
  return await new SignJWT({ sub: userId, iat, exp: iat + lifeSeconds })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}
