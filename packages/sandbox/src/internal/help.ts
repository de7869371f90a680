/**
 * The options of the `switchyard-sandbox` command and the text of its `--help`. The lists of routes come from the
 * routes themselves, so that they cannot fall behind.
 */
import type { Route } from "../AdminHttp.ts"
import { describe } from "../AdminHttp.ts"
import * as Feennex from "../feennex/Feennex.ts"
import * as P2p from "../p2p/P2p.ts"
import * as Stripe from "../stripe/Stripe.ts"

/** The options of the command, with its defaults. */
export const options = {
  host: { type: "string", default: "127.0.0.1" },
  "feennex-port": { type: "string", default: "8081" },
  "feennex-shop": { type: "string", default: Feennex.defaultShop.id },
  "feennex-secret": { type: "string", default: Feennex.defaultShop.secret },
  "p2p-port": { type: "string", default: "8082" },
  "p2p-merchant": { type: "string", default: P2p.defaultMerchant.name },
  "p2p-api-key": { type: "string", default: P2p.defaultMerchant.apiKey },
  "p2p-sign-key": { type: "string", default: P2p.defaultMerchant.signKey },
  "p2p-template": { type: "string" },
  "p2p-polling-agreed": { type: "boolean", default: P2p.defaultSettings.pollingAgreed },
  "stripe-port": { type: "string", default: "8083" },
  "stripe-key": { type: "string", default: Stripe.defaultAccount.keys?.[0] ?? "" },
  "stripe-webhook-url": { type: "string" },
  "stripe-webhook-secret": { type: "string", default: "whsec_sandbox" },
  steady: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false }
} as const

const listed = (routes: ReadonlyArray<Route>): string =>
  describe(routes)
    .map((line) => `  ${line}`)
    .join("\n")

// What all simulators have is listed once.
const ownRoutes = (all: ReadonlyArray<Route>): ReadonlyArray<Route> => {
  const known = new Set(describe(Feennex.adminRoutes()))
  return all.filter((route) => !describe([route]).some((line) => known.has(line)))
}

/** The text of `--help`. */
export const help = (): string => `switchyard-sandbox: simulated payment providers on this machine.

Usage: switchyard-sandbox [options]

  --host <address>          where to listen (default ${options.host.default})
  --feennex-port <port>     Feennex (default ${options["feennex-port"].default}; 0 takes any free port)
  --feennex-shop <id>       the shop's id (default ${options["feennex-shop"].default})
  --feennex-secret <text>   the shop's secret key (default ${options["feennex-secret"].default})
  --p2p-port <port>         the P2P platform (default ${options["p2p-port"].default}; 0 takes any free port)
  --p2p-merchant <name>     the merchant in its paths (default ${options["p2p-merchant"].default})
  --p2p-api-key <text>      the X-Api-Key of reads (default ${options["p2p-api-key"].default})
  --p2p-sign-key <text>     the key of signatures (default ${options["p2p-sign-key"].default})
  --p2p-template <text>     how standart_sign is made, such as "{order_id}:{sign_key}" (default: a placeholder)
  --p2p-polling-agreed      answer any number of status reads
  --stripe-port <port>      Stripe (default ${options["stripe-port"].default}; 0 takes any free port)
  --stripe-key <text>       the secret key (default ${options["stripe-key"].default}; sk_live_… is in live mode)
  --stripe-webhook-url <u>  where its webhooks go (default: nowhere)
  --stripe-webhook-secret <text>  what signs them (default ${options["stripe-webhook-secret"].default})
  --steady                  answers of one shape; without it Feennex's differ from payment to payment, as real ones do
  -h, --help                this text
  -v, --version             the version

Each simulator keeps a ledger of what it really paid and received, and checks signatures itself. Payouts succeed within
five seconds, Feennex by way of 1 -> 3 -> 5, P2P by way of expectation -> successful and Stripe by way of pending -> in_transit ->
paid; payments wait for their payer, but for Stripe's, whose test methods and test numbers decide.
Callbacks go to loopback hosts only. Scripts, faults, time and all that was recorded are under /_sandbox on each port:

  # the payer of order-1 pays what was asked, or another amount
  curl -X POST http://127.0.0.1:8081/_sandbox/payments/order-1/pay
  curl -X POST http://127.0.0.1:8081/_sandbox/payments/order-1/pay -d '{"amount": "50.00"}'

  # the next payout is carried out, but its answer is lost
  curl -X POST http://127.0.0.1:8081/_sandbox/faults \\
    -d '{"fault": {"kind": "resetAfter"}, "endpoint": "/withdraw/create"}'
  curl -X POST http://127.0.0.1:8082/_sandbox/faults \\
    -d '{"fault": {"kind": "resetAfter"}, "endpoint": "create_pay_out"}'

  # the payout with this reference will be rejected after two seconds; the next one after its own timeout
  curl -X POST http://127.0.0.1:8081/_sandbox/plans -d '{"kind": "payout", "reference": "payout-1",
    "steps": [{"status": 3, "after": 0}, {"status": 6, "after": 2000, "rejectedReason": "No such card"}]}'
  curl -X POST http://127.0.0.1:8082/_sandbox/plans -d '{"steps": [{"status": "expectation", "after": 0},
    {"status": "rejected_timeout", "after": "timeout"}]}'

  # the next reads report it, with the card in groups of four; from now on all of Feennex's own words repeat the person
  curl -X POST http://127.0.0.1:8081/_sandbox/faults \\
    -d '{"fault": {"kind": "error", "message": "Card {account:.} is locked"}, "endpoint": "/withdraw/status"}'
  curl -X POST http://127.0.0.1:8081/_sandbox/settings -d '{"echo": " ({personal:/})"}'

  # the next payout is refused in words and paid in deed
  curl -X POST http://127.0.0.1:8082/_sandbox/faults \\
    -d '{"fault": {"kind": "error", "message": "low balance", "acts": true}, "endpoint": "create_pay_out"}'

  # the next payment at Stripe is declined for want of funds; the next request is limited; the one after it acts and then fails
  curl -X POST http://127.0.0.1:8083/_sandbox/courses -d '{"course": {"decline": "insufficient_funds"}}'
  curl -X POST http://127.0.0.1:8083/_sandbox/faults -d '{"fault": {"kind": "rateLimit", "retryAfter": 1}}'
  curl -X POST http://127.0.0.1:8083/_sandbox/faults -d '{"fault": {"kind": "error", "status": 500, "acts": true}}'

  # the next success callback arrives twice; an hour passes (for all, they share a clock); what was really paid?
  curl -X POST http://127.0.0.1:8081/_sandbox/callbacks/scripts -d '{"script": {"copies": 2}}'
  curl -X POST http://127.0.0.1:8081/_sandbox/clock/advance -d '{"ms": 3600000}'
  curl http://127.0.0.1:8081/_sandbox/ledger

All routes of Feennex:

${listed(Feennex.adminRoutes())}

The P2P platform has the same for clock, faults, records, callbacks and settings, and of its own:

${listed(ownRoutes(P2p.adminRoutes()))}

Stripe too, and of its own:

${listed(ownRoutes(Stripe.adminRoutes()))}

Faults: error {code?, message?, details?, status?, headers?, retryAfter?, acts?, later?}, refuse, resetBefore, resetAfter,
silentBefore, silentAfter, truncate, html {status?, retryAfter?, acts?}, answer {status?, body, contentType?, location?, headers?,
retryAfter?, acts?},
delay {ms, when?}, change {members?, without?, at?}, wire {encoding?, chunked?}, rateLimit {retryAfter, acts?}.`
