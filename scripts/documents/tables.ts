/** Reads tables out of documents and names out of sources, and lists how the two differ. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A problem of a document: where, and what. */
export type Problem = readonly [where: string, what: string]

/** The text of a file. */
export const read = (path: string): string => readFileSync(path, "utf8")

/** The text of all sources below a folder. */
export const sources = (directory: string): string =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => read(join(directory, name)))
    .join("\n")

/** The names that the first group of a pattern finds in a text. */
export const found = (text: string, pattern: RegExp): ReadonlySet<string> =>
  new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ""))

/** The names that stand on one side only. */
export const differences = (
  where: string,
  what: string,
  documented: Iterable<string>,
  real: Iterable<string>
): ReadonlyArray<Problem> => {
  const [inDocument, inSource] = [new Set(documented), new Set(real)]
  return [
    ...[...inSource]
      .filter((name) => !inDocument.has(name))
      .map((name): Problem => [where, `${what} ${name} is missing`]),
    ...[...inDocument]
      .filter((name) => !inSource.has(name))
      .map((name): Problem => [where, `there is no ${what} ${name}`])
  ]
}

/** A row of a table: the name in its first cell, without the ticks, and the text of the others. */
export type Row = readonly [name: string, cells: ReadonlyArray<string>]

/** The rows of every table whose first column has this heading. */
export const rows = (path: string, heading: string): ReadonlyArray<Row> =>
  read(path)
    .split("\n\n")
    .filter((block) => new RegExp(`^\\| *${heading} *\\|`).test(block))
    .flatMap((block) => block.split("\n").slice(2))
    .filter((line) => line.startsWith("|"))
    .map((line): Row => {
      const [name = "", ...cells] = line.split("|").slice(1, -1)
      return [/`([^`]+)`/.exec(name)?.[1] ?? name.trim(), cells.map((cell) => cell.trim())]
    })
