import { defineConfig } from "vitest/config";

const report = process.env.TEST_REPORT;

/** `npm test` runs the quick project; `*.slow.test.ts` and `*.long.test.ts` have projects of their own. */
export default defineConfig({
  test: {
    // .ci/run counts from this report; what is printed stays as it is.
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.slow.test.ts", "test/**/*.long.test.ts"],
          testTimeout: 60_000,
        },
      },
      { test: { name: "slow", include: ["test/**/*.slow.test.ts"], testTimeout: 600_000 } },
      { test: { name: "long", include: ["test/**/*.long.test.ts"], testTimeout: 36_000_000 } },
    ],
  },
});
