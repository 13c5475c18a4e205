import { RapportError } from "@rapport/contracts/errors";
import { AwsClient } from "aws4fetch";
import { readTags } from "./s3-xml.ts";

export type S3Options = {
  bucket: string;
  /** Where keys begin inside the bucket: parts of a key with a `/` at its end, or empty. */
  prefix: string;
  region: string;
  /** Of a store that is not Amazon's, e.g. MinIO; addressed by path then. */
  endpoint?: string | undefined;
  keyId: string;
  keySecret: string;
};

export type S3Request = {
  method: "GET" | "PUT" | "POST" | "DELETE";
  /** Absent: the bucket itself. */
  key?: string;
  query?: Record<string, string>;
  body?: Uint8Array;
  /** True where a thing that is not there is an answer, not an error. */
  absent?: boolean;
};

/** Time until the answer begins; bodies may take longer. */
const ANSWER_MS = 60_000;
/** Repetitions after 5xx, 429 and broken connections, 50 ms · 2^n with full jitter. Every request of ours may be repeated. */
const RETRIES = 4;

/** Signs and sends requests; answers undefined for what is absent. @throws RapportError unavailable naming the status and code */
export function createS3Client(options: S3Options): (request: S3Request) => Promise<Response | undefined> {
  const { keyId: accessKeyId, keySecret: secretAccessKey, region, bucket, endpoint } = options;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: RETRIES });
  const base = endpoint ? `${endpoint}/${bucket}/` : `https://${bucket}.s3.${region}.amazonaws.com/`;
  return async ({ method, key = "", query = {}, body, absent = false }) => {
    const url = `${base}${key}?${new URLSearchParams(query)}`;
    const answering = new AbortController();
    const timer = setTimeout(() => answering.abort(new Error("No answer")), ANSWER_MS);
    try {
      // as: any bytes may be a body; the types of fetch want them on an own buffer
      const init = { method, signal: answering.signal, ...(body && { body: body as BodyInit }) };
      const answer = await client.fetch(url, init);
      if (answer.ok) return answer;
      const text = await answer.text();
      if (absent && answer.status === 404 && !text.includes("NoSuchBucket")) return undefined;
      throw refusal(answer.status, text);
    } catch (cause) {
      if (cause instanceof RapportError) throw cause;
      throw new RapportError("unavailable", `The blob store does not answer: ${String(cause)}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  };
}

function refusal(status: number, text: string): RapportError {
  const [code = "no code"] = readTags(text, "Code");
  const [message = ""] = readTags(text, "Message");
  return new RapportError("unavailable", `The blob store refuses (${status} ${code}): ${message.slice(0, 200)}`);
}
