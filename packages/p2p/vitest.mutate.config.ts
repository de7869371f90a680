import { defineConfig } from "vitest/config"

// The mutated sources lie in a copy of this folder; the package's own name must mean that copy.
const own = new URL("./src", import.meta.url).pathname

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source", "node"] } },
  resolve: {
    alias: [
      { find: /^@switchyard\/p2p$/, replacement: `${own}/index.ts` },
      { find: /^@switchyard\/p2p\/(.*)$/, replacement: `${own}/$1.ts` }
    ]
  },
  // A law that is slow on a busy machine is no mutant that was killed.
  test: {
    include: ["test/contract.test.ts", "test/contract.replay.test.ts", "test/loads.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
