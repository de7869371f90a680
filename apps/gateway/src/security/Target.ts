/**
 * Keeps webhooks away from the inside of the network. A URL is judged by its text first; then the connection itself
 * resolves its name through `lookup`, which judges every address before it is connected to. There is no second
 * resolution between check and connect, so a name that changes its address in between (DNS rebinding) gains nothing.
 */
import * as dns from "node:dns"
import { isIP, type LookupFunction } from "node:net"
import { isPublic } from "./Address.ts"

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<ReadonlyArray<dns.LookupAddress>>

const resolveByMachine: Resolve = (hostname) => dns.promises.lookup(hostname, { all: true })

/** The name led to an address that may not be connected to; `message` does not name the address. */
export class TargetRefused extends Error {
  readonly code = "TARGET_REFUSED"

  constructor() {
    super("the name of the endpoint leads to an address that is not public")
  }
}

/** Why nothing may be sent to this URL, as far as its text shows, or undefined when it may. */
export const refusal = (text: string, allowPrivateTargets: boolean): string | undefined => {
  const url = URL.parse(text)
  if (url === null) return "is no URL"
  if (url.username !== "" || url.password !== "") return "must not contain a user or password"
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must be an https URL"
  if (allowPrivateTargets) return undefined
  if (url.protocol === "http:") return "must be https, or allowPrivateTargets must be true"
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const isInside = isIP(host) === 0 ? /^(.*\.)?localhost\.?$/.test(host) : !isPublic(host)
  return isInside ? "leads to an address that is not public, and allowPrivateTargets is false" : undefined
}

/** The `lookup` of a connection: all addresses of a name, or none when one of them is not public. */
export const lookup =
  (allowPrivateTargets: boolean, resolve: Resolve = resolveByMachine): LookupFunction =>
  (hostname, options, callback) => {
    const answer = (addresses: ReadonlyArray<dns.LookupAddress>): void => {
      const [first] = addresses
      const isAllowed = allowPrivateTargets || addresses.every(({ address }) => isPublic(address))
      // Connections that try several addresses ask for all, others for one.
      if (first === undefined || !isAllowed) callback(new TargetRefused(), "")
      else if (options.all) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    }
    resolve(hostname).then(answer, (error: NodeJS.ErrnoException) => callback(error, ""))
  }
