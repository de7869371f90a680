/**
 * The way from `@effect/sql-pg` to a PGlite in the same process: a stream that speaks the PostgreSQL protocol, as a socket
 * would. Whatever is written goes to the database as it came and in order; its answers are what can be read.
 */
import { Duplex } from "node:stream"
import type { PGlite } from "@electric-sql/pglite"

// A client asks first whether it may use TLS or cancel a query; PGlite knows neither.
const isForeign = (bytes: Uint8Array): boolean => {
  if (bytes.length < 8 || bytes[0] !== 0) return false
  const code = new DataView(bytes.buffer, bytes.byteOffset).getInt32(4)
  return code === 80877103 || code === 80877102
}

/** One connection to the database; there must never be two at once. */
export const bridge = (database: PGlite): Duplex => {
  const duplex = new Duplex({
    read: () => {},
    write: (chunk: Uint8Array, _encoding, done) => {
      if (isForeign(chunk)) {
        duplex.push(Buffer.from("N"))
        return done()
      }
      // Not `execProtocolRaw`: that one also parses every answer and keeps all of them for as long as it lives.
      const answer: Array<Uint8Array> = []
      const onRawData = (bytes: Uint8Array) => void answer.push(bytes.slice())
      database.execProtocolRawStream(chunk, { syncToFs: true, onRawData }).then(
        () => {
          if (answer.length > 0) duplex.push(Buffer.concat(answer))
          done()
        },
        (error: unknown) => done(error instanceof Error ? error : new Error("the embedded database failed"))
      )
    },
    writev: (chunks, done) => {
      const all = Buffer.concat(chunks.map(({ chunk }) => chunk as Uint8Array))
      duplex._write(all, "buffer" as BufferEncoding, done)
    },
    final: (done) => {
      duplex.push(null)
      done()
    }
  })
  return duplex
}
