/**
 * A provider by its definition whose payouts are a quote, a draft, and then the transfer of it, with the far side that it talks to:
 * what each request ends with is up to a test, and what was made and paid is there to be looked at.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Payout } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import type { Duplicates } from "@switchyard/core/Settling"
import type { OfSend } from "@switchyard/core/Stages"
import * as Tables from "@switchyard/core/Tables"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { rub, untyped } from "./stubs.ts"

/** How one request ends. */
export const ends = [
  "ok",
  /** Refused in a row that says that nothing is left. */
  "refusedNothing",
  /** Refused in a row that says nothing of it. */
  "refused",
  /** Not processed, in a row that says that nothing is left. */
  "busyNothing",
  "neverSent",
  "lostBefore",
  "lostAfter",
  "unreadable",
  "html502",
  /** The id is used already. */
  "used",
  "defect"
] as const

/** How one request ends. */
export type End = (typeof ends)[number]

// Whether the far side carries a request out that ends so.
const acts = (end: End): boolean => ["ok", "lostAfter", "unreadable"].includes(end)

type Path = "quote" | "draft" | "confirm" | "fund" | "cancel" | "get"

/** One draft at the far side. */
export interface Draft {
  readonly id: string
  readonly generation: number
  status: "draft" | "funded" | "canceled"
}

/** What a test decides, and sees. */
export interface World {
  readonly stages?: OfSend
  readonly duplicates?: Duplicates
  readonly script: { [P in Path]?: End }
  /** Whether the draft is confirmed by one more request before it is committed. */
  readonly confirms?: boolean
  /** What the adapter gives of what was prepared in place of the right thing. */
  readonly gives?: unknown
  /** What a draft says of itself. */
  readonly states?: { readonly amount?: string; readonly reference?: string }
  /** For how long it can be committed. */
  readonly lastsMillis?: number
  readonly drafts: Array<Draft>
  readonly requests: Array<string>
}

export const world = (given: Partial<World> = {}): World => ({ script: {}, drafts: [], requests: [], ...given })

export const payable: OfSend = {
  prepared: "payable",
  prepares: "same",
  abandonAfter: { afterMillis: 60_000, answers: 2, spacingMillis: 1000 }
}

export const inert: OfSend = { prepared: "inert" }

const Data = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  reference: Schema.String,
  amount: Schema.optionalKey(Schema.String),
  until: Schema.optionalKey(Schema.Number),
  status: Schema.optionalKey(Schema.String)
})

const Envelope = Schema.Struct({
  data: Schema.optionalKey(Json.Value),
  error: Schema.optionalKey(Schema.String),
  said: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Schema.String)
})

const on = Endpoint.make({
  read: Endpoint.envelope(Envelope, ({ data, error, id, said }) =>
    error === undefined
      ? Endpoint.success(data)
      : Endpoint.refusal(said ?? error, { text: error, providerReference: id })
  ),
  codes: Tables.codes({
    refused: [
      { text: "no, and nothing is left", reason: "InsufficientFunds", leaves: "nothing" },
      { text: "no", reason: "DestinationInvalid" },
      { text: "declined", reason: "InsufficientFunds", leaves: "payable" }
    ],
    notProcessed: [{ text: "later, and nothing is left", reason: "RateLimited", leaves: "nothing" }],
    duplicate: [{ text: "used" }]
  })
})

const toPayout = ({ id, reference, status = "new" }: typeof Data.Type): Payout => ({
  reference,
  ...(id === undefined ? {} : { providerReference: id }),
  status: status === "draft" ? "uncommitted" : status === "canceled" ? "canceled" : "processing",
  providerStatus: status,
  receipts: [],
  anomalies: []
})

const answer = (status: number, body: object | string) =>
  new Http.Answer(status, {}, typeof body === "string" ? body : JSON.stringify(body))

interface Request {
  readonly path: Path
  readonly body: { readonly reference: string; readonly generation?: number; readonly id?: string }
}

// The far side: a draft for each reference and generation, paid once.
const act = (of: World, { body, path }: Request): object => {
  const { generation = 0, reference } = body
  const found = of.drafts.find((draft) =>
    body.id === undefined ? draft.generation === generation : draft.id === body.id
  )
  switch (path) {
    case "draft":
      if (found === undefined) of.drafts.push({ id: `d-${of.drafts.length + 1}`, generation, status: "draft" })
      break
    case "fund":
      if (found?.status === "draft") found.status = "funded"
      break
    case "cancel":
      if (found?.status === "draft") found.status = "canceled"
  }
  const made = found ?? of.drafts.at(-1)
  const { amount = "100", reference: stated = reference } = of.states ?? {}
  const said = { reference: stated, amount, status: made?.status ?? "none" }
  // What is paid is answered without the id.
  return path === "fund" ? { ...said, status: "new" } : { ...said, ...(made && { id: made.id }) }
}

