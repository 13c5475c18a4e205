import { setFlagsFromString } from "node:v8";
import { PGlite } from "@electric-sql/pglite";

type Protocol = Parameters<PGlite["execProtocolStream"]>;

/** Close of a statement that is not there, and Sync: all that messages need, and nothing is parsed. */
const NOTHING = toBytes("C\0\0\0\x06S\0S\0\0\0\x04");
/** The simple query `;`: it is parsed, and nothing comes of it. */
const EMPTY_QUERY = toBytes("Q\0\0\0\x06;\0");

/**
 * The engine, whose parser V8 leaves as its baseline compiler made it. The parser is one function of 105 KB (`raw_parser`) that jumps
 * between thousands of places. It becomes hot within a hundred statements, and V8's optimising compiler (13.6) takes 600 MB and more
 * than a second for it, in which a server that then needs 240 takes 780. Two more of 100 KB (`outNode`, `nodeRead`) take 86 and 34 MB
 * some seconds later, when partitions have been made, and are not what a server waits for. A function that is compiled while no
 * function may be optimised stays so; V8 compiles each when it is first called, so that the first call of all decides.
 */
export class PlainlyParsingPglite extends PGlite {
  #hasParsed = false;

  override async execProtocolStream(...[message, options]: Protocol) {
    if (!this.#hasParsed) await this.#parsePlainly();
    return super.execProtocolStream(message, options);
  }

  /** The engine runs a statement without yielding, so nothing else is compiled meanwhile but what another thread runs. */
  async #parsePlainly(): Promise<void> {
    this.#hasParsed = true;
    // What reads and writes messages works on all that is ever stored, and must be optimised.
    await super.execProtocolStream(NOTHING, { syncToFs: false });
    // Only the function of this number may be optimised: an imported one, which has no code.
    setFlagsFromString("--wasm-tier-up-filter=0");
    const parsed = super.execProtocolStream(EMPTY_QUERY, { syncToFs: false });
    // as: the engine has what its types leave out.
    writeAndReadNode(this.Module as NodeTexts);
    setFlagsFromString("--wasm-tier-up-filter=-1");
    await parsed;
  }
}

/** Functions of the engine that extensions may call; its types leave them out. Places in its memory are numbers. */
type NodeTexts = { _nodeToString?: (node: number) => number; _stringToNode?: (text: number) => number };

/**
 * The text of no node, and no node of that text: it goes through `outNode` and `nodeRead`, the functions that write and read the trees of
 * defaults, checks and policies.
 */
function writeAndReadNode(engine: NodeTexts): void {
  const text = engine._nodeToString?.(0);
  if (text !== undefined) engine._stringToNode?.(text);
}

/** Messages of Postgres' protocol. */
function toBytes(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
