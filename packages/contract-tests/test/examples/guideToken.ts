/** The guide's client over tokens, compiled. */
import * as Http from "@switchyard/core/Http"
import * as Token from "@switchyard/core/Token"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

interface Options {
  readonly baseUrl: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted<string>
}

const withoutSlash = (url: string) => url.replace(/\/$/, "")

const AcmePayClient = { make: (_: Options, http: ReturnType<typeof Http.make>) => ({ http }) }

const clientOf = (options: Options) =>
  Effect.gen(function* () {
    const { clientId, clientSecret } = options
    const url = `${withoutSlash(options.baseUrl)}/oauth/token`
    const { authorized } = yield* Token.make({ url, clientId, clientSecret, unauthorized: "notProcessed" })
    return AcmePayClient.make(options, authorized(Http.make({ baseUrl: options.baseUrl })))
  })

export { clientOf }
