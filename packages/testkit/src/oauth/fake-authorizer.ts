import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Why the token endpoint says no. */
type Failure = "unavailable" | "revoked";

export type FakeAuthorizer = Awaited<ReturnType<typeof openFakeAuthorizer>>;

/** An OAuth 2 provider on a port of this machine: consent at once, codes bound to their challenge, tokens of an hour. */
export async function openFakeAuthorizer() {
  const book = new GrantBook();
  const server = createServer(async (incoming, response) => {
    const { status, body } = book.answer(new URLSearchParams(await text(incoming)));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  const host = `127.0.0.1:${port}`;
  return {
    host,
    requests: book.requests,
    issued: book.issued,
    provider: {
      authorizeUrl: `http://${host}/authorize`,
      tokenUrl: `http://${host}/token`,
      scopes: ["ads"],
      extra: { access_type: "offline" },
      refresh: "token",
    } as const,
    /** What a person does at the provider: says yes, and is sent back with this. */
    consent: (url: string) => book.consent(new URL(url).searchParams),
    fail: (how: Failure) => {
      book.failure = how;
    },
    reset: () => book.reset(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Codes and tokens of one client. */
class GrantBook {
  readonly requests: URLSearchParams[] = [];
  readonly issued: string[] = [];
  failure: Failure | undefined;
  readonly #codes = new Map<string, { challenge: string; redirectUri: string }>();
  #count = 0;
  #refreshToken = "refresh-1";

  consent(asked: URLSearchParams): { code: string; state: string } {
    const code = `code-${crypto.randomUUID()}`;
    const [challenge, redirectUri] = [asked.get("code_challenge") ?? "", asked.get("redirect_uri") ?? ""];
    this.#codes.set(code, { challenge, redirectUri });
    return { code, state: asked.get("state") ?? "" };
  }

  answer(sent: URLSearchParams): { status: number; body: object } {
    this.requests.push(sent);
    if (this.failure === "unavailable") return { status: 503, body: {} };
    if (this.failure === undefined && this.#isGranted(sent)) return { status: 200, body: this.#grant() };
    // Some providers repeat in their words what was sent.
    return { status: 400, body: { error: "invalid_grant", error_description: `said with ${this.#refreshToken}` } };
  }

  reset(): void {
    this.failure = undefined;
    this.#count = 0;
    this.#refreshToken = `refresh-${crypto.randomUUID()}`;
    this.issued.length = 0;
  }

  #isGranted(sent: URLSearchParams): boolean {
    if (sent.get("client_id") !== "client" || sent.get("client_secret") !== "client secret") return false;
    if (sent.get("grant_type") === "refresh_token") return sent.get("refresh_token") === this.#refreshToken;
    const code = sent.get("code") ?? "";
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = sent.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    return known?.challenge === challenge && known.redirectUri === sent.get("redirect_uri");
  }

  #grant(): object {
    const accessToken = `access-${++this.#count}`;
    this.issued.push(accessToken, this.#refreshToken);
    return { access_token: accessToken, refresh_token: this.#refreshToken, expires_in: 3_600, token_type: "Bearer" };
  }
}
