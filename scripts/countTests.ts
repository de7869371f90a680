/**
 * Adds up the test reports of all workspaces and that of the packed packages, and prints `N passed, N failed` alone on
 * the last line. Exits 1 when a test failed, when a report is missing, or when nothing ran: silence is not success.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { workspaces } from "./workspaces.ts"

let passed = 0
let failed = 0
let complete = true

const reports = workspaces()
  .filter(({ manifest }) => manifest.scripts?.test !== undefined)
  .map(({ directory, manifest }) => ({ name: manifest.name, path: join(directory, ".results", "vitest.json") }))

for (const { name, path } of [...reports, { name: "the packed packages", path: ".results/packages.json" }]) {
  if (!existsSync(path)) {
    console.log(`no test report of ${name}`)
    complete = false
    continue
  }
  const report: unknown = JSON.parse(readFileSync(path, "utf8"))
  const { numFailedTests, numFailedTestSuites, numPassedTests, numTotalTests } = report as Record<string, number>
  console.log(`${name}: ${numPassedTests} of ${numTotalTests} passed`)
  passed += numPassedTests ?? 0
  failed += numFailedTests ?? 0
  // A file that could not even be loaded has failed suites and no failed tests; a skipped test is not a passed one.
  if ((numFailedTestSuites ?? 0) > 0 || numPassedTests !== numTotalTests) complete = false
}

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = complete && passed > 0 && failed === 0 ? 0 : 1
