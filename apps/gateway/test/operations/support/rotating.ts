/**
 * A provider whose refresh tokens are good once: each renewal gives another one, and takes back the one that it was asked with.
 * Whoever asks with one that is over has lost the account.
 */
import { Body, Http, Money, Outcome, type Payout, PayoutProvider, Plugin, ProviderError, Token } from "@switchyard/core"
import { fromFetch } from "@switchyard/core/Transport"
import { Effect, Redacted, Schema } from "effect"

const lastsSeconds = 600

/** The provider, and how it is reached. */
export const make = () => {
  let renewals = 0
  const current = new Map<string, string>()
  const lost: Array<string> = []
  const authorizations: Array<string> = []

  const grant = (asked: URLSearchParams): Response => {
    const account = asked.get("client_id") ?? ""
    const given = asked.get("refresh_token") ?? ""
    if (given !== (current.get(account) ?? `first-${account}`)) {
      lost.push(`${account} ${given}`)
      return Response.json({ error: "invalid_grant" }, { status: 400 })
    }
    renewals += 1
    current.set(account, `refresh-${account}-${renewals}`)
    return Response.json({
      access_token: `access-${account}-${renewals}`,
      refresh_token: current.get(account),
      expires_in: lastsSeconds
    })
  }

  const transport = fromFetch(async (request) => {
    const body = await request.text()
    if (new URL(request.url).pathname === "/token") return grant(new URLSearchParams(body))
    authorizations.push(request.headers.get("authorization") ?? "")
    return Response.json({ id: `p-${authorizations.length}` })
  })

  const plugin = Plugin.define({
    name: "@switchyard/rotating",
    options: Schema.Struct({ account: Schema.String }),
    fingerprint: ({ account }) => `rotating ${account}`,
    make: Effect.fnUntraced(function* ({ account }, { name, secrets }) {
      const { authorized } = yield* Token.make({
        url: "https://rotating.test/token",
        clientId: account,
        clientSecret: Redacted.make("s"),
        credentialsIn: "body",
        unauthorized: "undocumented",
        refreshToken: Redacted.make(`first-${account}`),
        store: secrets && { secrets, name: "token" }
      })
      const http = authorized(Http.make({ baseUrl: "https://rotating.test" }))
      const common = { provider: name, operation: "payouts.create", message: "as told" }
      const paid = (reference: string, amount: Money.Money): Payout.Payout => ({
        reference,
        status: "processing",
        providerStatus: "new",
        amount,
        receipts: [],
        anomalies: []
      })
      return {
        payouts: PayoutProvider.make({
          provider: name,
          manifest: {
            routes: [{ method: "card", currencies: ["RUB"], takes: ["recipient.email"] }],
            duplicates: {},
            lookUp: {},
            statusReads: { spacingMillis: 60_000, polling: "agreed" },
            callbacks: "none"
          },
          create: ({ amount, reference }) =>
            http.send({ method: "POST", path: "/payouts", body: Body.json({ reference }) }).pipe(
              Effect.map((answer) =>
                answer._tag === "Answer" && answer.status === 200
                  ? Outcome.accepted(paid(reference, amount ?? Money.unsafe("1", "RUB")))
                  : new Outcome.OutcomeUnknown({ ...common, reason: "UnreadableAnswer", reference })
              ),
              Effect.mapError(
                ({ message }) => new ProviderError.NotExecuted({ ...common, message, reason: "ProviderUnavailable" })
              )
            )
        })
      }
    })
  })
  return {
    transport,
    lastsMillis: lastsSeconds * 1000,
    load: () => Promise.resolve({ plugin }),
    configOf: (account: string) => ({
      providers: { bank: { use: "@switchyard/rotating", options: { account } } },
      routes: { payouts: [{ try: ["bank"] }] }
    }),
    /** What was asked with a refresh token that is over. */
    lost,
    authorizations,
    renewals: () => renewals
  }
}
