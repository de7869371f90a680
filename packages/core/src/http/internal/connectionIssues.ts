/** What is wrong with options of connections, found before anything is connected: at start, and never under a payout. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import * as Redacted from "effect/Redacted"
import type { Issue, Options } from "./connectionOptions.ts"
import { addressOf } from "./proxy.ts"

const tried = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    // What node says of it could repeat a part of it.
    return undefined
  }
}

const blocks = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const certificates = (pem: string): ReadonlyArray<X509Certificate> | undefined => {
  const found = pem.match(blocks) ?? []
  return found.length === 0 ? undefined : tried(() => found.map((block) => new X509Certificate(block)))
}

const keyOf = ({ key, passphrase }: Options): KeyObject | undefined =>
  key &&
  tried(() =>
    createPrivateKey({ key: Redacted.value(key), ...(passphrase && { passphrase: Redacted.value(passphrase) }) })
  )

/** The issues of these options. */
export const connectionIssues = (options: Options): ReadonlyArray<Issue> => {
  const { ca, cert, connections, key, passphrase, proxy } = options
  const issues: Array<Issue> = []
  const note = (option: Issue["option"], reason: string) => void issues.push({ option, reason })
  const own = cert === undefined ? undefined : certificates(cert)
  const privateKey = keyOf(options)
  if (ca !== undefined && certificates(ca) === undefined) note("ca", "must be PEM certificates")
  if (cert !== undefined && own === undefined) note("cert", "must be a PEM certificate")
  if (cert !== undefined && key === undefined) note("key", "must be there where there is a certificate")
  if (key !== undefined && cert === undefined) note("cert", "must be there where there is a key")
  if (passphrase !== undefined && key === undefined) note("passphrase", "opens no key, because there is none")
  if (key !== undefined && privateKey === undefined) {
    note(
      "key",
      `must be a PEM private key that opens ${passphrase === undefined ? "without a" : "with the"} passphrase`
    )
  }
  if (own?.[0] !== undefined && privateKey !== undefined && !own[0].checkPrivateKey(privateKey)) {
    note("key", "must be the key of the certificate")
  }
  if (proxy !== undefined && tried(() => addressOf(Redacted.value(proxy))) === undefined) {
    note("proxy", "must be an http URL without path")
  }
  if (connections !== undefined && !(Number.isInteger(connections) && connections >= 1 && connections <= 1_000)) {
    note("connections", "must be an integer from 1 to 1000")
  }
  return issues
}
