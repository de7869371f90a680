/**
 * Decides where a request may go: below the base URL, or to an allowed host by an absolute URL. It looks at names only;
 * what a name resolves to is not checked here.
 */

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)

const parse = (text: string): URL | undefined => {
  // The URL parser drops tabs and newlines and turns backslashes into slashes: such a text is not what it looks like.
  if (/[^!-~]|[\\#]/.test(text)) return undefined
  return URL.parse(text) ?? undefined
}

const refusal = (url: URL): string | undefined => {
  if (url.username !== "" || url.password !== "") return "a URL must not contain a user or password"
  if (url.protocol === "https:") return undefined
  if (url.protocol !== "http:") return "only https URLs are allowed"
  return isLoopback(url.hostname) ? undefined : "http is allowed on a loopback host only, use https"
}

/** Why this text cannot be a base URL, or undefined when it can. */
export const checkBaseUrl = (text: string): string | undefined => {
  const url = parse(text)
  if (url === undefined) return "not a URL"
  if (url.search !== "" || text.includes("?")) return "a base URL must not have a query"
  return refusal(url)
}

/** Whether what a browser posts there, such as a card, is read by nobody on the way: https, or http on a loopback host. */
export const isSecureUrl = (text: string): boolean => {
  const url = parse(text)
  return url !== undefined && refusal(url) === undefined
}

/** Where a request goes and how it is called in messages. */
export interface Found {
  readonly _tag: "Address"
  readonly href: string
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly label: string
}

/** Where a request goes, or why it goes nowhere. */
export type Address =
  | Found
  | { readonly _tag: "Refused"; readonly fault: "HostNotAllowed" | "InvalidRequest"; readonly reason: string }

const refused = (fault: "HostNotAllowed" | "InvalidRequest", reason: string): Address => ({
  _tag: "Refused",
  fault,
  reason
})

const address = ({ host, href, origin, pathname, search }: URL): Address => ({
  _tag: "Address",
  href,
  origin,
  path: pathname + search,
  label: `${host}${pathname}`
})

// An entry may name the default port of either scheme; URL.host leaves that port out.
const hostsOf = (entry: string): ReadonlyArray<string> =>
  ["https", "http"].flatMap((scheme) => parse(`${scheme}://${entry}`)?.host ?? [])

const maxKnown = 50

/** Makes the function that turns the path of a request into its address. */
export const resolver = (baseUrl: string, allowedHosts: ReadonlyArray<string>): ((path: string) => Address) => {
  const reason = checkBaseUrl(baseUrl)
  if (reason !== undefined) return () => refused("HostNotAllowed", `the base URL was refused: ${reason}`)
  const base = new URL(baseUrl)
  const prefix = base.href.replace(/\/+$/, "")
  const prefixPath = base.pathname.replace(/\/+$/, "")
  const hosts = new Set([base.host, ...allowedHosts.flatMap(hostsOf)])

  const absolute = (text: string): Address => {
    const url = parse(text)
    if (url === undefined) return refused("InvalidRequest", "not a URL")
    const reason = refusal(url)
    if (reason !== undefined) return refused("HostNotAllowed", reason)
    return hosts.has(url.host) ? address(url) : refused("HostNotAllowed", `the host ${url.host} is not allowed`)
  }

  const relative = (text: string): Address => {
    const path = text === "" || text.startsWith("/") || text.startsWith("?") ? text : `/${text}`
    const url = parse(prefix + path)
    if (url === undefined) return refused("InvalidRequest", "the path is not valid in a URL")
    const question = path.indexOf("?")
    const expected = prefixPath + (question === -1 ? path : path.slice(0, question))
    // Kept exactly or refused: the parser would resolve `..` and encode what was not encoded.
    if (url.pathname !== (expected === "" ? "/" : expected)) {
      return refused("InvalidRequest", "the path would be changed by URL parsing")
    }
    return address(url)
  }

  const addressOf = (path: string): Address => (/^[a-z][a-z0-9+.-]*:/i.test(path) ? absolute(path) : relative(path))

  // Most paths of a provider never change; those with an id in them must not fill the memory.
  const known = new Map<string, Address>()
  return (path) => {
    const found = known.get(path)
    if (found !== undefined) return found
    const address = addressOf(path)
    if (known.size < maxKnown) known.set(path, address)
    return address
  }
}
