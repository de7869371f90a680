/** Why a server could not listen, in words that name its port and address. */

const memberOf = (error: unknown, name: "address" | "code" | "hostname" | "port"): string => {
  const member: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined
  return typeof member === "string" || typeof member === "number" ? String(member) : ""
}

/** Reads the error that Node.js ends a `listen` with. */
export const whyNotListening = (error: unknown): string => {
  const address = memberOf(error, "address")
  const port = memberOf(error, "port")
  const code = memberOf(error, "code")
  if (code === "EADDRINUSE") return `port ${port} on ${address} is in use by another program`
  if (code === "EACCES") return `this user may not listen on port ${port} of ${address}`
  if (code === "EADDRNOTAVAIL") return `${address} is no address of this machine`
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host ${memberOf(error, "hostname")}`
  return `it cannot listen (${code || "unknown reason"})`
}
