/**
 * Checks that each law in docs/money-rules.md links to what guards it. A guard is written `["title"](../path/of.test.ts)`:
 * the file must be there, and the title must stand in it as the text of a test, of a law of the contract suite, or, in a
 * file that only has to compile, of a comment.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const document = "docs/money-rules.md"
const problems: Array<string> = []
const problem = (law: string, what: string) => void problems.push(`${document}: ${law}: ${what}`)

const isTestFile = (path: string): boolean => /\.test\.ts$|^packages\/contract-tests\/src\/laws\//.test(path)

// A test's title is a string of its own; `prove` and such files hold the titles of tests that others run.
const holds = (path: string, title: string): boolean => {
  const text = readFileSync(path, "utf8")
  if (/\/typetest\//.test(path)) return text.replace(/\s*\n\s*(?:\/\/|\*) ?/g, " ").includes(title)
  return [`"${title}"`, `\`${title}\``].some((literal) => text.includes(literal))
}

const checkGuard = (law: string, title: string, link: string) => {
  const path = join("docs", link)
  if (!existsSync(path)) return problem(law, `links to ${path}, which is not there`)
  if (!/\/(?:test|typetest|laws)\//.test(path)) return problem(law, `links to ${path}, which is no test`)
  if (!holds(path, title)) problem(law, `${path} has no ${isTestFile(path) ? "test" : "text"} "${title}"`)
}

const guard = /\["((?:[^"\]]|"(?!\]))+)"\]\(([^)]+)\)/g

// Every third-level heading is one law, with its number; what follows up to the next heading is its text and its guards.
const laws = readFileSync(document, "utf8")
  .split(/^(?=#{2,3} )/m)
  .filter((section) => section.startsWith("### "))

let guards = 0
const numbers = new Set<string>()
for (const section of laws) {
  const [heading = ""] = section.split("\n")
  const [, number] = /^### (\d+\.\d+) /.exec(heading) ?? []
  const law = number ?? heading
  if (number === undefined || numbers.has(number)) problem(law, "every law has a number of its own, such as 1.2")
  numbers.add(law)
  const found = [...section.replaceAll(/\n */g, " ").matchAll(guard)]
  if (found.length === 0) problem(law, "nothing guards it")
  for (const [, title = "", link = ""] of found) checkGuard(law, title, link)
  guards += found.length
}
if (laws.length === 0) problem("all", "there are no laws")

for (const line of problems) console.log(line)
console.log(
  problems.length === 0 ? `laws: ${laws.length}, guarded by ${guards} tests` : `laws: ${problems.length} problems`
)
process.exitCode = problems.length === 0 ? 0 : 1
