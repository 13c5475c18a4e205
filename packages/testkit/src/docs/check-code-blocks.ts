import { checkScriptBlocks, checkScriptSyntax } from "./check-script-blocks.ts";
import { checkShellBlock } from "./check-shell-block.ts";
import type { BlockProblem, CodeBlock } from "./read-code-blocks.ts";

/**
 * Checks each block by its language: `ts` is type-checked, `js` is parsed and its imports resolved, `html` has its
 * inline scripts parsed, `json` is parsed, `bash` may only use commands and npm scripts that exist. Others pass.
 */
export function checkCodeBlocks(root: string, blocks: readonly CodeBlock[]): BlockProblem[] {
  const scripts = blocks.filter(({ language }) => ["ts", "tsx", "js"].includes(language));
  return [...checkScriptBlocks(root, scripts), ...blocks.flatMap((block) => checkBlock(root, block))];
}

function checkBlock(root: string, block: CodeBlock): BlockProblem[] {
  switch (block.language) {
    case "json":
      return checkJson(block);
    case "html":
      return checkHtml(block);
    case "bash":
    case "sh":
      return checkShellBlock(root, block);
    default:
      return [];
  }
}

function checkJson({ file, line, code }: CodeBlock): BlockProblem[] {
  try {
    JSON.parse(code);
    return [];
  } catch (error) {
    return [{ file, line, message: error instanceof Error ? error.message : String(error) }];
  }
}

function checkHtml({ file, line, code }: CodeBlock): BlockProblem[] {
  const opened = code.match(/<script\b/gi)?.length ?? 0;
  const closed = code.match(/<\/script\s*>/gi)?.length ?? 0;
  if (opened !== closed) return [{ file, line, message: "a <script> is not closed" }];
  return [...code.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)].flatMap(
    ([, attributes = "", script = ""]) => {
      if (/type\s*=\s*["']?application\/(ld\+)?json/i.test(attributes))
        return checkJson({ ...BARE, file, line, code: script });
      return checkScriptSyntax(script).map((message) => ({ file, line, message }));
    },
  );
}

const BARE = { language: "json", runnable: false };
