/**
 * Every document: a file behind each relative link and each path of a source, a heading behind each anchor, a number of
 * its own for each decision. Why not a library: decision 0023.
 */
import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { decisions, documents } from "./files.ts"
import { type Problem, read } from "./tables.ts"

const anchors = (path: string): ReadonlySet<string> =>
  new Set(
    [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-")
    )
  )

const linkProblem = (path: string, link: string): string | undefined => {
  if (/^[a-z]+:/.test(link)) return undefined
  const [file = "", anchor] = link.split("#")
  const target = file === "" ? path : join(dirname(path), file)
  if (!existsSync(target)) return `links to ${link}, which is not there`
  const isMissing = anchor !== undefined && target.endsWith(".md") && !anchors(target).has(anchor)
  return isMissing ? `links to ${link}, and no heading is called so` : undefined
}

// A guide speaks of packages that are still to be written.
const isHere = (file: string): boolean => existsSync(file.split("/").slice(0, 2).join("/"))

const homes = ["apps", "packages"].flatMap((group) => readdirSync(group).map((name) => join(group, name)))

// At the root `src/…` is that of some package or app.
const isNowhere = (path: string, file: string): boolean =>
  dirname(path) === "." && !homes.some((home) => existsSync(join(home, file)))

const links = (): ReadonlyArray<Problem> =>
  documents().flatMap((path) => {
    const text = read(path).replaceAll(/^```[\s\S]*?^```/gm, "")
    const prose = text.replaceAll(/`[^`\n]*`/g, "")
    const broken = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => linkProblem(path, link) ?? [])
    const gone = [...text.matchAll(/`((?:apps|packages)\/[\w./-]+\.ts)`/g)].flatMap(([, file = ""]) =>
      existsSync(file) || !isHere(file) ? [] : [`speaks of ${file}, which is not there`]
    )
    const lost = [...text.matchAll(/`(src\/[\w./-]+\.ts)`/g)].flatMap(([, file = ""]) =>
      isNowhere(path, file) ? [`speaks of ${file}, which no package or app has`] : []
    )
    return [...broken, ...gone, ...lost].map((what): Problem => [path, what])
  })

const numbers = (): ReadonlyArray<Problem> => {
  const taken = new Map<string, string>()
  return readdirSync(decisions).flatMap((name): ReadonlyArray<Problem> => {
    const path = join(decisions, name)
    const number = /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]
    if (number === undefined) return [[path, "must be named like 0001-what-was-decided.md"]]
    const other = taken.get(number)
    taken.set(number, name)
    return other === undefined ? [] : [[path, `has the number of ${other}`]]
  })
}

/** The problems of the links and numbers. */
export const problems = (): ReadonlyArray<Problem> => [...links(), ...numbers()]
