/**
 * API keys: made once, shown once, known afterwards only by their SHA-256. A plain hash is enough because a key is 256
 * random bits that nobody chose. Who a presented key belongs to is for the HTTP API to find out, in constant time.
 */
import { createHash, randomBytes } from "node:crypto"
import type { Config } from "@switchyard/facade"

/** A key as the config has it. */
export type Entry = NonNullable<Config.Config["apiKeys"]>[number]

/** The SHA-256 of a key as the config has it. */
export const sha256 = (key: string): string => createHash("sha256").update(key, "utf8").digest("hex")

/** A new key: `sk_` and 32 random bytes. */
export const generate = (): string => `sk_${randomBytes(32).toString("base64url")}`

const contextsOf = (
  { contexts = {} }: Entry,
  members: ReadonlySet<string> | undefined
): ReadonlyArray<readonly [member: string, reason: string]> =>
  Object.keys(contexts).flatMap((name) =>
    members === undefined || members.has(name)
      ? []
      : [[`contexts.${name}`, "is no member of a context of any configured provider"] as const]
  )

/**
 * What is wrong with the keys of a config, each at its place;
 * undefined stands for one that cannot be read. `members` are those of the contexts that the configured providers know, where
 * that could be found out.
 */
export const problems = (
  entries: ReadonlyArray<Entry | undefined>,
  members?: ReadonlySet<string>
): ReadonlyArray<Config.Problem> =>
  entries.flatMap((entry, index) => {
    if (entry === undefined) return []
    const earlier = (member: "name" | "sha256") => entries.findIndex((other) => other?.[member] === entry[member])
    const repeated = (["name", "sha256"] as const).flatMap((member) =>
      earlier(member) < index ? [[member, `is the same as apiKeys[${earlier(member)}].${member}`] as const] : []
    )
    return [...repeated, ...contextsOf(entry, members)].map(([member, reason]) => ({
      path: `apiKeys[${index}].${member}`,
      reason
    }))
  })
