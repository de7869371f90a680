/**
 * Commands that a reader types in this repository run on the pinned Node.js: its sources are TypeScript, which the one of
 * the machine may not run.
 */
import { documents } from "./files.ts"
import { type Problem, read } from "./tables.ts"

// At the beginning of a command: of a line or a quotation, after another command, or after variables.
const bare = /(?:^|`|[;&|] *)(?:[A-Z_]+=\S+ +)*node [-\w]/m

/** The documents that name the machine's own Node.js. */
export const problems = (): ReadonlyArray<Problem> =>
  documents().flatMap((path): ReadonlyArray<Problem> => {
    const found = bare.exec(read(path))
    return found === null ? [] : [[path, `has a command that must begin with npx node: ${found[0].trim()}`]]
  })
