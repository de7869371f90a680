/**
 * Holds the tables of the documents against the sources: reasons, classes and problems in docs/errors.md, metrics and
 * variables in docs/operations.md, links, numbers, commands and JSON everywhere. Prints each problem and exits 1. It runs
 * with `--conditions=@switchyard/source`, because it opens configs with the packages of this workspace.
 */
import * as Commands from "./documents/commands.ts"
import * as Errors from "./documents/errors.ts"
import * as Json from "./documents/json.ts"
import * as Links from "./documents/links.ts"
import * as Operations from "./documents/operations.ts"

const problems = [
  ...Errors.problems(),
  ...Operations.problems(),
  ...Links.problems(),
  ...Commands.problems(),
  ...(await Json.problems())
]

for (const [where, what] of problems) console.log(`${where}: ${what}`)
console.log(problems.length === 0 ? "documents: every table is complete" : `documents: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
