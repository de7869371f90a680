/**
 * Writes into the embedded database for as long as it lives, and says after each row how many were acknowledged, or that
 * one was not. It asks before the end how many there are.
 */
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as Embedded from "../../../src/store/Embedded.ts"

const say = (text: string) => Effect.sync(() => console.log(text))

const writing = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE written (number integer, what text)`
  // Of no use to the compression of long values.
  const row = (number: number) => sql`
    INSERT INTO written SELECT ${number}, string_agg(md5(g::text || random()::text), '') FROM generate_series(1, 20000) g`
  for (let number = 1; ; number += 1) {
    const written = yield* Effect.result(row(number))
    if (written._tag === "Success") {
      yield* say(`acknowledged ${number}`)
      continue
    }
    yield* say(`failed ${written.failure._tag} ${written.failure.reason._tag}`)
    const counted = Effect.flatMap(
      sql<{ readonly count: number }>`SELECT count(*)::integer AS count FROM written`,
      ([there]) => say(`there are ${there?.count}, and ${number - 1} were acknowledged`)
    )
    for (;;) {
      const again = yield* Effect.result(Effect.andThen(counted, row(number)))
      if (again._tag === "Success") break
      yield* Effect.sleep("200 millis")
    }
    yield* say("goes on")
    return
  }
})

await Effect.runPromise(writing.pipe(Effect.provide(Layer.fresh(Embedded.layer(process.argv[2] ?? "")))))
