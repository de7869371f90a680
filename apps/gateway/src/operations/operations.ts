/** The part that payments and payouts have in common for the HTTP API: created once, read, listed, refreshed, decided. */
import { Routing } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { firstFacts } from "../lifecycle/Facts.ts"
import type { Kind } from "../lifecycle/Status.ts"
import * as Cursor from "../model/Cursor.ts"
import * as Instant from "../model/Instant.ts"
import { Conflict, type Create, type OperationService, Refused, type StagedService } from "../model/Operations.ts"
import type { AnyResource } from "../model/Resource.ts"
import { withoutSecrets } from "../model/withoutSecrets.ts"
import type { PlainRequest, Row } from "../store/Row.ts"
import * as Trace from "../telemetry/Trace.ts"
import { askToAbandon } from "./abandonAsked.ts"
import * as Bulkheads from "./bulkheads.ts"
import { find } from "./find.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { refresh } from "./refresh.ts"
import { resolve } from "./resolve.ts"
import { asCreated } from "./resource.ts"
import { isPending, type Settling } from "./settling.ts"

/** The part of a kind that every use of it needs. */
export interface Kept<Resource> {
  readonly kind: Kind
  readonly wake: Effect.Effect<void>
  readonly settling: Settling
  readonly toView: (row: Row) => Effect.Effect<Resource>
}

/** The part that is particular to payments or payouts. */
export interface Particular<Request, Resource> extends Kept<Resource> {
  readonly newId: () => string
  readonly candidates: (request: Request) => ReadonlyArray<Routing.Candidate>
  readonly plain: (input: Create<Request>) => PlainRequest
  readonly seal: (id: string, request: Request) => Effect.Effect<Uint8Array>
}

type Key = Pick<Create<never>, "bodyDigest" | "idempotencyKey">

type Named = Pick<Row, "id" | "kind">

const taken = (code: "duplicate_reference" | "idempotency_key_reused", message: string, { id, kind }: Named) =>
  new Conflict({ code, message, operation: { id, kind } })

/** Refuses a key that was used with another request; `what` says with which. */
export const keyTaken = (what: string, operation: Named): Conflict =>
  taken("idempotency_key_reused", `this Idempotency-Key was used with another request, ${what}`, operation)

/** Refuses a reference that another operation of the kind has. */
export const referenceTaken = (row: Row): Conflict =>
  taken("duplicate_reference", `the reference is used by the ${row.kind} ${row.id}, and is unique for ever`, row)

const isSame = (kind: Kind, row: Row, { bodyDigest }: Pick<Key, "bodyDigest">) =>
  row.kind === kind && row.bodyDigest === bodyDigest

/** The first answer again to whoever sends the same again under its key. */
export const again = Effect.fnUntraced(function* <Resource>(
  { kind, toView }: Pick<Kept<Resource>, "kind" | "toView">,
  key: Pick<Key, "bodyDigest">,
  row: Row
) {
  if (!isSame(kind, row, key)) {
    return yield* keyTaken(`which created the ${row.kind} ${row.id}`, row)
  }
  return { resource: yield* toView(asCreated(row)), replayed: true }
})

/** One kind of operation for the HTTP API. */
export const operationService = <
  Request extends { readonly reference: string; readonly provider?: string },
  Resource extends AnyResource
>(
  runner: Runner,
  particular: Particular<Request, Resource>
): StagedService<Request, Resource> => {
  const { store } = runner
  const { candidates, kind, newId, plain, seal, toView, wake } = particular

  const create = Effect.fnUntraced(function* (input: Create<Request>) {
    const { bodyDigest, idempotencyKey, request } = input
    const list = candidates(request)
    if (!list.some((candidate) => candidate.in)) {
      // What was accepted once is answered the same, whatever the config says now.
      const earlier = yield* store.findByKey(idempotencyKey)
      if (earlier !== undefined) return yield* again(particular, input, earlier)
      return yield* new Refused(Routing.noRoute(list, request.provider))
    }
    const now = yield* Instant.now
    const id = newId()
    const stored = plain(input)
    const { _tag, row } = yield* store.create({
      id,
      kind,
      reference: request.reference,
      idempotencyKey,
      bodyDigest,
      createdAt: now,
      request: stored,
      sealed: yield* seal(id, request),
      facts: firstFacts(stored, now),
      bulkhead: yield* Bulkheads.ofCandidates(runner.guard, list),
      createdBy: input.createdBy ?? null,
      traceParent: yield* Trace.current
    })
    if (_tag === "SameKey") return yield* again(particular, input, row)
    if (_tag === "SameReference") return yield* referenceTaken(row)
    yield* wake
    return { resource: yield* toView(row), replayed: false }
  })

  return {
    ...keptService(runner, particular),
    create,
    abandon: (id, wish) => Effect.flatMap(Effect.tap(askToAbandon(runner, kind, id, wish), wake), toView)
  }
}

/** What is asked of a kind once an operation of it was created. */
export const keptService = <Resource extends AnyResource>(
  runner: Runner,
  { kind, settling, toView, wake }: Kept<Resource>
): Omit<OperationService<never, Resource>, "create"> => {
  const { store } = runner
  return {
    get: (id) => Effect.flatMap(find(runner, kind, id), toView),

    replay: Effect.fnUntraced(function* (key) {
      const row = yield* store.findByKey(key.idempotencyKey)
      return row !== undefined && isSame(kind, row, key)
        ? { resource: yield* toView(asCreated(row)), replayed: true }
        : undefined
    }),

    list: Effect.fnUntraced(function* ({ cursor, limit, ...filter }) {
      // A cursor that is none of ours, which the HTTP API refuses, lists nothing rather than everything.
      const before = cursor === undefined ? undefined : (Cursor.seqOf("operations", cursor) ?? 0)
      const rows = yield* store.list(kind, { ...filter, before, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        data: (yield* Effect.forEach(page, toView)).map(withoutSecrets),
        nextCursor: rows.length > limit && last !== undefined ? Cursor.after("operations", last.seq) : null
      }
    }),

    timeline: (id) => Effect.flatMap(find(runner, kind, id), () => store.timeline(id)),
    refresh: (id) => Effect.flatMap(refresh(runner, kind, id), toView),
    resolve: (id, resolution) => Effect.flatMap(Effect.tap(resolve(runner, kind, id, resolution), wake), toView),

    settled: Effect.fnUntraced(function* (id, seconds) {
      const row = yield* find(runner, kind, id)
      if (!isPending(row) || seconds <= 0) return yield* toView(row)
      const settled = yield* Effect.timeoutOption(settling(id), seconds * 1000)
      return yield* toView(Option.isSome(settled) ? settled.value : yield* find(runner, kind, id))
    })
  }
}
