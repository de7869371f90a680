/**
 * Folders that are made once and then copied. They lie in an ignored folder of the checkout, under a name that changes
 * with whatever they are made of.
 */
import {
  constants,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const shelf = fileURLToPath(new URL("../../../.prepared/", import.meta.url))

/** Copies a folder; where the file system can, without copying the bytes. */
export const copy = (from: string, to: string) =>
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })

/** Gives the files of a folder, which nobody changes, a second place; copies them where that cannot be. */
export const share = (from: string, to: string) => {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    const [here, there] = [join(from, name), join(to, name)]
    const kind = lstatSync(here)
    if (kind.isDirectory()) share(here, there)
    else if (kind.isSymbolicLink()) copy(here, there)
    else link(here, there)
  }
}

const link = (from: string, to: string) => {
  try {
    linkSync(from, to)
  } catch {
    // Another file system.
    copy(from, to)
  }
}

const day = 86_400_000

const removeOld = (prefix: string) => {
  for (const name of readdirSync(shelf).filter((each) => each.startsWith(prefix) || each.startsWith("draft-"))) {
    const path = join(shelf, name)
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - made > day) rmSync(path, { recursive: true, force: true })
  }
}

/** The folder of this name, made first if it is not there; nobody ever sees half of one. */
export const prepared = async (name: string, make: (directory: string) => void | Promise<void>): Promise<string> => {
  const place = join(shelf, name)
  if (existsSync(place)) return place
  mkdirSync(shelf, { recursive: true })
  removeOld(name.slice(0, name.indexOf("-") + 1))
  const draft = mkdtempSync(join(shelf, "draft-"))
  await make(draft)
  try {
    renameSync(draft, place)
  } catch (error) {
    // Somebody else was faster.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
  return place
}
