import { defineConfig } from "vitest/config"

// The mutated sources lie in a copy of this folder; the package's own name must mean that copy.
const own = new URL("./src", import.meta.url).pathname

export default defineConfig({
  ssr: { resolve: { conditions: ["@switchyard/source", "node"] } },
  resolve: {
    alias: [
      { find: /^@switchyard\/stripe$/, replacement: `${own}/index.ts` },
      { find: /^@switchyard\/stripe\/(.*)$/, replacement: `${own}/$1.ts` }
    ]
  },
  // A test that is slow on a busy machine is no mutant that was killed.
  test: {
    include: ["test/mutation/all.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
