/** The replays of those operations of a table that change another one, as promises. */
import * as Kind from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import * as Schema from "effect/Schema"
import type * as Api from "../Api.ts"
import type { Repeated, Replays } from "../ClientRecords.ts"
import type { Calls } from "./calls.ts"
import * as Records from "./records.ts"

const one = (op: Op.Modify<Op.Referring, Op.Codec>, replays: object, name: string, calls: Calls) => {
  // What it takes is that of the operation of this name, which no type can follow.
  const of = Reflect.get(replays, name) as Api.Repeated<unknown, unknown>
  return Records.ofChange(of, calls, op.decode, Schema.encodeEffect(op.output))
}

/** The replays of every change of a kind, over those of the Effect API. */
export const make = <Ops extends Kind.Table<Ops>>(kind: Kind.Kind<Ops>, replays: object, calls: Calls): Replays<Ops> =>
  Object.fromEntries(
    Kind.entries(kind).flatMap(
      ([name, op]): ReadonlyArray<readonly [string, Repeated<unknown, unknown>]> =>
        op.type === "modify" ? [[name, one(op, replays, name, calls)]] : []
    )
    // Built by names, which no type can follow.
  ) as Replays<Ops>
