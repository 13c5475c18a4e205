/** JSON from the standard input, which Node, Bun and Deno all offer under `process`. */
export async function readInput() {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}
