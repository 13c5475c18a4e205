// Draws each product from its kind, material and category, so that the shop needs no photographs.
// The kind is the product's first tag; the material is the first tag that MATERIALS knows.

const SVG = "http://www.w3.org/2000/svg";

/** Main, shade and highlight colour of what a thing is made of. */
const MATERIALS = {
  copper: ["#b8694a", "#8a4931", "#e5a688"],
  brass: ["#c29b52", "#8f6f31", "#ecd699"],
  "cast iron": ["#4b5154", "#303537", "#7e878b"],
  "carbon steel": ["#5d6568", "#3c4346", "#939c9f"],
  steel: ["#98a5ab", "#687880", "#d8e0e3"],
  galvanised: ["#9fb0b3", "#708387", "#dbe5e6"],
  tin: ["#8d9a8d", "#647064", "#cfd8cc"],
  enamel: ["#e9ece6", "#4d6a86", "#fbfcf9"],
  porcelain: ["#f0ede6", "#b9b2a5", "#ffffff"],
  ceramic: ["#e6dccb", "#b3a48b", "#f8f2e7"],
  stoneware: ["#cdc3b1", "#998c77", "#eae3d5"],
  terracotta: ["#c47a58", "#96543a", "#e5ad91"],
  glass: ["#a9bdb4", "#78908a", "#dbe7e1"],
  walnut: ["#7d573d", "#573a27", "#a98262"],
  oak: ["#b98f5f", "#8a6740", "#e4c699"],
  wood: ["#bf9768", "#8f6c43", "#e5cba4"],
  beech: ["#d0ac7e", "#9d7a4f", "#ecd5b3"],
  cedar: ["#b56d4a", "#84492d", "#dfa585"],
  wool: ["#8d9985", "#667260", "#c3ccbb"],
  cotton: ["#dcd3c0", "#ab9f87", "#f4efe4"],
  linen: ["#c9b999", "#978664", "#e9dfc9"],
  velvet: ["#7c5266", "#573648", "#ae8498"],
  canvas: ["#7a8160", "#555c40", "#aab18f"],
  waterproof: ["#7c8a5f", "#566240", "#b4bf97"],
  beeswax: ["#dfb655", "#ac852d", "#f4de9f"],
  paper: ["#ebe2cd", "#b7a888", "#fbf6ea"],
  indigo: ["#4a5f82", "#33445f", "#8a9cba"],
  moss: ["#6f7d55", "#4f5a3b", "#a5b18b"],
  rust: ["#a9603f", "#7c4229", "#dba184"],
  pine: ["#5b4a3d", "#3d3028", "#8f7b6b"],
  sepia: ["#6b4a35", "#452d1f", "#d8c4ab"],
  natural: ["#d6c8a8", "#a39370", "#eee4cd"],
  organic: ["#93a374", "#68774c", "#cbd5b2"],
  herbs: ["#93a374", "#68774c", "#cbd5b2"],
};

/** Wall, sun and table of the scene behind a product. */
const SCENES = {
  Kitchen: ["#f0e2d3", "#e6c9ae", "#dbb797"],
  "Coffee & Tea": ["#e9e0d6", "#d6c3ae", "#c4ab91"],
  Living: ["#e6e4de", "#cfcdc8", "#b9b5ae"],
  Garden: ["#e2e9db", "#c3d3b6", "#a8bd98"],
  Outdoors: ["#dde7e6", "#b8cfcd", "#97b5b3"],
  Stationery: ["#efe8d8", "#dfcfa9", "#cdb985"],
  Bath: ["#dfe8ec", "#bdd1da", "#9dbac6"],
  Play: ["#f0dfdc", "#e3bfb8", "#d0a29a"],
};

const WOOD = "#b48a5c";
const LEAF = "#6d8a5b";
const FLAME = "#f2c14e";

