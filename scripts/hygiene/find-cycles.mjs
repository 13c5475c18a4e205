import { posix } from "node:path";

/**
 * Files that lie on an import cycle (Tarjan's strongly connected components, linear in files and imports).
 * Only relative imports count: across packages the import table leaves no way back.
 * @param importsOf map of file -> import specifiers as written
 */
export function findCycles(importsOf) {
  const state = { index: new Map(), low: new Map(), stack: [], onStack: new Set(), cycles: [] };
  for (const file of importsOf.keys()) if (!state.index.has(file)) connect(file, importsOf, state);
  return state.cycles;
}

function connect(file, importsOf, state) {
  state.index.set(file, state.index.size);
  state.low.set(file, state.index.get(file));
  state.stack.push(file);
  state.onStack.add(file);
  for (const target of targetsOf(file, importsOf)) {
    if (!state.index.has(target)) connect(target, importsOf, state);
    if (state.onStack.has(target)) state.low.set(file, Math.min(state.low.get(file), state.low.get(target)));
  }
  if (state.low.get(file) === state.index.get(file)) popComponent(file, importsOf, state);
}

function popComponent(root, importsOf, state) {
  const members = [];
  let member;
  do {
    member = state.stack.pop();
    state.onStack.delete(member);
    members.push(member);
  } while (member !== root);
  if (members.length > 1 || targetsOf(root, importsOf).includes(root)) state.cycles.push(members.sort());
}

function targetsOf(file, importsOf) {
  return (importsOf.get(file) ?? [])
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(file), specifier))
    .filter((target) => importsOf.has(target));
}
