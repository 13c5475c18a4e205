import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DefaultTheme } from "vitepress";

const ROOT = resolve(import.meta.dirname, "../..");
const CLIENTS = ["sdk-browser", "sdk-node", "sdk-python"];

/** Every page of the repository, guides first. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const packages = foldersWithReadme("packages");
  return [
    {
      text: "Guide",
      items: [
        { text: "Start", link: "/" },
        { text: "Overview", link: "/docs/guide/" },
        { text: "The first hour", link: "/docs/guide/first-hour" },
        { text: "A web page", link: "/docs/guide/web-page" },
        { text: "A back end", link: "/docs/guide/back-end" },
        { text: "Proving who a visitor is", link: "/docs/guide/user-tokens" },
        { text: "Erasing people", link: "/docs/guide/privacy" },
        { text: "Concepts", link: "/docs/guide/concepts" },
        { text: "Your own server", link: "/docs/guide/self-hosting" },
        ...pagesOf("docs"),
      ],
    },
    { text: "By framework", items: pagesOf("docs/guide/frameworks") },
    { text: "Clients", items: packages.filter((name) => CLIENTS.includes(name)).map(packageItem) },
    {
      text: "Reference",
      items: [...pagesOf("docs/reference"), { text: "HTTP API", link: "/docs/reference/http/events" }],
    },
    { text: "Examples", collapsed: true, items: foldersWithReadme("examples").map((name) => item(`examples/${name}`)) },
    {
      text: "Packages",
      collapsed: true,
      items: packages.filter((name) => !CLIENTS.includes(name)).map(packageItem),
    },
    { text: "Decisions", collapsed: true, items: pagesOf("docs/adr") },
  ];
}

/** The first heading of a page, without marks. */
export function titleOf(file: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(join(ROOT, file), "utf8"))?.[1] ?? file;
  return heading.replaceAll("`", "");
}

function pagesOf(folder: string): DefaultTheme.SidebarItem[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .toSorted()
    .map((name) => ({ text: titleOf(`${folder}/${name}`), link: `/${folder}/${name.slice(0, -3)}` }));
}

function foldersWithReadme(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(ROOT, folder, entry.name)).includes("README.md"))
    .map(({ name }) => name)
    .toSorted();
}

const packageItem = (name: string) => item(`packages/${name}`);
const item = (folder: string) => ({ text: titleOf(`${folder}/README.md`), link: `/${folder}/` });
