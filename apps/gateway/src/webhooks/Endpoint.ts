/**
 * The endpoints of the merchant, as the config has them, and what can be wrong with them that the config's own schema
 * does not know. An endpoint is known by its URL: rows for a URL that the config does not have any more stay where they
 * are until it comes back, or an operator discards them or gives them to another.
 */
import type { Config } from "@switchyard/facade"
import * as Redacted from "effect/Redacted"
import * as Target from "../security/Target.ts"
import { eventTypes } from "./eventTypes.ts"
import { checkSecret } from "./Signature.ts"

/** An endpoint of the merchant that is sent events. */
export type Endpoint = NonNullable<Config.Config["webhooks"]>[number]

/** The endpoints of a config. */
export const endpointsOf = (config: Config.Config): ReadonlyArray<Endpoint> => config.webhooks ?? []

/** What is wrong with the endpoints of a config, each at its place; undefined stands for one that cannot be read. */
export const problems = (endpoints: ReadonlyArray<Endpoint | undefined>): ReadonlyArray<Config.Problem> =>
  endpoints.flatMap((endpoint, index) => {
    if (endpoint === undefined) return []
    const place = `webhooks[${index}]`
    const earlier = endpoints.findIndex((other) => other?.url === endpoint.url)
    const refused = Target.refusal(endpoint.url, endpoint.allowPrivateTargets)
    return [
      ...(refused === undefined ? [] : [{ path: `${place}.url`, reason: refused }]),
      ...(earlier < index ? [{ path: `${place}.url`, reason: `is the same as webhooks[${earlier}].url` }] : []),
      ...endpoint.secrets.flatMap((secret, at) => {
        const reason = checkSecret(Redacted.value(secret))
        return reason === undefined ? [] : [{ path: `${place}.secrets[${at}]`, reason }]
      }),
      ...endpoint.events.flatMap((type, at) =>
        type === "*" || eventTypes.includes(type)
          ? []
          : [{ path: `${place}.events[${at}]`, reason: 'must be "*" or a type of event such as payout.paid' }]
      )
    ]
  })
