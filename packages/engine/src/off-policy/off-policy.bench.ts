/**
 * Errors and coverage of the off-policy estimators in random worlds. Run with
 *   node packages/engine/src/off-policy/off-policy.bench.ts [worlds logs]
 */
import { createRandom } from "../random.ts";
import { judgePolicy } from "./judge-policy.ts";
import { createLoggedWorld } from "./simulate-log.ts";

const [worlds = 20, logs = 100] = process.argv.slice(2).map(Number);
const NAMES = ["ips", "snips", "dr"] as const;

for (const rounds of [2_000, 10_000]) {
  const squares = { ips: 0, snips: 0, dr: 0 };
  const held = { ips: 0, snips: 0, dr: 0 };
  for (let seed = 1; seed <= worlds; seed += 1) {
    const world = createLoggedWorld(createRandom(seed));
    for (let log = 0; log < logs; log += 1) {
      const estimates = judgePolicy(world.drawLog(rounds), world.target);
      for (const name of NAMES) {
        const { value, low, high } = estimates[name];
        squares[name] += (value - world.truth) ** 2 / (worlds * logs);
        held[name] += Number(low <= world.truth && world.truth <= high) / (worlds * logs);
      }
    }
  }
  const row = NAMES.map(
    (name) => `${name} ${Math.sqrt(squares[name]).toFixed(4)} (${(100 * held[name]).toFixed(1)} % held)`,
  );
  console.log(`${worlds} worlds, ${logs} logs of ${rounds} decisions, root mean square error: ${row.join(", ")}`);
}
