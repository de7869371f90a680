/**
 * The platform's addresses, exactly as printed: each ends in a slash. The same address without it is answered by a
 * redirect, as servers of this kind do, so that a client that follows redirects on POST is found out.
 */

const pattern = /^\/api\/merchant\/([^/]+)\/(create_pay_out|rejected_pay_out|status|status_pay_out\/([^/]+))(\/?)$/

/** The platform's endpoints, by the names the document gives them. */
export type Endpoint = "create_pay_out" | "rejected_pay_out" | "status_pay_out" | "status"

/** The parts of an address. */
export interface Address {
  readonly merchant: string
  readonly endpoint: Endpoint
  /** The id in the path of status_pay_out. */
  readonly id: string | null
  readonly hasSlash: boolean
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const endpoints = ["create_pay_out", "rejected_pay_out", "status"] as const

/** Reads an address; undefined when it is not one of the platform's. */
export const parse = (pathname: string): Address | undefined => {
  const match = pattern.exec(pathname)
  if (match === null) return undefined
  const [, merchant = "", name = "", id, slash] = match
  const endpoint = endpoints.find((known) => known === name) ?? "status_pay_out"
  return {
    merchant: decoded(merchant),
    endpoint,
    id: id === undefined ? null : decoded(id),
    hasSlash: slash === "/"
  }
}
