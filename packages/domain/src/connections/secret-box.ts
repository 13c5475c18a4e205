import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";

/** Encrypts what only this deployment may read. */
export type SecretBox = {
  /** @param place what it belongs to: it opens there only */
  seal: (text: string, place: string) => string;
  /** @throws RapportError internal where the key is another one, or the text was changed or moved */
  open: (sealed: string, place: string) => string;
  /** The same under the newest key; undefined where it is already. The text itself is not decrypted for it. */
  rewrap: (sealed: string) => string | undefined;
};

const VERSION = "1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Envelope encryption: every text has a data key of its own (AES-256-GCM), which is encrypted by the deployment's key. A new
 * secret stands first; texts under earlier ones are opened still, and `rewrap` moves them over without touching what they hold.
 * The place is authenticated with the text, so a row that is copied to another project does not open there.
 * @param secrets the deployment's secret and those before it, of 32 characters or more
 */
export function createSecretBox(secrets: readonly [string, ...string[]]): SecretBox {
  const keys = new Map(secrets.map((secret) => toKey(secret)));
  const [newest = ""] = keys.keys();
  const unwrap = (sealed: string) => {
    const [version, keyId = "", wrapped = "", body = ""] = sealed.split(".");
    const key = keys.get(keyId);
    if (version !== VERSION || !key) throw unreadable("its key is not among RAPPORT_SECRET and RAPPORT_SECRET_BEFORE");
    return { keyId, dataKey: decrypt(key, fromText(wrapped), keyId), body };
  };
  const wrap = (dataKey: Buffer, body: string) => {
    const key = keys.get(newest);
    if (!key) throw unreadable("there is no key");
    return [VERSION, newest, toText(encrypt(key, dataKey, newest)), body].join(".");
  };
  return {
    seal: (text, place) => {
      const dataKey = randomBytes(KEY_BYTES);
      return wrap(dataKey, toText(encrypt(dataKey, Buffer.from(text, "utf8"), place)));
    },
    open: (sealed, place) => {
      const { dataKey, body } = unwrap(sealed);
      return decrypt(dataKey, fromText(body), place).toString("utf8");
    },
    rewrap: (sealed) => {
      const { keyId, dataKey, body } = unwrap(sealed);
      return keyId === newest ? undefined : wrap(dataKey, body);
    },
  };
}

/** A key and its id, which says nothing of it. */
function toKey(secret: string): [string, Buffer] {
  if (secret.length < 32) throw new RapportError("invalid_parameter", "RAPPORT_SECRET must have 32 characters or more");
  const key = Buffer.from(hkdfSync("sha256", secret, "rapport", "connections", KEY_BYTES));
  return [createHash("sha256").update(key).digest("hex").slice(0, 12), key];
}

function encrypt(key: Buffer, plain: Buffer, place: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place, "utf8"));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, place: string): Buffer {
  const bodyAt = IV_BYTES + TAG_BYTES;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place, "utf8")).setAuthTag(sealed.subarray(IV_BYTES, bodyAt));
    return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
  } catch (cause) {
    throw unreadable("it was changed, or belongs to another row", cause);
  }
}

function unreadable(why: string, cause?: unknown): RapportError {
  return new RapportError("internal", `A stored secret cannot be read: ${why}`, { cause });
}

const toText = (bytes: Buffer) => bytes.toString("base64url");
const fromText = (text: string) => Buffer.from(text, "base64url");
