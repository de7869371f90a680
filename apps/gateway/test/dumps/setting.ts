/**
 * What every dump was made in and is opened in again: the merchant's config, the keys of the vault, and the endpoints that
 * hear of events. The keys are well known: nothing that is sealed with them is anybody's.
 */
import { Clock, P2p } from "@switchyard/sandbox"
import { Redacted } from "effect"
import type { Keys } from "../../src/security/dataKeys.ts"
import type { Endpoint } from "../../src/webhooks/Endpoint.ts"
import { makeSimulators, providers } from "../operations/support/simulators.ts"

/** When the story of a dump begins. */
export const beginning = Date.UTC(2025, 0, 1)

const keyOf = (name: string) => Redacted.make(new Uint8Array(Buffer.alloc(32, `well-known test key ${name} `)))

const older = keyOf("A")
const newer = keyOf("B")

/** Before the key was changed; what is sealed with the newer one cannot be opened. */
export const olderKeys: Keys = { current: older, previous: [] }

/** Of a gateway that has changed its key and can open nothing of before. */
export const newerKeys: Keys = { current: newer, previous: [] }

/** All there are. */
export const allKeys: Keys = { current: newer, previous: [older] }

const closed = {
  use: "@switchyard/p2p",
  options: { ...providers.p2p.options, merchant: "closed", apiKey: "closed_api_key", signKey: "closed_sign_key" }
}

const routes = { payouts: [{ try: ["p2p", "feennex"] }], payments: [{ try: ["feennex"] }] }

/** A config in which one provider account is missing. */
export const withoutClosed: unknown = { providers, routes }

/** The whole config. */
export const withClosed: unknown = {
  providers: { ...providers, closed },
  routes: { ...routes, payouts: [{ try: ["p2p", "feennex", "closed"] }] }
}

const endpoint = (name: string): Endpoint => ({
  url: `https://merchant.example/${name}`,
  secrets: [Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
  events: ["*"],
  allowPrivateTargets: false
})

/** Where the merchant hears of events: one that works, one that answers 410 Gone, and one that fails. */
export const endpoints = { works: endpoint("works"), gone: endpoint("gone"), fails: endpoint("fails") }

/** The endpoints of the config. */
export const allEndpoints = Object.values(endpoints)

/** Fresh simulators with the accounts of the config. */
export const startSimulators = (options: Pick<Parameters<typeof makeSimulators>[0] & object, "wrap"> = {}) =>
  makeSimulators({
    ...options,
    clock: Clock.manual(beginning),
    p2p: {
      merchants: [P2p.defaultMerchant, { name: "closed", apiKey: "closed_api_key", signKey: "closed_sign_key" }]
    }
  })
