/**
 * The way from `@effect/sql-pg` to a PGlite in the same process: a stream that speaks the PostgreSQL protocol, as a socket
 * would. Whatever is written goes to the database as it came and in order; its answers are what can be read. A database
 * that has failed (a full disk is enough) gives half an answer or none for ever: then the stream is destroyed, and nothing
 * is asked of that database any more.
 */
import { Duplex } from "node:stream"
import type { PGlite } from "@electric-sql/pglite"
import { failureOf } from "./panic.ts"

// A client asks first whether it may use TLS or cancel a query; PGlite knows neither.
const isForeign = (bytes: Uint8Array): boolean => {
  if (bytes.length < 8 || bytes[0] !== 0) return false
  const code = new DataView(bytes.buffer, bytes.byteOffset).getInt32(4)
  return code === 80877103 || code === 80877102
}

const goodbye = "X".charCodeAt(0)

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error("the embedded database failed for an unknown reason")

/** One connection to the database; there must never be two at once. */
export const bridge = (database: PGlite): Duplex => {
  const ask = async (chunk: Uint8Array): Promise<Buffer> => {
    // Not `execProtocolRaw`: that one also parses every answer and keeps all of them for as long as it lives.
    const parts: Array<Uint8Array> = []
    // A database that fails leaves its own exit code to the process.
    const { exitCode } = process
    const onRawData = (bytes: Uint8Array) => void parts.push(bytes.slice())
    await database.execProtocolRawStream(chunk, { syncToFs: true, onRawData })
    const answer = Buffer.concat(parts)
    if (chunk[0] === goodbye) return answer
    const failure = failureOf(answer)
    if (failure === undefined) return answer
    process.exitCode = exitCode
    throw new Error(failure)
  }
  const duplex = new Duplex({
    read: () => {},
    write: (chunk: Uint8Array, _encoding, done) => {
      if (isForeign(chunk)) {
        duplex.push(Buffer.from("N"))
        return done()
      }
      ask(chunk).then(
        (answer) => {
          if (answer.length > 0) duplex.push(answer)
          done()
        },
        (error: unknown) => done(asError(error))
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
