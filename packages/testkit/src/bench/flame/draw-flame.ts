import type { Frame } from "./fold-profile.ts";

const WIDTH = 1_200;
const ROW = 17;
const TOP = 44;
/** Mean width of a character at 11 px, and the space beside a name. */
const LETTER = 6.2;
const MARGIN = 6;
const COLOURS: Record<Frame["kind"], string> = { own: "#e8a33d", node: "#7fb069", engine: "#9aa5b1" };
const KINDS: Record<Frame["kind"], string> = {
  own: "the server and what is built into it",
  node: "Node",
  engine: "V8",
};

/** A flame graph (Gregg 2016), drawn downwards, as an SVG that needs no script: widths are processor time. */
export function drawFlame(root: Frame, title: string): string {
  const rects: string[] = [];
  let depthMax = 0;
  const draw = (frame: Frame, x: number, depth: number) => {
    depthMax = Math.max(depthMax, depth);
    rects.push(drawFrame(frame, x, depth, root.micros));
    let at = x;
    for (const child of frame.children) {
      draw(child, at, depth + 1);
      at += (child.micros / root.micros) * WIDTH;
    }
  };
  draw(root, 0, 0);
  const height = TOP + (depthMax + 1) * ROW + 8;
  const legend = Object.entries(KINDS).map(([kind, name], i) => {
    const colour = COLOURS[kind === "own" || kind === "node" ? kind : "engine"];
    return `<rect x="${8 + i * 260}" y="25" width="11" height="11" fill="${colour}"/><text x="${24 + i * 260}" y="35">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fffdf8"/>`,
    `<text x="8" y="16" font-size="13">${toXml(title)}</text>`,
    ...legend,
    ...rects,
    "</svg>\n",
  ].join("\n");
}

function drawFrame({ name, kind, micros }: Frame, x: number, depth: number, all: number): string {
  const width = (micros / all) * WIDTH;
  const y = TOP + depth * ROW;
  const share = `${name}: ${((micros / all) * 100).toFixed(1)} %`;
  const letters = Math.floor((width - MARGIN) / LETTER);
  const label =
    letters < 3 ? "" : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${toXml(share.slice(0, letters))}</text>`;
  const place = `x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.2, width - 0.5).toFixed(1)}" height="${ROW - 1}"`;
  return `<g><title>${toXml(share)}</title><rect ${place} fill="${COLOURS[kind]}"/>${label}</g>`;
}

function toXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
