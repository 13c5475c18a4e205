// The words are put together here so that this file does not find itself.
const MARKERS = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`);
const SUPPRESSIONS = new RegExp(
  ["biome-" + "ignore", "@ts-" + "ignore", "@ts-" + "nocheck", "eslint-" + "disable", "jscpd:" + "ignore"].join("|"),
);
// In a test this line asserts that the compiler refuses the next one; in a source it silences the compiler.
const EXPECTED_ERROR = "@ts-" + "expect-error";
const MACHINE_PATHS = [/(?<![\w.$}~-])\/(?:home|Users|root|work)\/[\w.-]+/, /\b[A-Z]:\\Users\\/];

const TEXT_FILE =
  /\.(?:[cm]?[jt]sx?|json|jsonc|md|ya?ml|sh|html|css|sql|toml|txt)$|(?:^|\/)(?:run|Dockerfile|LICENSE|\.[a-z]+)$/;

/** True for files that the text measures read. */
export function isTextFile(file) {
  return TEXT_FILE.test(file);
}

/** Lines (from 1) with a leftover marker, a suppressed check, or a path of somebody's machine. */
export function measureText(text, isTest) {
  const found = { markers: [], suppressions: [], machinePaths: [] };
  text.split("\n").forEach((line, index) => {
    if (MARKERS.test(line)) found.markers.push(index + 1);
    if (SUPPRESSIONS.test(line) || (!isTest && line.includes(EXPECTED_ERROR))) found.suppressions.push(index + 1);
    if (MACHINE_PATHS.some((pattern) => pattern.test(line))) found.machinePaths.push(index + 1);
  });
  return found;
}

/** `resolved` entries of a lockfile that name a host: they would pin every install to that one registry. */
export function findRegistryHosts(lockfile) {
  return Object.entries(lockfile.packages ?? {})
    .filter(([, entry]) => /^https?:/.test(entry.resolved ?? ""))
    .map(([path]) => path);
}
