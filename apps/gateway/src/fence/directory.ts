/**
 * The fence outside the database: a directory in which every process keeps a file of what was acknowledged to it, and all of them a list
 * of the accounts that were ever used. It must not be part of the database's backup, or both go back together.
 */
import { createHash, randomUUID } from "node:crypto"
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from "node:fs"
import { join } from "node:path"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Kind } from "../lifecycle/Status.ts"
import { everyKind } from "../model/statuses.ts"
import * as Record from "./record.ts"
import type { Stand } from "./Stand.ts"

/** An account that was used for operations of a kind. */
export interface UsedAccount {
  readonly kind: Kind
  readonly instance: string
  readonly fingerprint: string
}

const Account = Schema.Struct({
  kind: Schema.Literals(everyKind),
  instance: Schema.String,
  fingerprint: Schema.String
})

const decodeAccount = Schema.decodeUnknownOption(Schema.fromJsonString(Account))

const day = 86_400_000

const namesIn = (directory: string): ReadonlyArray<string> => (existsSync(directory) ? readdirSync(directory) : [])

/** Writes a whole file or none, and only then comes back. */
const writeAtomically = (path: string, bytes: Buffer) => {
  const draft = `${path}.${randomUUID()}.draft`
  const file = openSync(draft, "wx", 0o600)
  try {
    writeSync(file, bytes)
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  syncDirectory(join(path, ".."))
}

const syncDirectory = (path: string) => {
  const directory = openSync(path, "r")
  try {
    fdatasyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** The file of this process. */
export interface OwnFile {
  /** Keeps a stand through the end of the process, not yet through that of the machine. */
  readonly keep: (stand: Stand) => void
  /** Keeps it through the end of the machine too. */
  readonly sync: () => void
  readonly close: () => void
}

const openOwn = (path: string): OwnFile => {
  let count = 0
  let file = openSync(path, "w", 0o600)
  syncDirectory(join(path, ".."))
  // Whoever tidied up may have taken the name away; what is written then would be seen by nobody.
  const reopened = (): boolean => {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there !== undefined && there.ino === fstatSync(file).ino) return false
    closeSync(file)
    file = openSync(path, "w", 0o600)
    syncDirectory(join(path, ".."))
    return true
  }
  let latest: Buffer = Buffer.alloc(0)
  const write = () => {
    const at = (count % 2) * Record.placeBytes
    const written = writeSync(file, latest, 0, latest.length, at)
    if (written !== latest.length) throw new Error("the file of the fence took only a part")
  }
  return {
    keep: (stand) => {
      count += 1
      latest = Record.toBytes(count, stand)
      write()
    },
    sync: () => {
      if (reopened()) write()
      fdatasyncSync(file)
    },
    close: () => closeSync(file)
  }
}

/** The fence of one set of tables. */
export interface Folder {
  /** What was acknowledged to every process that has left a file. */
  readonly stands: () => ReadonlyArray<Stand>
  readonly own: (node: string) => OwnFile
  readonly accounts: () => ReadonlyArray<UsedAccount>
  readonly addAccount: (account: UsedAccount) => void
  /** Removes files of others that nobody has written for a day: whoever was admitted since has their marks in its own. */
  readonly tidy: (node: string, now: number) => void
}

/** The fences that a directory holds, by the id of the tables. */
export const databasesIn = (directory: string): ReadonlyArray<string> =>
  namesIn(directory).filter((name) => namesIn(join(directory, name, "nodes")).length > 0)

/** Opens the fence of these tables; the directory is made where it is missing. */
export const openFolder = (directory: string, database: string): Folder => {
  const nodes = join(directory, database, "nodes")
  const accounts = join(directory, database, "accounts")
  for (const path of [nodes, accounts]) mkdirSync(path, { recursive: true, mode: 0o700 })
  const files = () => readdirSync(nodes).filter((name) => name.endsWith(".stand"))
  return {
    stands: () =>
      files().flatMap((name) => {
        const stand = Record.fromBytes(readFileSync(join(nodes, name)))
        return stand === undefined ? [] : [stand]
      }),
    own: (node) => openOwn(join(nodes, `${node}.stand`)),
    accounts: () =>
      readdirSync(accounts)
        .filter((name) => name.endsWith(".json"))
        .flatMap((name) => Option.toArray(decodeAccount(readFileSync(join(accounts, name), "utf8")))),
    addAccount: (account) => {
      const text = JSON.stringify(account)
      const path = join(accounts, `${createHash("sha256").update(text).digest("hex")}.json`)
      if (!existsSync(path)) writeAtomically(path, Buffer.from(text))
    },
    tidy: (node, now) => {
      for (const name of files()) {
        const path = join(nodes, name)
        const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now
        if (name !== `${node}.stand` && now - at > day) rmSync(path, { force: true })
      }
    }
  }
}
