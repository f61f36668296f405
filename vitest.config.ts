import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { LongFirst } from "./tests/setup/long-first.ts";

/** These run what ships, dist/handrail.js, so that it is built before them. */
const PROGRAM_TESTS = [
  "tests/cli/**/*.test.ts",
  "tests/clients/**/*.test.ts",
  "tests/tui/program/**/*.test.ts",
];

export default defineConfig({
  plugins: [
    {
      // esbuild's `text` loader does the same for what ships.
      name: "markdown-as-text",
      enforce: "pre",
      load(id) {
        if (!id.endsWith(".md")) return;
        return `export default ${JSON.stringify(readFileSync(id, "utf8"))}`;
      },
    },
  ],
  test: {
    // One more than the processors of a small machine: some tests wait more than they work.
    maxWorkers: 3,
    // A tenth of the processors' time goes into collecting what is young, in functions' threads above all.
    execArgv: ["--max-semi-space-size=32"],
    sequence: { sequencer: LongFirst },
    // Nothing keeps state in its module, so that files can share what is loaded: loading the AWS clients anew for each
    // of them takes as long as the tests.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["tests/**/*.test.{ts,tsx}"],
          exclude: PROGRAM_TESTS,
          globalSetup: "tests/setup/aws-cli.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "program",
          include: PROGRAM_TESTS,
          globalSetup: "tests/setup/build-once.ts",
        },
      },
    ],
    // A test may be a whole lab's life: some seconds on an idle machine, and many on a busy one. Said here and not by
    // vi.setConfig in a module that tests share: a worker loads it once, and forgets what it said after one file.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One second, the default, is less than a busy machine needs for one look.
    expect: { poll: { timeout: 15_000 } },
  },
});
