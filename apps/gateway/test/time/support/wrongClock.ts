/**
 * Loaded before anything else into a process whose clock shall be wrong: by so many milliseconds from the beginning on, and
 * at each SIGUSR2 by the next of them. What is counted stays true, as on a machine whose clock somebody sets.
 */

/** The variable that names them, separated by commas. */
export const variable = "WRONG_CLOCK_MILLIS"

const machine = Date.now
const [first = 0, ...rest] = (process.env[variable] ?? "0").split(",").map(Number)
let ahead = first

Date.now = () => machine() + ahead
globalThis.Date = new Proxy(Date, {
  construct: (target, values, self) => Reflect.construct(target, values.length === 0 ? [Date.now()] : values, self)
})

process.on("SIGUSR2", () => {
  ahead = rest.shift() ?? 0
})
