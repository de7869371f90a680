/** The Promise face of replays and of what a create has left: records from JSON and back, the rest by the Effect face. */
import type { InvalidInput } from "@switchyard/core/Input"
import { compact } from "@switchyard/core/Optional"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { RecordJson } from "../Answer.ts"
import type * as Api from "../Api.ts"
import type {
  AbandonOnOptions,
  CreationInput,
  KeyInput,
  PreparedInput,
  PrepareOnOptions,
  RecordInput,
  Records,
  Repeated,
  ReplayOnOptions,
  Secret
} from "../ClientRecords.ts"
import type * as Answers from "./answers.ts"
import * as Calls from "./calls.ts"
import * as Instants from "./instants.ts"
import { preparedJson } from "./json.ts"
import type { ReplayOn } from "./replaying.ts"

// What is neither is left as it is: core says what is wrong with it.
const secret = (value: Secret): Redacted.Redacted<string> =>
  typeof value === "string" ? Redacted.make(value, { label: "a stored secret" }) : value

/** The key of a replay, from what was stored. */
export const keyOf = ({ account, hash }: KeyInput): Replay.Key => ({
  hash: secret(hash),
  ...compact({ account: account === undefined ? undefined : secret(account) })
})

const preparedOf = (path: string, { commitUntil, providerReference, state }: PreparedInput) =>
  Effect.map(
    Instants.optional(`${path}.commitUntil`, commitUntil),
    (until): Stages.Prepared => ({ state: secret(state), ...compact({ providerReference, commitUntil: until }) })
  )

const creationOf = (
  { generation, prepared }: CreationInput,
  within = ""
): Effect.Effect<Stages.Creation, InvalidInput> =>
  Effect.map(
    prepared === undefined ? Effect.succeed(undefined) : preparedOf(`${within}prepared`, prepared),
    (decoded) => compact({ generation, prepared: decoded })
  )

const recordOf = Effect.fnUntraced(function* (given: RecordInput): Effect.fn.Return<Replay.Record, InvalidInput> {
  const record: RecordInput = Object(given)
  const creation = yield* creationOf(record, "record.")
  return {
    ...keyOf(record),
    ...creation,
    firstSentAt: yield* Instants.instant("record.firstSentAt", record.firstSentAt),
    lastSendUntil: yield* Instants.instant("record.lastSendUntil", record.lastSendUntil)
  }
})

const recordJson = ({
  account,
  firstSentAt,
  generation,
  hash,
  lastSendUntil,
  prepared
}: Replay.Record): RecordJson => ({
  hash,
  firstSentAt: DateTime.formatIso(firstSentAt),
  lastSendUntil: DateTime.formatIso(lastSendUntil),
  ...compact({ account, generation, prepared: prepared && preparedJson(prepared) })
})

const confirmed = { confirmed: true } as const

/** One replay at one instance, from JSON. */
const replayOn =
  <Request, A, Shown>(
    service: { readonly replayOn: ReplayOn<Request, A> },
    { replay }: Calls.Calls,
    decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
    show: Answers.Show<A, Shown>
  ): Repeated<unknown, Shown>["replayOn"] =>
  (
    instance,
    input,
    record,
    { beforeReplay, clocksApartMillis, deadline, sensitive, signal }: Partial<ReplayOnOptions> = {}
  ) =>
    replay(
      instance,
      input,
      { signal, until: ["deadline", deadline] },
      (until) =>
        Effect.flatMap(Effect.zip(decode(input), recordOf(record)), ([request, first]) =>
          service.replayOn(instance, request, first, {
            beforeReplay: (next) =>
              Calls.promised(() => {
                if (beforeReplay === undefined) throw new TypeError("beforeReplay must be a function")
                return beforeReplay(recordJson(next))
              }),
            ...{ clocksApartMillis, deadline: until, sensitive }
          })
        ),
      show
    )

/** The replays of one change. */
export const ofChange = <Request, A, Shown>(
  service: Api.Repeated<Request, A>,
  calls: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Answers.Show<A, Shown>
): Repeated<unknown, Shown> => ({
  hashOn: (instance, input, options = {}) =>
    calls.read(
      Effect.flatMap(decode(input), (request) => service.hashOn(instance, request)),
      Effect.succeed,
      options
    ),
  replayOn: replayOn(service, calls, decode, show)
})

/** The part that every kind has: replays. */
export const replays = <Request, A, Shown>(
  service: Pick<Api.Common<Request, A, unknown>, "confirmOn" | "hashOn" | "replayOn">,
  calls: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Answers.Show<A, Shown>
): Pick<Records<unknown, Shown>, "confirmOn" | "hashOn" | "replayOn"> => ({
  confirmOn: (instance, options) =>
    calls.read(Effect.as(service.confirmOn(instance), confirmed), Effect.succeed, options),
  hashOn: (instance, input, creation = {}, options = {}) =>
    calls.read(
      Effect.flatMap(Effect.zip(decode(input), creationOf(creation)), ([request, of]) =>
        service.hashOn(instance, request, of)
      ),
      Effect.succeed,
      options
    ),
  replayOn: replayOn(service, calls, decode, show)
})

/** All of it, of what may be created in stages. */
export const make = <Request, A, Shown>(
  service: Api.Common<Request, A, unknown>,
  calls: Calls.Calls,
  decode: (input: unknown) => Effect.Effect<Request, InvalidInput>,
  show: Answers.Show<A, Shown>
): Records<unknown, Shown> => ({
  ...replays(service, calls, decode, show),
  prepareOn: (instance, input, { deadline, generation, sensitive, signal }: Partial<PrepareOnOptions> = {}) =>
    calls.send(
      instance,
      input,
      { signal, until: ["deadline", deadline] },
      (until) =>
        Effect.flatMap(decode(input), (request) =>
          service.prepareOn(instance, request, { deadline: until, generation: Number(generation), sensitive })
        ),
      (prepared) => Effect.succeed(preparedJson(prepared))
    ),
  abandonOn: (
    instance,
    input,
    { asked, deadline, providerReference = "", sensitive, signal, ...creation }: Partial<AbandonOnOptions> = {}
  ) =>
    calls.send(
      instance,
      input,
      { signal, until: ["deadline", deadline] },
      (until) =>
        Effect.flatMap(Effect.zip(decode(input), creationOf(creation)), ([request, of]) =>
          service.abandonOn(instance, request, { ...of, asked, deadline: until, providerReference, sensitive })
        ),
      Effect.succeed
    )
})
