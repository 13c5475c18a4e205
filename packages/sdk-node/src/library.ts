/** Name and version that every message carries in `context.library`; a test holds them to package.json. */
export const LIBRARY = { name: "@rapport/node", version: "0.1.0" } as const;
