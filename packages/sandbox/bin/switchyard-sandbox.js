#!/usr/bin/env node
// Starts the command from its build, or from its sources in a checkout. Plain JavaScript, so that an old Node.js can
// still read the line that says it is too old.
import { existsSync } from "node:fs"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(`switchyard-sandbox needs Node.js 22.20 or newer, this is ${process.versions.node}`)
  process.exit(1)
}

const built = new URL("../dist/cli.js", import.meta.url)
const { main } = await import(existsSync(built) ? built.href : new URL("../src/cli.ts", import.meta.url).href)
await main(process.argv.slice(2))
