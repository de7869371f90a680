/** A directory for the temporary files of one test file alone, so that a test finds which of them are left behind. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, vi } from "vitest"

/** Makes the directory, until the tests of the file have ended. */
export const ownTemporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-test-"))
  vi.stubEnv("TMPDIR", directory)
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}
