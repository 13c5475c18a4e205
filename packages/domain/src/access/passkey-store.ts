import type { AuthContext, BetterAuthPluginDBSchema } from "better-auth";

/** The table as the sign-in library has to know it. */
export const PASSKEY_SCHEMA = {
  passkey: {
    fields: {
      userId: { type: "string", required: true, references: { model: "user", field: "id" } },
      name: { type: "string", required: true },
      credentialId: { type: "string", required: true, unique: true },
      publicKey: { type: "string", required: true },
      counter: { type: "number", required: true },
      transports: { type: "string", required: true },
      createdAt: { type: "date", required: true },
      lastUsedAt: { type: "date", required: false },
    },
  },
} satisfies BetterAuthPluginDBSchema;

/** A passkey as it is stored. */
export type Passkey = {
  id: string;
  userId: string;
  name: string;
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

type NewPasskey = {
  userId: string;
  name: string;
  id: string;
  publicKey: Uint8Array;
  counter: number;
  transports?: string[] | undefined;
};

const MODEL = "passkey";

/** Passkeys in the tables of sign-in; every read and change of a member's own names the member. */
export function passkeyStore(adapter: AuthContext["adapter"]) {
  return {
    /** A member's passkeys as they may see them. */
    async list(userId: string) {
      const rows = await adapter.findMany<Passkey>({ model: MODEL, where: [{ field: "userId", value: userId }] });
      return rows.map(({ id, name, credentialId, createdAt, lastUsedAt }) => ({
        ...{ id, name, credentialId, createdAt, lastUsedAt },
      }));
    },
    async find(credentialId: string): Promise<Passkey | undefined> {
      const where = [{ field: "credentialId", value: credentialId }];
      return (await adapter.findOne<Passkey>({ model: MODEL, where })) ?? undefined;
    },
    async add({ id, publicKey, transports = [], ...rest }: NewPasskey): Promise<void> {
      const data = {
        ...rest,
        credentialId: id,
        publicKey: Buffer.from(publicKey).toString("base64url"),
        transports: transports.join(","),
        createdAt: new Date(),
      };
      await adapter.create({ model: MODEL, data });
    },
    async use(id: string, counter: number): Promise<void> {
      const update = { counter, lastUsedAt: new Date() };
      await adapter.update({ model: MODEL, where: [{ field: "id", value: id }], update });
    },
    async remove(userId: string, id: string): Promise<void> {
      const where = [
        { field: "id", value: id },
        { field: "userId", value: userId },
      ];
      await adapter.deleteMany({ model: MODEL, where });
    },
  };
}
