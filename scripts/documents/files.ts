/** Which documents there are. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { workspaces } from "../workspaces.ts"

/** Where the decisions are. */
export const decisions = "docs/decisions"

/** The paths of all documents that are written by hand; reference pages are generated. */
export const documents = (): ReadonlyArray<string> => [
  ...[".", "docs", decisions].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name))
  ),
  ...workspaces()
    .map(({ directory }) => join(directory, "README.md"))
    .filter(existsSync)
]
