/** The settings that every session of ours asks of a PostgreSQL server from its first byte on, and how its socket is opened. */
import { connect, type Socket } from "node:net"
import type { Bounds } from "./bounds.ts"
import type { Place } from "./place.ts"

// Everything here is read by an index. Without this the planner would go by what it saw when the tables were empty, and
// keep reading them whole until it learns of their growth.
const byIndex = { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" }

// A node that vanishes leaves its locks behind no longer than this.
const noticing = {
  tcp_keepalives_idle: "5",
  tcp_keepalives_interval: "5",
  tcp_keepalives_count: "3",
  tcp_user_timeout: "20000"
}

const millis = (bound: number): string => (Number.isFinite(bound) ? `${bound}` : "0")

/** The settings of a session. */
export const parameters = (bounds: Bounds): Readonly<Record<string, string>> => ({
  ...byIndex,
  ...noticing,
  statement_timeout: millis(bounds.statement),
  lock_timeout: millis(bounds.lock),
  idle_in_transaction_session_timeout: millis(bounds.idleInTransaction)
})

/** Has the server keep what it acknowledges, whatever it or the role says; what waits for a standby goes on waiting. */
export const keepingDurably =
  "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"

/** Has the server look, while it carries out a statement, whether we are still there. Not every system can. */
export const lookingForUs = "SELECT set_config('client_connection_check_interval', '5000', false)"

// Without it a connection that nobody uses would not notice that its server is gone.
const keepAliveMillis = 5_000

/** Connects to the server. */
export const open = ({ host, path, port }: Place): Socket => {
  const socket =
    path === undefined
      ? connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMillis })
      : connect({ path })
  // Under TLS the driver listens to what is above it.
  return socket.on("error", () => undefined)
}

// The end of its stream is just being said: until that is done it cannot be reset, and would stay open for ever.
const isEnding = (socket: Socket): boolean =>
  socket.writableEnded && !socket.writableFinished && socket.writableLength === 0 && !socket.connecting

/** Resets a connection over TCP: what of it has not left this machine is dropped. */
export const resetSocket = (socket: Socket): void => {
  if (isEnding(socket)) socket.once("finish", () => socket.resetAndDestroy())
  else socket.resetAndDestroy()
}

/** Breaks a connection off: what of it has not left this machine is dropped, and never carried out later. */
export const reset = (socket: Socket, { path }: Place, why: string): void => {
  if (socket.destroyed) return
  if (path === undefined) resetSocket(socket)
  if (!isEnding(socket)) socket.destroy(new Error(why))
}
