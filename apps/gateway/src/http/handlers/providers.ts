/** Answers what the configured instances are, can do and hold. */
import { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { AccountsThatDiffer } from "../../model/AccountsThatDiffer.ts"
import { Api } from "../api/Api.ts"
import { ProviderHealth } from "../ProviderHealth.ts"
import { notFound } from "../problems.ts"
import { orProblem } from "../refusals.ts"

/** The handlers of providers. */
export const layer = HttpApiBuilder.group(
  Api,
  "providers",
  Effect.fnUntraced(function* (handlers) {
    const { instances, payouts } = yield* Switchyard.Switchyard
    const healthOf = yield* ProviderHealth
    const accounts = yield* AccountsThatDiffer
    return handlers.handleAll({
      list: () =>
        Effect.map(
          Effect.forEach(instances, (instance) =>
            Effect.map(Effect.zip(healthOf(instance.name), accounts.of(instance.name)), ([health, why = null]) => ({
              instance: instance.name,
              package: instance.package,
              capabilities: instance.capabilities,
              health: { ...health, anotherAccount: why }
            }))
          ),
          (data) => ({ data })
        ),
      balance: Effect.fnUntraced(function* ({ params: { instance } }) {
        if (!instances.some(({ name }) => name === instance)) return yield* Effect.fail(notFound("not_found"))
        return { provider: instance, data: yield* orProblem(payouts.balance(instance)) }
      })
    })
  })
)
