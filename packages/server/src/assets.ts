import { fileURLToPath } from "node:url";

/** Files that the server hands out or starts from. */
export type Assets = {
  consoleDir: string;
  storefrontDir: string;
  browserSdkDir: string;
  migrationsDir: string;
  templateDir: string;
};

/** Where they lie: in the bundle beside it, in a checkout in the packages that make them. */
export function findAssets(): Assets {
  const bundled = !import.meta.url.endsWith(".ts");
  const at = (inBundle: string, inCheckout: string) =>
    fileURLToPath(new URL(bundled ? inBundle : inCheckout, import.meta.url));
  return {
    consoleDir: at("./console", "../../console/dist"),
    storefrontDir: at("./storefront", "../../../examples/storefront"),
    browserSdkDir: at("./browser", "../../sdk-browser/dist"),
    migrationsDir: at("./migrations", "../../store/migrations"),
    templateDir: at("./pglite-template", "../dist/pglite-template"),
  };
}
