/** How the live mode is run: one file, one law after the other, and time for a provider that is slow. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source", "node"] } },
  test: { include: ["test/contract/live.suite.ts"], testTimeout: 900_000, hookTimeout: 60_000 }
})
