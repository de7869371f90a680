import { defineConfig } from "vitest/config"

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    // Loading everything anew for each file costs more than the tests do; a file takes away what it leaves behind.
    isolate: false,
    // Machines are small and noisy: a test that hangs ends, one that is slow does not fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/vitest.json" }
  }
})
