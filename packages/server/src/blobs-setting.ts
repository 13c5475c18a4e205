import { RapportError } from "@rapport/contracts/errors";

/** Which engine keeps blobs, and where. */
export type BlobsSetting =
  | { engine: "folder"; dir: string | undefined }
  | {
      engine: "s3";
      bucket: string;
      prefix: string;
      region: string;
      endpoint: string | undefined;
      keyId: string;
      keySecret: string;
    };

const KNOWN = "folder, an absolute path, or s3://bucket/prefix?region=…&endpoint=https://…";
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^([A-Za-z0-9_=-][A-Za-z0-9._=-]*\/)*$/;

/** Reads `RAPPORT_BLOBS` and what belongs to it. @throws RapportError invalid_parameter naming the variable to set */
export function parseBlobsSetting(
  text: string,
  account: { keyId: string | undefined; keySecret: string | undefined },
): BlobsSetting {
  if (text === "folder") return { engine: "folder", dir: undefined };
  if (text.startsWith("/")) return { engine: "folder", dir: text };
  const url = URL.parse(text);
  if (url?.protocol !== "s3:") throw settingError("RAPPORT_BLOBS", `must be ${KNOWN}`);
  const { keyId, keySecret } = account;
  if (keyId === undefined) throw settingError("RAPPORT_BLOBS_KEY_ID", "must hold the access key id of the bucket");
  if (keySecret === undefined) throw settingError("RAPPORT_BLOBS_KEY_SECRET", "must hold the secret of the access key");
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  const where = { bucket: url.hostname, prefix: prefix === "" ? "" : `${prefix}/` };
  if (!BUCKET.test(where.bucket)) throw settingError("RAPPORT_BLOBS", "must name a bucket: s3://bucket");
  if (!PREFIX.test(where.prefix))
    throw settingError("RAPPORT_BLOBS", "has a prefix with other than a-z A-Z 0-9 . _ = - /");
  return { engine: "s3", ...where, region: readRegion(url), endpoint: readEndpoint(url), keyId, keySecret };
}

function readRegion(url: URL): string {
  return url.searchParams.get("region") ?? "us-east-1";
}

function readEndpoint(url: URL): string | undefined {
  const text = url.searchParams.get("endpoint");
  if (text === null) return undefined;
  const endpoint = URL.parse(text);
  if (endpoint && /^https?:$/.test(endpoint.protocol))
    return `${endpoint.origin}${endpoint.pathname.replace(/\/$/, "")}`;
  throw settingError("RAPPORT_BLOBS", "has an endpoint that is no http:// or https:// address");
}

function settingError(name: string, message: string): RapportError {
  return new RapportError("invalid_parameter", `The environment is not valid. ${name}: ${message}`, {
    fields: [{ pointer: name, message }],
  });
}
