/** Writes events down, each with its object as it is at that moment, and hands them to the webhooks. */
import type { CallbackScript } from "../CallbackScript.ts"
import * as Callbacks from "./Callbacks.ts"
import * as Ids from "./Ids.ts"
import type { Stored } from "./Records.ts"
import * as References from "./References.ts"
import type { State } from "./State.ts"
import { add, born } from "./State.ts"
import { show } from "./views/Views.ts"
import type { JsonObject } from "./wire/Errors.ts"

const write = (state: State, type: string, about: Stored, object: JsonObject, previous: JsonObject | null) => {
  const { asking, world } = state
  return add(state, {
    kind: "event",
    ...born(state, about.scope, Ids.next(world, "evt_")),
    metadata: {},
    type,
    object,
    previous,
    request: { id: asking?.id ?? null, idempotency_key: asking?.idempotencyKey ?? null },
    reference: References.of(state, about),
    pending: 0
  })
}

/** Something has happened to an object: an event of it as it is now; `previous` are members as they were. */
export const emit = (state: State, type: string, about: Stored, previous: JsonObject | null = null): void => {
  const object = show(state, about)
  void Callbacks.send(state, write(state, type, about, object, previous))
  if (state.settings.eventTwins) void Callbacks.send(state, write(state, type, about, object, previous))
}

/** An event about something that is not kept by itself, such as a bank account. */
export const emitOf = (state: State, type: string, about: Stored, object: JsonObject): void =>
  void Callbacks.send(state, write(state, type, about, object, null))

/** One more event of an object as it is now, bent as scripted; resolves after its first attempt. */
export const sendAgain = (state: State, type: string, about: Stored, script: CallbackScript<string>): Promise<void> =>
  Callbacks.send(state, write(state, type, about, show(state, about), null), script)
