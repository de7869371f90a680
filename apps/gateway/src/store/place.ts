/** Where a `DATABASE_URL` leads, read as the driver reads it: parameters of the URL come before its other parts. */

/** Where a PostgreSQL server is, and as whom it is asked. */
export interface Place {
  /** As a person would call it. */
  readonly server: string
  readonly host: string
  readonly port: number
  /** The socket of a server on this machine, where the host is a directory. */
  readonly path: string | undefined
  readonly user: string
  readonly database: string
}

/** Reads a URL that the settings have let through. */
export const placeOf = (url: URL): Place => {
  const of = (parameter: string, part: string) => url.searchParams.get(parameter) ?? decodeURIComponent(part)
  const host = of("host", url.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost"
  const port = Number(of("port", url.port) || "5432")
  const user = of("user", url.username) || (process.env.USER ?? "")
  const database = of("dbname", url.pathname.slice(1)) || user
  const path = host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : undefined
  const name = host.includes(":") ? `[${host}]` : host
  return { server: path ?? `${name}:${port}`, host, port, path, user, database }
}
