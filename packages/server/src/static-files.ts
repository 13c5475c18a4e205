import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file on its way out: its bytes in an encoding that the reader takes, and what tells this content from another. */
export type StaticFile = { body: Bytes; encoding: "br" | "gzip" | undefined; etag: string };

/** Finds a file below a folder; undefined for whatever cannot be one: absent, unreadable, outside, not even a name. */
export type ReadStaticFile = (dir: string, path: string, acceptEncoding: string) => Promise<StaticFile | undefined>;

type Kept = { changedMs: number; etag: string; plain: Bytes; br: Bytes | undefined; gzip: Bytes | undefined };

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Above it the best compression would let the first reader wait: 360 kB take 1.7 s at quality 11 and 20 ms at 5. */
const QUICK_BYTES = 64_000;
/** Fonts and pictures are compressed already; below this a header is longer than what is gained. */
const COMPRESSIBLE = /\.(js|css|html|json|svg|webmanifest)$/;
const LEAST_BYTES = 512;

/**
 * Reads files of fixed folders, each compressed once and kept until it changes on the disk: a page pays for every byte, and
 * compressing for each reader would cost more than the rest of the answer. Holds no more than the folders do.
 */
export function createStaticFiles(): ReadStaticFile {
  const kept = new Map<string, Kept>();
  return async (dir, path, acceptEncoding) => {
    try {
      const full = normalize(join(dir, decodeURIComponent(path)));
      if (!full.startsWith(dir + sep)) return undefined;
      const { mtimeMs } = await stat(full);
      let file = kept.get(full);
      if (file?.changedMs !== mtimeMs) {
        file = await load(full, mtimeMs);
        kept.set(full, file);
      }
      return choose(file, acceptEncoding);
    } catch {
      return undefined;
    }
  };
}

async function load(path: string, changedMs: number): Promise<Kept> {
  const plain = new Uint8Array(await readFile(path));
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  if (plain.length < LEAST_BYTES || !COMPRESSIBLE.test(path))
    return { changedMs, etag, plain, br: undefined, gzip: undefined };
  const quality = plain.length > QUICK_BYTES ? 5 : constants.BROTLI_MAX_QUALITY;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const [br, zipped] = await Promise.all([compressBrotli(plain, { params }), compressGzip(plain, { level: 9 })]);
  return { changedMs, etag, plain, br: new Uint8Array(br), gzip: new Uint8Array(zipped) };
}

function choose({ etag, plain, br, gzip }: Kept, acceptEncoding: string): StaticFile {
  const accepts = (encoding: string) =>
    acceptEncoding.split(",").some((part) => {
      const [name = "", weight = ""] = part.toLowerCase().split(";");
      return name.trim() === encoding && !/^\s*q=0(\.0*)?\s*$/.test(weight);
    });
  if (br && accepts("br")) return { body: br, encoding: "br", etag };
  if (gzip && accepts("gzip")) return { body: gzip, encoding: "gzip", etag };
  return { body: plain, encoding: undefined, etag };
}
