import { defineConfig } from "vitest/config";

const IGNORED = ["**/node_modules/**", "**/dist/**", "**/.cache/**"];
// An effect that is awaited comes in milliseconds on a quiet machine; vitest's own second fails a test on a busy one.
const POLLS = { poll: { timeout: 20_000 } };
const SEEDED = ["packages/testkit/src/seed-properties.ts"];
const HELD_ENGINE = "packages/testkit/src/hold-engine.ts";
const FOLDERS = "{packages,examples}/*/{src,test}/**";
/** Unlike what the SDK does as a page ends, these do not look at times: journeys through the console, what a server gets in the end. */
const UNTIMED = [
  "packages/testkit/src/journeys/*.e2e.ts",
  "packages/testkit/src/e2e/{access,failed-page,live-slots,merges,offline,page-blocks,segments,user-tokens}.e2e.ts",
  "packages/testkit/src/sdk-contract/*.e2e.ts",
  "examples/{plain-html,react-vite}/src/*.e2e.ts",
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [`${FOLDERS}/*.test.{ts,tsx}`],
          exclude: [...IGNORED, "**/*.int.test.{ts,tsx}"],
          expect: POLLS,
          setupFiles: SEEDED,
          // They start nothing and leave nothing behind: modules loaded once for all files save two thirds of the time.
          isolate: false,
          maxWorkers: 2,
          // A guard against hanging, not a measure: a busy machine of two cores is ten times slower than a quiet one.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "int",
          include: [`${FOLDERS}/*.int.test.{ts,tsx}`],
          exclude: IGNORED,
          expect: POLLS,
          setupFiles: [...SEEDED, HELD_ENGINE],
          // Modules, and the embedded engine compiled, once for all files of a worker: half of the processor time.
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each of these starts engines or servers of its own; more at once only make each other time out.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e-untimed",
          include: UNTIMED,
          exclude: IGNORED,
          expect: POLLS,
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Beside the int tests, as one of two.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e",
          include: [`${FOLDERS}/*.e2e.{ts,tsx}`],
          exclude: [...IGNORED, ...UNTIMED],
          expect: POLLS,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One browser at a time: timing of page life-cycle events is part of what these tests look at.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
