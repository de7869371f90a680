/**
 * Why a PostgreSQL server cannot be used, in words that say what to change: nobody listens, its host is not known, the
 * password, the database. It speaks of the host, user and database that `DATABASE_URL` names, and never of its password.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { type Place, placeOf } from "./place.ts"

/** The database cannot be used, for the reason in the message. */
export class DatabaseUnusable extends Schema.TaggedError<DatabaseUnusable>()("DatabaseUnusable", {
  message: Schema.String
}) {}

/** The oldest version that the gateway runs on, as PostgreSQL counts them. */
const oldest = 150_000

const memberOf = (value: unknown, name: "code" | "message"): string => {
  const member: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
  return typeof member === "string" ? member : ""
}

type Explanation = (place: Place) => string

const unreachable: Explanation = ({ server }) => `${server} cannot be reached from here`
const closed: Explanation = ({ server }) =>
  `${server} closes the connection before it says anything, as if it were no PostgreSQL`
const silent: Explanation = ({ server }) => `${server} does not answer`

// What the sockets say, by the codes of Node.js.
const bySocket: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: ({ server }) => `nobody listens on ${server}`,
  ENOTFOUND: ({ host }) => `there is no host ${host}`,
  EAI_AGAIN: ({ host }) => `the host ${host} cannot be looked up just now`,
  ENOENT: ({ server }) => `there is no socket ${server}`,
  EACCES: ({ server }) => `this user may not connect to ${server}`,
  ECONNRESET: closed,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: silent
}

// What the server says, by the conditions in Appendix A of PostgreSQL's documentation.
const byState: Readonly<Record<string, Explanation>> = {
  "28P01": ({ server, user }) => `${server} refuses the password of the user ${user}`,
  "28000": ({ database, server, user }) =>
    `${server} does not let the user ${user} into the database ${database} from here (no such user, or nothing in pg_hba.conf allows it; it may ask for sslmode=require)`,
  "3D000": ({ database, server }) => `there is no database ${database} on ${server}; \`createdb\` makes one`,
  "42501": ({ database, user }) => `the user ${user} may not create tables in the database ${database}`,
  "53300": ({ server }) => `${server} has no connection left (max_connections)`,
  "57P03": ({ server }) => `${server} is starting or stopping`
}

// What the driver says of itself.
const byDriver: ReadonlyArray<readonly [message: RegExp, said: Explanation]> = [
  [
    /No password configured/,
    ({ server, user }) => `${server} asks for a password of the user ${user}, and there is none`
  ],
  [/Server refused TLS/, ({ server }) => `${server} speaks no TLS, and sslmode asks for it`],
  [/timed out|no connection to the database within/, silent],
  [/closed during startup/, closed],
  [
    /parse server response|SSLRequest|desync/,
    ({ server }) => `what listens on ${server} does not speak as PostgreSQL does`
  ]
]

const isOfTls = (code: string): boolean => /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code)

const whyNot = ({ reason }: SqlError): Explanation => {
  const code = memberOf(reason.cause, "code")
  const known = bySocket[code] ?? byState[code]
  if (known !== undefined) return known
  if (isOfTls(code)) return ({ host }) => `the certificate of ${host} is not trusted`
  const driver = byDriver.find(([message]) => message.test(reason.message ?? ""))
  // A message of the server may quote what is stored only in its details, which are not repeated.
  return driver?.[1] ?? (() => memberOf(reason.cause, "message") || reason._tag)
}

const cannot = (why: string): DatabaseUnusable =>
  new DatabaseUnusable({ message: `the database cannot be used: ${why}` })

/** There is no URL to go by. */
export const noUrl = cannot("DATABASE_URL is no postgres:// URL")

/** Says why; the code is for whoever looks it up. */
export const unusable = (error: SqlError, redacted: Redacted.Redacted): DatabaseUnusable => {
  const url = URL.parse(Redacted.value(redacted))
  if (url === null) return noUrl
  const code = memberOf(error.reason.cause, "code")
  const why = whyNot(error)(placeOf(url))
  return cannot(`${why}${code === "" ? "" : ` (${code})`}. DATABASE_URL says where it is.`)
}

/** The problem with a server of this version, such as 180004; undefined where it is new enough. */
export const tooOld = (version: number): DatabaseUnusable | undefined => {
  const [its, ours] = [version, oldest].map((each) => Math.floor(each / 10_000))
  return version >= oldest ? undefined : cannot(`it is PostgreSQL ${its}, and the gateway needs ${ours} or newer`)
}

/** Why the embedded database cannot be opened. */
export const cannotOpen =
  (directory: string) =>
  ({ reason }: SqlError): DatabaseUnusable =>
    cannot(
      `the embedded one in ${directory} does not open (${reason.message ?? reason._tag}). It must have room and be ` +
        "writable, and belong to this version."
    )
