/** A part of a guide: words, in which `code` stands between backticks, or code to copy. */
export type GuidePart = { text: string } | { code: string; language: string };

export type GuideTarget = { origin: string; writeKey: string };

const FENCE = /^```(\w*)/;

/** The parts of a guide's page below its heading, with the reader's address and write key where the page has stand-ins. */
export function parseGuide(markdown: string, target: GuideTarget): GuidePart[] {
  const parts: GuidePart[] = [];
  let code: { language: string; lines: string[] } | undefined;
  for (const line of fillIn(markdown, target).split("\n")) {
    const fence = FENCE.exec(line);
    if (code && fence) {
      parts.push({ code: code.lines.join("\n"), language: code.language });
      code = undefined;
    } else if (code) code.lines.push(line);
    else if (fence) code = { language: fence[1] ?? "", lines: [] };
    else if (line.trim() !== "" && !line.startsWith("# ")) parts.push({ text: line });
  }
  return parts;
}

/** The same stand-ins that the tests of the pages replace before they run a block. */
function fillIn(markdown: string, { origin, writeKey }: GuideTarget): string {
  return markdown.replaceAll("http://localhost:8787", () => origin).replaceAll("pk_…", () => writeKey);
}
