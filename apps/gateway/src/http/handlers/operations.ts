/**
 * What creating, listing and deciding have in common for payouts and payments. A create that was acknowledged is always
 * answered as created, even when waiting for more news of it fails.
 */
import type { Input } from "@switchyard/core"
import { Effect, Option, Result } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiSchema } from "effect/http-api"
import type { Create, ListQuery, OperationService } from "../../model/Operations.ts"
import type { Kind } from "../../model/statuses.ts"
import { CurrentCaller } from "../api/Security.ts"
import { decodeAbandonment, decodeResolution, defaultLimit, type Resolved } from "../api/Shared.ts"
import * as Body from "../Body.ts"
import * as Contexts from "../contexts.ts"
import * as JsonText from "../JsonText.ts"
import { fields, idempotencyKey, waitSeconds } from "../Requested.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"
import type { Service as Waits } from "../Waits.ts"

interface CreateHeaders {
  readonly "idempotency-key"?: string
  readonly prefer?: string
}

/** What a create came with; the body is what was decoded of it, or why it was not. */
interface Asked<A> {
  readonly key: { readonly idempotencyKey: string; readonly bodyDigest: string; readonly createdBy: string }
  readonly body: Result.Result<A, Input.InvalidInput>
}

/** Reads a create: its key, the digest of its body, who asks for it, and the body itself. */
export const askedFor = Effect.fnUntraced(function* <A extends object>(
  headers: CreateHeaders,
  request: HttpServerRequest.HttpServerRequest,
  decode: (json: unknown) => Effect.Effect<A, Input.InvalidInput>
) {
  const key = yield* idempotencyKey(headers["idempotency-key"])
  const json = yield* Body.json(request)
  const body = yield* Effect.result(Contexts.allowed(decode(json)))
  const { name } = yield* CurrentCaller
  return { key: { idempotencyKey: key, bodyDigest: JsonText.digest(json), createdBy: name }, body }
})

/** Creates, waits as far as that was preferred, and answers; `toCreate` makes of the body what the core takes. */
export const answerCreate = Effect.fnUntraced(function* <A, Request, Resource extends { readonly id: string }>(
  operations: OperationService<Request, Resource>,
  waits: Waits,
  { prefer }: CreateHeaders,
  { body, key }: Asked<A>,
  toCreate: (body: A) => Pick<Create<Request>, "request" | "followUpOf">
) {
  // What was accepted once is answered the same, also where it would be refused today: else it is paid again.
  const earlier = Result.isFailure(body) ? yield* orProblem(operations.replay(key)) : undefined
  const { replayed, resource } =
    earlier ??
    (yield* completeOrProblem(operations.create({ ...key, ...toCreate(yield* fields(Effect.fromResult(body))) })))
  const seconds = waitSeconds(prefer)
  const settled = Effect.catch(operations.settled(resource.id, seconds), () => Effect.succeed(resource))
  const held = seconds === 0 ? Option.none() : yield* waits.hold(key.createdBy, settled)
  return HttpApiSchema.withHeaders({
    body: Option.getOrElse(held, () => resource),
    headers: {
      ...(replayed ? { "idempotency-replayed": "true" as const } : {}),
      ...(Option.isNone(held) ? {} : { "preference-applied": `wait=${seconds}` })
    }
  })
})

/** A list's query with its page size. */
export const listOf = (query: Omit<ListQuery, "limit"> & { readonly limit?: number }): ListQuery => ({
  ...query,
  limit: query.limit ?? defaultLimit
})

/** Reads why an operator has something abandoned. */
export const abandonment = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const { name } = yield* CurrentCaller
  const { note } = yield* fields(decodeAbandonment(yield* Body.json(request)))
  return { note, operator: name }
})

/** Reads an operator's decision. */
export const decision = Effect.fnUntraced(function* (kind: Kind, request: HttpServerRequest.HttpServerRequest) {
  const { name } = yield* CurrentCaller
  const decode: (json: unknown) => Effect.Effect<Resolved, Input.InvalidInput> = decodeResolution[kind]
  const { acceptDuplicateRisk = false, note, outcome } = yield* fields(decode(yield* Body.json(request)))
  return { outcome, note, acceptDuplicateRisk, operator: name }
})
