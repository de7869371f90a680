/**
 * `npm run changeset:check -- [base]` refuses a change to what a package ships without a changeset that names it. What
 * has changed is asked of git, from where the branch left its base to the working tree. A package whose version changed
 * is being released, and needs none. Without a base given, the base is `main`, here or at origin.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { isPublished } from "./publicModules.ts"
import { type Manifest, workspaces } from "./workspaces.ts"

const git = (...args: ReadonlyArray<string>): string =>
  execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim()

const commitOf = (ref: string): string | undefined => {
  try {
    return git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`)
  } catch {
    return undefined
  }
}

const stop = (message: string, code: number): never => {
  console.log(`changesets: ${message}`)
  process.exit(code)
}

const base = (): string => {
  const [given] = process.argv.slice(2)
  if (given !== undefined) return commitOf(given) ?? stop(`there is no commit ${given} to compare with`, 1)
  const known = commitOf("main") ?? commitOf("refs/remotes/origin/main")
  return known ?? stop("not checked: no base was given, and there is no branch main", 0)
}

const head = commitOf("HEAD") ?? stop("not checked: this is no git checkout", 0)
const start = git("merge-base", base(), head)
const lines = (text: string) => text.split("\n").filter((line) => line !== "")
const untracked = lines(git("ls-files", "--others", "--exclude-standard"))
const changed = [...lines(git("diff", "--name-only", start)), ...untracked]

const ships = (directory: string, file: string): boolean => {
  const inside = file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : ""
  return /^(?:src|bin)\/|^package\.json$|\.schema\.json$/.test(inside)
}

const versionAt = (commit: string, directory: string): string | undefined => {
  const names = lines(git("ls-tree", "-r", "--name-only", commit, "--", `${directory}/package.json`))
  if (names.length === 0) return undefined
  return (JSON.parse(git("show", `${commit}:${directory}/package.json`)) as Manifest).version
}

// Those that the change brings: one that was there before speaks of something else.
const named = new Set(
  readdirSync(".changeset")
    .filter((file) => file.endsWith(".md") && changed.includes(`.changeset/${file}`))
    .flatMap((file) => [
      ...readFileSync(join(".changeset", file), "utf8").matchAll(/^["']?(@switchyard\/[\w-]+)["']?:/gm)
    ])
    .map(([, name]) => name ?? "")
)

const missing = workspaces()
  .filter(isPublished)
  .filter(({ directory }) => changed.some((file) => ships(directory, file)))
  .filter(({ directory, manifest }) => [undefined, manifest.version].includes(versionAt(start, directory)))
  .filter(({ manifest }) => !named.has(manifest.name))

for (const { manifest } of missing)
  console.log(`${manifest.name} has changed and no new changeset names it: npx changeset`)
if (missing.length > 0) stop(`${missing.length} missing`, 1)
stop(`every package that changed since ${start.slice(0, 7)} is named`, 0)
