/**
 * The transport over the `fetch` of the runtime. Nothing reports when it writes, so the permit is acquired with the call, and a
 * failure proves something only where a runtime gives it a code that no connection can fail with once it stands.
 */
import { codeOf } from "./fault.ts"
import { fromFetch, type Proof } from "./fetching.ts"
import type { TransportFunction } from "./permit.ts"

// Names, refused connections, and certificates, which are looked at before anything is written. Not among them: resets,
// EPROTO, ETIMEDOUT, EHOSTUNREACH, which a connection that stands can end with too.
const unconnected =
  /^(ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET|VERIFY)_[A-Z_]+)$/

const neverLeft: Proof = (failure) => {
  // Deno without the permission; a message that it could be read from is not looked at.
  if (failure instanceof Error && failure.name === "NotCapable") return "ERR_ACCESS_DENIED"
  const code = codeOf(failure)
  return unconnected.test(code) || code === "ERR_ACCESS_DENIED" ? code : undefined
}

const own = globalThis.fetch

/**
 * Looks `fetch` up at each call, so that whoever replaces it is seen. One that was put in its place may ask more than once, so
 * that its last failure says nothing of the others: then nothing is proven.
 */
export const platform: TransportFunction = fromFetch(
  (request) => globalThis.fetch(request),
  (failure) => (globalThis.fetch === own ? neverLeft(failure) : undefined)
)
