/**
 * Adds up the test reports of all workspaces and that of the packed packages, names the tests that failed and why, and prints
 * `N passed, N failed` alone on the last line. Exits 1 when a test failed, when a report is missing, or when nothing ran: silence is not success.
 */
import { existsSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { workspaces } from "./workspaces.ts"

interface Report {
  readonly numFailedTests?: number
  readonly numFailedTestSuites?: number
  readonly numPassedTests?: number
  readonly numTotalTests?: number
  readonly testResults?: ReadonlyArray<{
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: ReadonlyArray<{
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: ReadonlyArray<string> | null
    }>
  }>
}

/** Whatever did not pass, with as much of its reason as whoever sees only the end of the output needs. */
const failures = ({ testResults = [] }: Report): ReadonlyArray<string> =>
  testResults.flatMap(({ assertionResults, message, name, status }) => {
    const file = relative(process.cwd(), name)
    const tests = assertionResults
      .filter((test) => test.status !== "passed")
      .map(({ failureMessages, fullName, status }) =>
        [`${status}: ${file}: ${fullName}`, ...(failureMessages ?? [])].join("\n")
      )
    return tests.length === 0 && status === "failed" ? [`failed: ${file}\n${message ?? ""}`] : tests
  })

const excerpt = (text: string): string => stripVTControlCharacters(text).slice(0, 4_000).replaceAll("\n", "\n  ")

let passed = 0
let failed = 0
let complete = true
const reasons: Array<string> = []

const reports = workspaces()
  .filter(({ manifest }) => manifest.scripts?.test !== undefined)
  .map(({ directory, manifest }) => ({ name: manifest.name, path: join(directory, ".results", "vitest.json") }))

for (const { name, path } of [...reports, { name: "the packed packages", path: ".results/packages.json" }]) {
  if (!existsSync(path)) {
    console.log(`no test report of ${name}`)
    complete = false
    continue
  }
  const report: Report = JSON.parse(readFileSync(path, "utf8"))
  const { numFailedTests, numFailedTestSuites, numPassedTests, numTotalTests } = report
  console.log(`${name}: ${numPassedTests} of ${numTotalTests} passed`)
  reasons.push(...failures(report))
  passed += numPassedTests ?? 0
  failed += numFailedTests ?? 0
  // A file that could not even be loaded has failed suites and no failed tests; a skipped test is not a passed one.
  if ((numFailedTestSuites ?? 0) > 0 || numPassedTests !== numTotalTests) {
    complete = false
    console.log(`not all of ${name} has passed: CI fails for that, also where nothing below is called failed`)
  }
}

for (const reason of reasons) console.log(excerpt(reason))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = complete && passed > 0 && failed === 0 ? 0 : 1
