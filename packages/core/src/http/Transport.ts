/**
 * The seam under ky: what sends one request to its host. A transport has one duty beside sending: it acquires its permit
 * immediately before the first byte may leave, and sends nothing when that is refused. It knows nothing of deadlines,
 * retries or the meaning of answers. Connections of one's own are in the module `Undici`.
 */
import * as Context from "effect/Context"
import { defaultTransport } from "#defaultTransport"
import type { TransportFunction } from "./internal/permit.ts"

export { fromFetch, type Proof } from "./internal/fetching.ts"
export type { DirectPermit, Head, SendPermit, TransportFunction } from "./internal/permit.ts"
export { platform } from "./internal/platform.ts"

/** The service that `Transport` holds. */
export type Transport = TransportFunction

/**
 * The transport that every client uses. By default that is one pool of connections for the whole process on Node, which
 * proves the first byte, and `platform` on every other runtime.
 */
export const Transport: Context.Reference<Transport> = Context.Reference<Transport>("@switchyard/core/Transport", {
  defaultValue: () => defaultTransport
})