const exchange = (of: World, request: Request): Endpoint.Exchange =>
  Effect.suspend((): Endpoint.Exchange => {
    const end = of.script[request.path] ?? "ok"
    if (end === "neverSent") return Effect.fail(new Http.NeverSent({ fault: "Refused", message: "connection refused" }))
    of.requests.push(request.path)
    const data = acts(end) ? act(of, request) : {}
    switch (end) {
      case "ok":
        return Effect.succeed(answer(200, { data }))
      case "refusedNothing":
        return Effect.succeed(answer(422, { error: "no, and nothing is left" }))
      case "refused":
        return Effect.succeed(answer(422, { error: "no" }))
      case "busyNothing":
        return Effect.succeed(answer(429, { error: "later, and nothing is left" }))
      case "used":
        return Effect.succeed(answer(409, { error: "used", said: `used by ${secret}`, id: "d-1" }))
      case "unreadable":
        return Effect.succeed(answer(200, "<html>"))
      case "html502":
        return Effect.succeed(answer(502, "<html>"))
      case "defect":
        return Effect.die("the adapter is broken")
      default:
        return Effect.succeed(new Http.MaybeSent("ConnectionLost", "connection lost"))
    }
  })

/** The secret of its account, which its far side repeats. */
export const secret = "key_of_the_account"

/** The payouts of this provider. */
export const make = (of: World) => {
  const line: Endpoint.Client<Request> = {
    send: (request) => exchange(of, request),
    toWire: ({ body, path }) => ({
      method: "POST",
      origin: "stub:",
      path,
      headers: {},
      body: JSON.stringify(body)
    })
  }
  const request = (path: Request["path"], body: Request["body"]) => Endpoint.ready(line, { path, body })
  const quote = on.prepare(Data, { leaves: "nothing" })
  const draft = on.prepare(Data, { id: ({ id }) => id })
  const confirm = on.prepare(Data, { leaves: "nothing" })
  const create = on.send(Data)
  const get = on.lookUp(Data)

  const payouts = Provider.payouts({
    options: Schema.Struct({ speed: Schema.optionalKey(Schema.Literal("instant")) }),
    manifest: {
      routes: [{ method: "card", currencies: ["RUB"] }],
      duplicates: { create: of.duplicates ?? { kind: "undocumented" } },
      lookUp: { create: { by: "providerReference" } },
      ...(of.stages && { stages: { create: of.stages } }),
      statusReads: { spacingMillis: 0, polling: "free" },
      callbacks: "none"
    },
    create: {
      staged: {
        state: Schema.Struct({ draft: Schema.String }),
        plan: ({ description, reference }) =>
          description === undefined
            ? Result.succeed({ reference })
            : Result.fail([{ path: "description", reason: "is not taken" }]),
        prepare: Effect.fnUntraced(function* ({ reference }, { call, deadline, generation }) {
          yield* quote(request("quote", { reference }))(call, deadline)
          const made = yield* draft(request("draft", { reference, generation }))(call, deadline)
          const { amount = "100", id = "", reference: stated } = made
          if (of.confirms === true) yield* confirm(request("confirm", { reference, generation }))(call, deadline)
          if ("gives" in of) return untyped(of.gives)
          return {
            providerReference: id,
            state: { draft: id },
            states: { reference: stated, amount: rub(amount) },
            ...(of.lastsMillis !== undefined && { commitUntil: DateTime.makeUnsafe(of.lastsMillis) })
          }
        }),
        commit: ({ reference }, { state }) => create(request("fund", { reference, id: state.draft })),
        answer: toPayout
      }
    },
    abandon: {
      abandon: ({ providerReference }) => create(request("cancel", { reference: "po-1", id: providerReference })),
      answer: ({ id }) => (id === undefined ? {} : { providerReference: id })
    },
    get: {
      byProviderReference: (id) => get(request("get", { reference: "po-1", id })),
      answer: toPayout
    }
  })
  return Provider.define({
    name: "@example/staged",
    options: Schema.Struct({ account: Schema.String }),
    account: ({ account }) => account,
    confirmAccount: "inRequest",
    secrets: () => [Redacted.make(secret)],
    client: () => ({}),
    kinds: { payouts: () => payouts }
  })
}

/** The service of this provider. */
export const service = (of: World) => Effect.map(make(of).make({ account: "a" }, "staged"), ({ payouts }) => payouts)
