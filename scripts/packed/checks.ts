/**
 * Named checks with a count: each runs to its end, a failed one prints why, and what they came to is left as a report in
 * the form of the test runner's, so that it is counted with the tests.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** Runs checks one after the other and keeps their number. */
export class Checks {
  #passed = 0
  #failed = 0

  /** A check holds if it ends without throwing. The text it gives, if any, is printed behind its name. */
  async run(name: string, check: () => string | undefined | Promise<string | undefined>): Promise<void> {
    try {
      const detail = await check()
      this.#passed += 1
      console.log(`✓ ${name}${detail === undefined ? "" : `: ${detail}`}`)
    } catch (cause) {
      this.#failed += 1
      console.log(`✗ ${name}\n${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }

  /** Writes the numbers to a file, prints them, and sets the exit code. */
  end(path: string): void {
    mkdirSync(dirname(path), { recursive: true })
    const total = this.#passed + this.#failed
    const report = { numTotalTests: total, numPassedTests: this.#passed, numFailedTests: this.#failed }
    writeFileSync(path, `${JSON.stringify({ ...report, numFailedTestSuites: 0 }, null, 2)}\n`)
    console.log(`${this.#passed} passed, ${this.#failed} failed`)
    process.exitCode = this.#failed === 0 && total > 0 ? 0 : 1
  }
}
