import { createHash } from "node:crypto";

type Account = { id: number; login: string; email: string };

/** The OAuth client that it knows. */
export const GITHUB_CLIENT = { clientId: "client", clientSecret: "client secret" };

/**
 * Sign-in with GitHub as its documentation describes it: a code for one use, bound to the client, the address to return to and
 * the challenge (PKCE); a token; the user and their addresses. `fetch` stands in for the network and reaches nothing else.
 */
export class FakeGitHub {
  readonly #codes = new Map<string, { account: Account; challenge: string; redirectUri: string }>();
  readonly #tokens = new Map<string, Account>();

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    if (request.url === "https://github.com/login/oauth/access_token") {
      return this.#trade(new URLSearchParams(await request.text()));
    }
    const account = this.#tokens.get(request.headers.get("authorization")?.replace("Bearer ", "") ?? "");
    if (!account) return Response.json({ message: "Requires authentication" }, { status: 401 });
    const { id, login, email } = account;
    if (request.url === "https://api.github.com/user") return Response.json({ id, login, name: login, email });
    if (request.url !== "https://api.github.com/user/emails") throw new Error(`No network for ${request.url}`);
    return Response.json([{ email, primary: true, verified: true, visibility: "public" }]);
  };

  /** What a person does at GitHub: says yes, and is sent back to this address. */
  consent(authorizeUrl: string, account: Account): string {
    const asked = new URL(authorizeUrl).searchParams;
    const code = crypto.randomUUID();
    const redirectUri = asked.get("redirect_uri") ?? "";
    this.#codes.set(code, { account, challenge: asked.get("code_challenge") ?? "", redirectUri });
    return `${redirectUri}?${new URLSearchParams({ code, state: asked.get("state") ?? "" })}`;
  }

  /** GitHub answers 200 to a bad code, too, and says what is wrong in the body. */
  #trade(sent: URLSearchParams): Response {
    const known = this.#codes.get(sent.get("code") ?? "");
    this.#codes.delete(sent.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(sent.get("code_verifier") ?? "")
      .digest("base64url");
    const isClient =
      sent.get("client_id") === GITHUB_CLIENT.clientId && sent.get("client_secret") === GITHUB_CLIENT.clientSecret;
    const isHis = known && (known.challenge === "" || known.challenge === challenge);
    if (!isClient || !isHis || known.redirectUri !== sent.get("redirect_uri")) {
      return Response.json({ error: "bad_verification_code" });
    }
    const token = `gho_${crypto.randomUUID()}`;
    this.#tokens.set(token, known.account);
    return Response.json({ access_token: token, token_type: "bearer", scope: "read:user,user:email" });
  }
}
