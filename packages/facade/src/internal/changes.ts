/** The replays of those operations of a table that change another one, each at the instance that holds what it changes. */
import * as Kind from "@switchyard/core/Kind"
import * as Replay from "@switchyard/core/Replay"
import * as Effect from "effect/Effect"
import type { Repeated, Replays } from "../Api.ts"
import type { Capable, Directory } from "./directory.ts"
import { type Replaying, writtenDown } from "./replaying.ts"

/** A service, as far as its changes can be replayed. */
interface Repeating extends Capable {
  readonly replays: { readonly [name: string]: Kind.Repeated<never, unknown> }
}

const one = (name: string, { entries, kind, missing }: Directory<Repeating>): Repeated<unknown, unknown> => {
  // What it takes is that of the operation of this name, which no type can follow.
  const of = (instance: string) =>
    entries.get(instance)?.service.replays[name] as Kind.Repeated<unknown, unknown> | undefined
  const replay: Replaying<unknown, unknown> = (instance, request, record, options) =>
    of(instance)?.replay(request, record, options) ??
    Effect.fail(
      new Replay.NotReplayed({
        provider: instance,
        operation: `${kind}.${name}.replay`,
        why: "Unsupported",
        message: missing(instance)
      })
    )
  return {
    hashOn: (instance, request) => of(instance)?.hash(request) ?? Effect.succeed(undefined),
    replayOn: writtenDown(replay)
  }
}

/** The replays of every change of a kind over the instances of a directory. */
export const make = <Ops extends Kind.Table<Ops>>(
  kind: Kind.Kind<Ops>,
  directory: Directory<Repeating>
): Replays<Ops> =>
  Object.fromEntries(
    Kind.entries(kind).flatMap(([name, { type }]) => (type === "modify" ? [[name, one(name, directory)] as const] : []))
    // Built by names, which no type can follow.
  ) as Replays<Ops>
