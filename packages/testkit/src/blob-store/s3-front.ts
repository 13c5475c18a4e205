import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { SignedAccount } from "./check-signature.ts";
import { checkSignature } from "./check-signature.ts";

/**
 * The part of S3's REST protocol that the adapter uses, on a free port of this machine, with the bucket `blobs` in memory:
 * signature version 4, objects, list v2 (pages of ten), uploads in parts. Checked beside a real server by running the same
 * suite against both (`S3_TEST_URL`).
 */
export async function openS3Front(account: SignedAccount) {
  const bucket = new Bucket();
  const faults = { left: 0, status: 500 };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body = "", headers = {} }) => send(response, status, body, headers),
      (error: unknown) => send(response, 500, problem("InternalError", String(error)), {}),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // as: a server that listens on a host and port has an address of this form
  const { port } = server.address() as AddressInfo;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const body = await buffer(request);
    if (faults.left > 0) {
      faults.left--;
      return { status: faults.status, body: problem("SlowDown", "Please reduce your request rate") };
    }
    const refused = checkSignature(request, body, account);
    if (refused) return { status: refused === "AuthorizationHeaderMalformed" ? 400 : 403, body: problem(refused, "") };
    const url = new URL(request.url ?? "/", "http://front");
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    if (name !== "blobs") return { status: 404, body: problem("NoSuchBucket", "The bucket is not there") };
    return bucket.answer({ method: request.method ?? "", key: rest.join("/"), query: url.searchParams, body });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    /** The next requests are answered with a status. */
    fail: ({ times, status }: { times: number; status: number }) => Object.assign(faults, { left: times, status }),
    /** The next upload in parts ends in a 200 that says that it failed. */
    failCompletion: () => bucket.failCompletion(),
    openUploads: () => bucket.openUploads,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

type Call = { method: string; key: string; query: URLSearchParams; body: Buffer };
type Answer = { status: number; body?: string | Buffer; headers?: Record<string, string> };
type Upload = { key: string; parts: Map<number, Buffer> };

/** One bucket in memory. */
class Bucket {
  readonly #objects = new Map<string, Buffer>();
  readonly #uploads = new Map<string, Upload>();
  #failsCompletion = false;

  get openUploads(): number {
    return this.#uploads.size;
  }

  failCompletion(): void {
    this.#failsCompletion = true;
  }

  answer(call: Call): Answer {
    const isUpload = call.query.has("uploads") || call.query.has("uploadId");
    return isUpload ? this.#answerUpload(call) : this.#answerObject(call);
  }

  #answerObject({ method, key, query, body }: Call): Answer {
    if (key === "") return { status: 200, body: listObjects(this.#objects, query) };
    if (method === "PUT") this.#objects.set(key, body);
    if (method === "DELETE") this.#objects.delete(key);
    if (method !== "GET") return { status: method === "DELETE" ? 204 : 200, headers: { etag: etagOf(body) } };
    const object = this.#objects.get(key);
    return object ? { status: 200, body: object } : { status: 404, body: problem("NoSuchKey", "There is no such key") };
  }

  #answerUpload({ method, key, query, body }: Call): Answer {
    const id = query.get("uploadId") ?? randomUUID();
    if (query.has("uploads")) this.#uploads.set(id, { key, parts: new Map() });
    const upload = this.#uploads.get(id);
    if (upload?.key !== key) return { status: 404, body: problem("NoSuchUpload", "There is no such upload") };
    if (query.has("uploads")) return { status: 200, body: `<Result><UploadId>${id}</UploadId></Result>` };
    if (method === "PUT") {
      upload.parts.set(Number(query.get("partNumber")), body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    if (method === "POST" && this.#failsCompletion) {
      this.#failsCompletion = false;
      return { status: 200, body: problem("InternalError", "The parts could not be put together") };
    }
    this.#uploads.delete(id);
    return method === "DELETE" ? { status: 204 } : this.#complete(upload, body.toString());
  }

  #complete({ key, parts }: Upload, list: string): Answer {
    const named = [...list.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
    const bodies = named.map(([, number, etag]) => {
      const part = parts.get(Number(number));
      return part && etagOf(part) === etag ? part : undefined;
    });
    const isSmall = bodies.slice(0, -1).some((part) => part && part.length < 5 * 1024 * 1024);
    if (isSmall || bodies.length === 0) return { status: 400, body: problem("EntityTooSmall", "A part is too small") };
    if (bodies.includes(undefined)) return { status: 400, body: problem("InvalidPart", "A part is not there") };
    const whole = Buffer.concat(bodies.filter((part) => part !== undefined));
    this.#objects.set(key, whole);
    return { status: 200, body: `<Result><ETag>${etagOf(whole)}</ETag></Result>` };
  }
}

const PAGE = 10;

function listObjects(objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): string {
  const after = query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after).sort();
  const page = keys.slice(0, PAGE);
  const entries = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`);
  const next = keys.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  return `<ListBucketResult>${entries.join("")}${next}</ListBucketResult>`;
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function problem(code: string, message: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function send(response: ServerResponse, status: number, body: string | Buffer, headers: Record<string, string>): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
