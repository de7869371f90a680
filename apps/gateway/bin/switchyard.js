#!/usr/bin/env node
// Starts the command from its sources, as everything in a checkout runs: the condition that the packages of this
// workspace export their sources under is added here, so that nothing has to be built and no stale build is run. Plain
// JavaScript, so that an old Node.js can still read the line that says it is too old.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(`switchyard needs Node.js 22.20 or newer, this is ${process.versions.node}`)
  process.exit(1)
}

const { registerHooks } = await import("node:module")
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: ["@switchyard/source", ...(context.conditions ?? [])] })
})

const { main } = await import(new URL("../src/command/cli.ts", import.meta.url).href)
await main(process.argv.slice(2))
