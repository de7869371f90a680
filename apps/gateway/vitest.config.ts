import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

// Whoever waits for processes begins first, so that nobody is left to wait for at the end.
const waiting = /\/test\/(?:durability|survival|demo|start|neighbours|time|fence)\b/

class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    return files.toSorted((a, b) => Number(waiting.test(b.moduleId)) - Number(waiting.test(a.moduleId)))
  }
}

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/setup.ts",
    // Power cuts are logged; what matters of them is asserted.
    silent: "passed-only",
    // Some files wait for processes that they have started, and others can work meanwhile.
    maxWorkers: "200%",
    sequence: { sequencer: LongestFirst },
    // Loading everything anew for each file costs more than the tests do; a file takes away what it leaves behind.
    isolate: false,
    // The processes that tests start need not compile everything anew each time.
    env: { NODE_COMPILE_CACHE: new URL("../../node_modules/.cache/node", import.meta.url).pathname },
    // Machines are small and noisy: a test that hangs ends, one that is slow does not fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/vitest.json" }
  }
})
