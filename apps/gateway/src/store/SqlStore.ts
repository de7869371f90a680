/** The records over any PostgreSQL that the client speaks to, whose tables are up to date. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { Readiness } from "../model/Readiness.ts"
import { callbacks } from "./callbacks.ts"
import { circuits } from "./circuits.ts"
import { claiming } from "./claiming.ts"
import { committing } from "./committing.ts"
import { creating } from "./creating.ts"
import { creatingRefunds } from "./creatingRefunds.ts"
import { held } from "./held.ts"
import { leftReads } from "./leftReads.ts"
import { probe } from "./probe.ts"
import { rates } from "./rates.ts"
import { readRequests } from "./readRequests.ts"
import { reads } from "./reads.ts"
import { receiptUploads } from "./receiptUploads.ts"
import { recovering } from "./recovering.ts"
import { Store } from "./Store.ts"
import { secrets } from "./secrets.ts"
import { sideReads } from "./sideReads.ts"
import { snapshot } from "./snapshot.ts"

/** The records over the SQL client in the environment. */
export const layer = Layer.effect(
  Store,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const store = {
      ...(yield* creating(sql)),
      ...(yield* creatingRefunds(sql)),
      ...(yield* committing(sql)),
      ...(yield* readRequests(sql)),
      ...(yield* callbacks(sql)),
      ...(yield* reads(sql)),
      ...claiming(sql),
      ...(yield* recovering(sql)),
      ...sideReads(sql),
      ...leftReads(sql),
      ...(yield* receiptUploads(sql)),
      ...snapshot(sql),
      ...circuits(sql),
      ...rates(sql),
      ...secrets(sql),
      ready: yield* probe(sql)
    }
    return held(store, yield* Readiness)
  })
)
