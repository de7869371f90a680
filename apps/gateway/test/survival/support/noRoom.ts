/**
 * Loaded into a process that has no small disk of its own: once the file is there that says how much room is left, no file
 * grows beyond it, and whoever asks is told so.
 */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { variable } from "./smallDisk.ts"

const told = process.env[variable] ?? ""
let used = 0

const left = (): number | undefined => (fs.existsSync(told) ? Number(fs.readFileSync(told, "utf8")) - used : undefined)

const noRoom = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 })

const { writeSync } = fs
const { statfs } = fs.promises

const limited = (file: number, bytes: NodeJS.ArrayBufferView, offset: number, length: number, position: number) => {
  const grows = position + length > fs.fstatSync(file).size
  if (grows && (left() ?? length) < length) throw noRoom()
  if (grows && left() !== undefined) used += length
  return writeSync(file, bytes, offset, length, position)
}

Object.assign(fs, {
  writeSync: (...given: Parameters<typeof limited>) =>
    typeof given[4] === "number" ? limited(...given) : Reflect.apply(writeSync, fs, given)
})
Object.assign(fs.promises, {
  statfs: async (path: string) => {
    const real = await statfs(path)
    const room = left()
    return room === undefined ? real : { ...real, bsize: 1, bavail: Math.max(0, room) }
  }
})
syncBuiltinESMExports()
