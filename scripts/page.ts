/** Writes Markdown that a program has put together, such as the results of a measurement, as `npm run check` wants it. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome")

/** Writes a page, with its tables and lists as the formatter of this repository has them, wherever the file is. */
export const writePage = (file: string, text: string): void => {
  const formatted = execFileSync(process.execPath, [biome, "format", "--stdin-file-path=page.md"], {
    cwd: root,
    input: text,
    encoding: "utf8"
  })
  writeFileSync(file, formatted)
}
