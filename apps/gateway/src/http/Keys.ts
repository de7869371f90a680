/**
 * Recognises API keys. Only SHA-256 digests of keys are known here; the digest of what was presented is compared with
 * every one of them in constant time, so that the time taken reveals neither how much was right nor which key it was.
 */

import { Callback, Optional } from "@switchyard/core"
import type { Config } from "@switchyard/facade"
import { sha256 } from "../security/apiKey.ts"
import type { Caller } from "./api/Security.ts"

/** Recognises a presented key: who it belongs to, or undefined. */
export type Recognise = (presented: string) => Caller | undefined

/** Prepares the keys of a config. */
export const recogniser = (
  apiKeys: Config.Config["apiKeys"],
  isSame: typeof Callback.isSameSignature = Callback.isSameSignature
): Recognise => {
  const known = (apiKeys ?? []).map(({ contexts, name, roles, sha256: hex }) => ({
    caller: { name, roles, ...Optional.compact({ contexts }) },
    digest: Buffer.from(hex, "hex")
  }))
  return (presented) => {
    const digest = Buffer.from(sha256(presented), "hex")
    let found: Caller | undefined
    // Every key is compared, also after one has matched.
    for (const { caller, digest: own } of known) if (isSame(own, digest)) found = caller
    return found
  }
}
