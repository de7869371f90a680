#!/usr/bin/env node
// Starts the command from its sources in a checkout, so that a stale build never runs there, and from its build where
// it is installed, because Node.js strips no types below node_modules. Plain JavaScript, so that an old Node.js can
// still read the line that says it is too old.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(`switchyard-sandbox needs Node.js 22.20 or newer, this is ${process.versions.node}`)
  process.exit(1)
}

const sources = new URL("../src/cli.ts", import.meta.url)
const isInstalled = /[\\/]node_modules[\\/]/.test(fileURLToPath(import.meta.url))
const isCheckout = !isInstalled && existsSync(sources)
const { main } = await import(isCheckout ? sources.href : new URL("../dist/cli.js", import.meta.url).href)
await main(process.argv.slice(2))
