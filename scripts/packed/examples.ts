/** The TypeScript examples of the READMEs, as a reader copies them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

const blocks = (directory: string, language: string): ReadonlyArray<string> =>
  [
    ...readFileSync(join(directory, "README.md"), "utf8").matchAll(
      new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, "gms")
    )
  ].map(([, text]) => text ?? "")

/** The examples of a README that stand on their own: they import what they use, and nothing from files beside them. */
export const examples = (directory: string): ReadonlyArray<string> =>
  blocks(directory, "ts").filter((text) => /^import /.test(text) && !/from "\./.test(text))

/** The first JSON block of a README. */
export const firstJson = (directory: string): string => {
  const [text] = blocks(directory, "json")
  if (text === undefined) throw new Error(`${directory}/README.md has no JSON`)
  return text
}
