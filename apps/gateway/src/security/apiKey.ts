/**
 * API keys: made once, shown once, known afterwards only by their SHA-256. A plain hash is enough because a key is 256
 * random bits that nobody chose. The comparison takes the same time whether and wherever it finds a match.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import type { Config } from "@switchyard/facade"

/** What a key may do. */
export type Role = "merchant" | "operator"

/** A key as the config has it. */
export type Entry = NonNullable<Config.Config["apiKeys"]>[number]

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest()

/** The SHA-256 of a key as the config has it. */
export const sha256 = (key: string): string => digest(key).toString("hex")

/** A new key: `sk_` and 32 random bytes. */
export const generate = (): string => `sk_${randomBytes(32).toString("base64url")}`

/** The entry of this key, or undefined where there is none. Looks at every entry, always. */
export const find = (entries: ReadonlyArray<Entry>, key: string): Entry | undefined => {
  const given = digest(key)
  let found: Entry | undefined
  for (const entry of entries) {
    if (timingSafeEqual(given, Buffer.from(entry.sha256, "hex"))) found ??= entry
  }
  return found
}

/** What is wrong with the keys of a config, each at its place. */
export const problems = (entries: ReadonlyArray<Entry>): ReadonlyArray<Config.Problem> =>
  entries.flatMap((entry, index) => {
    const earlier = (member: "name" | "sha256") => entries.findIndex((other) => other[member] === entry[member])
    return (["name", "sha256"] as const).flatMap((member) =>
      earlier(member) < index
        ? [{ path: `apiKeys[${index}].${member}`, reason: `is the same as apiKeys[${earlier(member)}].${member}` }]
        : []
    )
  })
