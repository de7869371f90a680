import { defineConfig } from "vitest/config"

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    // Wrong adapters print; what matters of it is caught by the laws.
    silent: "passed-only",
    reporters: ["default", "json"],
    outputFile: { json: ".results/vitest.json" }
  }
})
