/** Finds lists of words from a closed list in the sources: whoever writes one decides again what a table decides. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const sources = join(import.meta.dirname, "../../../src")

const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))

const code = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "")
    // What a provider calls it is a word of core's own list.
    .replace(/\bobservation\.status === "\w+"/g, "")

// Where another expression begins, or where a move leads.
const border = /\n\s*\n|\b(?:const|return|if|case|export)\b|\b(?:status|reason): |;/

/** Whether two different ones of the words stand in one expression. */
export const listing = (words: ReadonlyArray<string>) => {
  const word = words.join("|")
  const mention = new RegExp(`(["'])(${word})\\1|\\b(${word})(?=\\|)|\\|(${word})\\b`, "g")
  return (text: string): boolean => {
    const plain = code(text)
    const found = [...plain.matchAll(mention)]
    return found.some((one, at) => {
      const next = found[at + 1]
      if (next === undefined || one[0].replace(/\W/g, "") === next[0].replace(/\W/g, "")) return false
      const between = plain.slice(one.index + one[0].length, next.index)
      return between.length < 80 && !border.test(between)
    })
  }
}

/** The sources of the gateway of which this holds. */
export const sourcesThat = (holds: (text: string) => boolean): ReadonlyArray<string> =>
  files.filter((name) => holds(readFileSync(join(sources, name), "utf8")))
