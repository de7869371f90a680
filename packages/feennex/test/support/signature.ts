/** The signature as the documents and sibling APIs describe it, written down a second time to check the adapter's. */
import { createHash } from "node:crypto"
import { secret } from "./shop.ts"

export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

/** The signature over values that stand in the order of their names. */
export const signature = (...values: ReadonlyArray<string>): string => sha256(values.join(":") + secret)
