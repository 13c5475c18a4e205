import { defineConfig } from "vitepress";
import { linkFolders } from "./link-folders.ts";
import { sidebar } from "./sidebar.ts";
import { writeLlmsText } from "./write-llms-text.ts";

/**
 * The pages of the repository as a site: they stay where they are, so that a link that works in an editor works here.
 * A README is the index of its folder.
 */
export default defineConfig({
  title: "Rapport",
  description: "Embeddable marketing SDK with an ingestion API of your own: one live profile per person.",
  srcDir: "..",
  srcExclude: [
    "**/node_modules/**",
    ".cache/**",
    ".turbo/**",
    ".changeset/**",
    "packages/*/dist/**",
    "packages/*/src/**",
  ],
  outDir: "../.cache/docs-site",
  cacheDir: "../.cache/vitepress",
  rewrites: { "README.md": "index.md", ":folder(.*)/README.md": ":folder/index.md" },
  cleanUrls: true,
  lastUpdated: false,
  // Links to files of the repository that are no pages.
  ignoreDeadLinks: [/\.(ts|tsx|mjs|json|sh|py|yml)$/, /\/LICENSE$/, /^https?:\/\/localhost/],
  markdown: { config: (markdown) => linkFolders(markdown) },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guide", link: "/docs/guide/" },
      { text: "HTTP API", link: "/docs/reference/http/events" },
      { text: "Benchmarks", link: "/docs/benchmarks" },
    ],
    sidebar: sidebar(),
  },
  buildEnd: writeLlmsText,
});