const box = (x, y, w, h, r = 0) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
const oval = (x, y, rx, ry = rx) => `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
const LEAVES =
  "M120 100Q92 78 98 42Q126 62 120 100ZM120 100Q124 62 156 50Q156 88 120 100ZM120 100Q84 98 74 68Q110 66 120 100Z";

// A shape is [paint, path] or, for a line, [paint, path, width]. Paints: m main, d shade, l highlight, w wood, g leaf, f flame.
const KINDS = {
  pan: [
    ["w", box(160, 126, 66, 10, 5)],
    ["m", "M50 122H166L158 170Q155 190 138 190H78Q61 190 58 170Z"],
    ["l", box(44, 114, 128, 11, 5)],
    ["d", box(156, 124, 12, 14, 3)],
  ],
  stockpot: [
    ["d", "M58 134H40M200 134H182", 9],
    ["m", box(58, 106, 124, 84, 16)],
    ["d", box(52, 98, 136, 11, 5)],
    ["l", "M64 98Q120 58 176 98Z"],
    ["d", oval(120, 72, 9)],
  ],
  knife: [
    ["l", "M30 132Q46 104 92 102H150V132Z"],
    ["m", "M30 132Q60 122 150 124V132Z"],
    ["w", box(152, 100, 68, 24, 10)],
    ["d", box(145, 99, 9, 34, 2)],
  ],
  board: [
    ["m", box(104, 34, 32, 60, 16)],
    ["m", box(62, 72, 116, 118, 14)],
    ["d", oval(120, 52, 7)],
    ["l", "M82 90V172M100 88V176M140 88V176M158 90V172", 2],
  ],
  bowl: [
    ["d", oval(120, 94, 42, 8)],
    ["l", "M70 100H170Q166 140 120 140Q74 140 70 100Z"],
    ["m", "M50 118H190Q184 190 120 190Q56 190 50 118Z"],
    ["l", box(46, 112, 148, 10, 5)],
    ["d", box(92, 184, 56, 8, 4)],
  ],
  plate: [
    ["d", oval(126, 132, 66)],
    ["m", oval(118, 124, 66)],
    ["l", oval(118, 124, 47)],
    ["m", oval(102, 110, 2.5)],
    ["m", oval(132, 138, 2)],
    ["m", oval(124, 100, 2)],
    ["m", oval(98, 138, 2)],
  ],
  kettle: [
    ["d", "M76 118Q78 56 120 56Q162 56 164 118", 9],
    ["d", "M168 146Q190 140 198 108L212 112Q208 160 172 174Z"],
    ["m", "M62 190Q48 112 120 106Q192 112 178 190Z"],
    ["l", "M82 170Q76 132 104 122", 6],
    ["l", "M92 108Q120 92 148 108Z"],
    ["w", oval(120, 92, 9)],
  ],
  teapot: [
    ["d", "M72 124Q118 44 164 124", 8],
    ["d", "M164 142Q188 134 196 108L210 112Q206 160 166 172Z"],
    ["m", oval(118, 148, 60, 43)],
    ["l", "M78 150Q80 128 100 120", 5],
    ["d", "M88 114Q118 96 148 114Z"],
    ["l", oval(118, 98, 8)],
  ],
  jar: [
    ["m", box(76, 90, 88, 100, 14)],
    ["d", box(72, 70, 96, 26, 8)],
    ["l", box(92, 120, 56, 44, 4)],
    ["d", "M102 136H138M102 148H126", 3],
  ],
  mug: [
    ["d", "M152 122Q192 118 190 148Q188 176 150 170", 11],
    ["m", "M70 104H162L156 176Q154 190 140 190H92Q78 190 76 176Z"],
    ["d", oval(116, 104, 46, 10)],
    ["l", "M84 126L88 168", 5],
  ],
  dripper: [
    ["l", "M92 164H148V178Q148 190 136 190H104Q92 190 92 178Z"],
    ["d", box(74, 152, 92, 11, 5)],
    ["m", "M62 80H178L142 154H98Z"],
    ["d", box(56, 72, 128, 11, 5)],
    ["l", "M88 92L108 146M120 92V146M152 92L132 146", 3],
  ],
  mill: [
    ["d", "M120 74V52H172", 6],
    ["w", oval(178, 52, 10)],
    ["m", box(92, 88, 56, 102, 12)],
    ["d", box(92, 134, 56, 10)],
    ["l", box(100, 72, 40, 18, 6)],
    ["l", "M104 104V124M104 154V176", 4],
  ],
  press: [
    ["d", "M158 104Q196 102 194 140Q192 168 158 166", 8],
    ["l", box(80, 86, 80, 104, 8)],
    ["d", box(86, 124, 68, 62, 6)],
    ["m", box(76, 76, 88, 14, 7)],
    ["m", "M120 78V48M82 112H158M82 184H158", 5],
    ["d", oval(120, 44, 8)],
  ],
  blanket: [
    ["d", box(54, 154, 132, 36, 17)],
    ["m", box(60, 124, 120, 38, 17)],
    ["l", box(66, 96, 108, 36, 17)],
    ["d", "M84 100V128M100 98V130M146 98V130", 3],
    ["m", "M76 166V188M92 166V188M108 166V188", 2],
  ],
  cushion: [
    ["m", "M56 82Q120 98 184 82Q172 134 184 190Q120 176 56 190Q68 134 56 82Z"],
    ["d", "M56 82Q120 98 184 82Q172 134 184 190Q120 176 56 190Q68 134 56 82Z", 3],
    ["l", "M88 96Q96 134 88 178M120 98V174M152 96Q144 134 152 178", 4],
  ],
  lamp: [
    ["f", oval(120, 118, 44, 12)],
    ["d", box(116, 112, 8, 72)],
    ["d", box(84, 180, 72, 10, 5)],
    ["m", "M86 48H154L180 118H60Z"],
    ["l", "M104 56L90 110M136 56L150 110", 3],
  ],
  candle: [
    ["m", box(60, 122, 34, 68, 6)],
    ["d", box(146, 138, 34, 52, 6)],
    ["l", box(98, 100, 44, 90, 7)],
    ["d", "M77 122V108M120 100V86M163 138V124", 3],
    [
      "f",
      "M120 54Q138 76 120 92Q102 76 120 54ZM77 82Q90 98 77 110Q64 98 77 82ZM163 98Q176 114 163 126Q150 114 163 98Z",
    ],
  ],
  vase: [
    ["g", "M118 96Q122 66 100 42M122 96Q124 64 142 34M120 96Q132 74 164 66", 4],
    ["l", oval(98, 38, 11)],
    ["l", oval(144, 32, 12)],
    ["l", oval(168, 64, 10)],
    ["m", "M106 88H134Q132 112 152 130Q174 158 150 190H90Q66 158 88 130Q108 112 106 88Z"],
    ["l", "M94 146Q86 162 96 178", 5],
  ],
  clock: [
    ["d", oval(124, 126, 70)],
    ["m", oval(120, 122, 70)],
    ["l", oval(120, 122, 56)],
    ["d", "M120 122V84M120 122L146 136", 5],
    ["d", "M120 72V78M120 166V172M70 122H76M164 122H170", 4],
    ["d", oval(120, 122, 5)],
  ],
  trowel: [
    ["w", box(108, 128, 24, 66, 12)],
    ["d", box(115, 104, 10, 34, 4)],
    ["m", "M96 48Q120 20 144 48V92Q120 122 96 92Z"],
    ["l", "M120 44V96", 4],
  ],
  shears: [
    ["w", "M122 118Q90 142 96 186M116 118Q150 142 144 186", 13],
    ["l", "M112 124Q116 70 158 46Q156 96 128 126Z"],
    ["m", "M126 124Q96 104 92 66Q112 84 132 118Z"],
    ["d", oval(120, 122, 8)],
  ],
  can: [
    ["d", "M84 110Q104 48 146 116", 8],
    ["d", "M146 172L196 108", 11],
    ["l", "M180 96L212 118", 12],
    ["m", "M66 108H154L160 178Q160 190 148 190H72Q60 190 60 178Z"],
    ["d", box(62, 102, 96, 11, 5)],
    ["l", "M78 128L74 172", 5],
  ],
  pot: [
    ["g", LEAVES],
    ["m", "M72 112H168L152 182Q150 190 142 190H98Q90 190 88 182Z"],
    ["d", box(62, 96, 116, 22, 6)],
    ["l", "M92 130L98 172", 5],
  ],
  seeds: [
    ["l", box(64, 66, 84, 122, 5)],
    ["m", box(84, 74, 84, 116, 5)],
    ["d", box(84, 74, 84, 20, 5)],
    ["g", "M126 172V136M126 160Q106 158 104 142Q124 142 126 160M126 152Q146 150 148 134Q128 134 126 152", 4],
    ["f", oval(126, 126, 12)],
  ],
  tent: [
    ["d", "M120 64V52", 5],
    ["d", "M30 190L120 66L210 190Z"],
    ["m", "M30 190L120 66L164 190Z"],
    ["l", "M120 66L142 190H98Z"],
    ["d", "M120 84L132 190H108Z"],
  ],
  lantern: [
    ["d", "M88 82Q120 20 152 82", 6],
    ["f", box(90, 90, 60, 78, 18)],
    ["l", oval(120, 128, 15, 24)],
    ["m", box(80, 76, 80, 20, 9)],
    ["m", box(80, 162, 80, 28, 9)],
    ["d", "M96 96V162M144 96V162", 4],
  ],
  flask: [
    ["m", box(88, 82, 64, 108, 18)],
    ["d", box(88, 92, 64, 8)],
    ["l", box(96, 44, 48, 40, 9)],
    ["d", box(88, 156, 64, 6)],
    ["l", "M102 112V148", 5],
  ],
  bag: [
    ["d", "M96 92Q96 46 120 46Q144 46 144 92", 8],
    ["m", box(62, 84, 116, 106, 22)],
    ["d", "M62 112Q62 84 90 84H150Q178 84 178 112V128Q120 150 62 128Z"],
    ["l", box(82, 152, 76, 30, 8)],
    ["w", "M94 112V156M146 112V156", 8],
  ],
  notebook: [
    ["l", box(76, 58, 106, 132, 6)],
    ["m", box(66, 52, 106, 132, 8)],
    ["d", "M74 52H86V184H74Q66 184 66 176V60Q66 52 74 52Z"],
    ["d", "M156 52V184", 4],
    ["l", box(100, 78, 42, 26, 3)],
  ],
  pen: [
    ["m", box(108, 70, 24, 78, 6)],
    ["d", box(108, 34, 24, 46, 9)],
    ["l", "M132 42V72", 4],
    ["l", "M110 148H130L120 194Z"],
    ["d", "M120 164V192", 2],
  ],
  cards: [
    ["d", box(50, 74, 116, 84, 4)],
    ["m", box(60, 88, 124, 92, 4)],
    ["l", box(72, 100, 100, 68, 2)],
    ["g", "M122 154V120M122 142Q108 140 106 128Q122 128 122 142M122 134Q136 132 138 120Q122 120 122 134", 3],
  ],
  towel: [
    ["w", box(40, 58, 160, 9, 4)],
    ["d", box(122, 58, 56, 106, 5)],
    ["m", box(64, 56, 84, 130, 5)],
    ["l", "M64 156H148M64 168H148", 5],
    ["l", "M82 72V142M106 72V142M130 72V142", 2],
  ],
  soap: [
    ["d", box(48, 168, 144, 22, 11)],
    ["m", box(62, 118, 116, 58, 22)],
    ["l", box(84, 134, 72, 26, 13)],
    ["l", oval(72, 96, 9)],
    ["l", oval(96, 78, 13)],
    ["l", oval(126, 92, 7)],
  ],
  brush: [
    ["m", box(132, 112, 92, 15, 7)],
    ["l", "M44 136V170M58 138V176M72 138V178M86 138V178M100 138V178M114 138V176M128 136V170", 7],
    ["m", box(32, 102, 112, 40, 20)],
    ["d", oval(88, 121, 40, 8)],
  ],
  puzzle: [
    [
      "m",
      "M64 84H100A20 20 0 1 1 136 84H172V120A20 20 0 1 0 172 156V190H136A20 20 0 1 0 100 190H64V156A20 20 0 1 1 64 120Z",
    ],
    ["d", "M84 108Q110 126 152 104M84 166Q118 148 150 172", 4],
  ],
  game: [
    ["d", box(134, 176, 74, 14, 6)],
    ["d", "M160 118H184Q184 154 198 178H146Q160 154 160 118Z"],
    ["d", oval(172, 106, 18)],
    ["l", box(46, 174, 102, 16, 7)],
    ["m", "M82 96H112Q114 146 136 176H58Q80 146 82 96Z"],
    ["l", box(74, 94, 46, 9, 4)],
    ["m", oval(97, 74, 24)],
  ],
};

/**
 * A picture of one product.
 * @param {{id: string, name: string, tags: string[], categories: string[]}} item
 * @param {{label?: string}} [options] give a label where the name does not stand beside the picture
 * @returns {SVGSVGElement}
 */
export function drawProduct(item, options = {}) {
  const [wall, sun, table] = SCENES[item.categories[0]] ?? SCENES.Living;
  const hash = hashText(item.id);
  const svg = element("svg", { viewBox: "0 0 240 240", class: "art", preserveAspectRatio: "xMidYMid slice" });
  if (options.label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", options.label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  svg.append(
    element("path", { d: box(0, 0, 240, 240), fill: wall }),
    element("path", { d: oval(78 + (hash % 90), 88 + ((hash >>> 8) % 24), 62 + ((hash >>> 16) % 18)), fill: sun }),
    element("path", { d: box(0, 184, 240, 56), fill: table }),
    element("path", { d: oval(120, 191, 78, 7), fill: "#00000022" }),
    drawKind(item, hash),
  );
  return svg;
}

function drawKind(item, hash) {
  const material = item.tags.find((tag) => tag in MATERIALS);
  const [m, d, l] = MATERIALS[material] ?? MATERIALS.stoneware;
  const paints = { m, d, l, w: WOOD, g: LEAF, f: FLAME };
  const group = element("g", hash & 1 ? { transform: "translate(240 0) scale(-1 1)" } : {});
  for (const [paint, d, width] of KINDS[item.tags[0]] ?? KINDS.jar) {
    const line = { fill: "none", stroke: paints[paint], "stroke-width": width, "stroke-linecap": "round" };
    group.append(element("path", { d, ...(width ? line : { fill: paints[paint] }) }));
  }
  return group;
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

// FNV-1a: the same product looks the same on every page and every visit.
function hashText(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
