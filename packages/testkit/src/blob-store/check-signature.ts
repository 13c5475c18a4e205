import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

export type SignedAccount = { region: string; keyId: string; keySecret: string };

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)$/;

/**
 * What a server says against a request that is not signed by AWS signature version 4 for this account; undefined when all is
 * well. Written from the published description, apart from the client that it checks.
 */
export function checkSignature(request: IncomingMessage, body: Buffer, account: SignedAccount): string | undefined {
  const [, keyId, day = "", region, names = "", signature] = FORM.exec(request.headers.authorization ?? "") ?? [];
  if (keyId !== account.keyId) return "InvalidAccessKeyId";
  if (region !== account.region) return "AuthorizationHeaderMalformed";
  const sent = String(request.headers["x-amz-content-sha256"]);
  if (sent !== "UNSIGNED-PAYLOAD" && sent !== hash(body)) return "XAmzContentSHA256Mismatch";
  const canonical = canonicalRequest(request, names, sent);
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(
    (secret, part) =>
      createHmac("sha256", secret)
        .update(part ?? "")
        .digest(),
    `AWS4${account.keySecret}`,
  );
  const expected = createHmac("sha256", key).update(text).digest("hex");
  return expected === signature ? undefined : "SignatureDoesNotMatch";
}

function canonicalRequest(request: IncomingMessage, names: string, payload: string): string {
  const url = new URL(request.url ?? "/", "http://front");
  const path = url.pathname
    .split("/")
    .map((part) => encode(decodeURIComponent(part)))
    .join("/");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  return [request.method, path, query, headers.join(""), names, payload].join("\n");
}

/** RFC 3986: all but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hash(value: Buffer | string): string {
  return createHash("sha256").update(value).digest("hex");
}
