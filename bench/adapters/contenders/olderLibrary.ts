/**
 * The native library of hyperswitch-prism wants glibc 2.38, for one function that is `strtol` under a newer name. Where
 * the system is older, a copy of the library is made that asks for `strtol` and no longer for that version, so that
 * there is a figure at all; nothing else of it changes.
 */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const newName = "__isoc23_strtol"
const oldName = "strtol"
const newVersion = "GLIBC_2.38"

const dynamicSymbols = 11
const versionNeeds = 0x6ffffffe
const versionIndexes = 0x6fffffff
const isWeak = 2

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
}

const sectionsOf = (elf: Buffer): ReadonlyArray<Section> => {
  const table = Number(elf.readBigUInt64LE(0x28))
  const size = elf.readUInt16LE(0x3a)
  return Array.from({ length: elf.readUInt16LE(0x3c) }, (_, index) => {
    const at = table + index * size
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 0x18)),
      size: Number(elf.readBigUInt64LE(at + 0x20)),
      link: elf.readUInt32LE(at + 0x28)
    }
  })
}

const textAt = (elf: Buffer, at: number): string => elf.toString("latin1", at, elf.indexOf(0, at))

const loosen = (elf: Buffer): void => {
  const sections = sectionsOf(elf)
  const find = (type: number): Section => {
    const found = sections.find((section) => section.type === type)
    if (found === undefined) throw new Error("not the library that was expected")
    return found
  }
  const symbols = find(dynamicSymbols)
  const indexes = find(versionIndexes)
  const needs = find(versionNeeds)
  const names = sections[symbols.link]?.offset ?? 0
  for (let index = 0; index * 24 < symbols.size; index++) {
    const name = names + elf.readUInt32LE(symbols.offset + index * 24)
    if (textAt(elf, name) !== newName) continue
    elf.write(`${oldName}\0`, name, "latin1")
    // 1: whatever version the C library gives.
    elf.writeUInt16LE(1, indexes.offset + index * 2)
  }
  const versionNames = sections[needs.link]?.offset ?? 0
  for (let need = needs.offset; ; need += elf.readUInt32LE(need + 12)) {
    for (let entry = need + elf.readUInt32LE(need + 8); ; entry += elf.readUInt32LE(entry + 12)) {
      const name = textAt(elf, versionNames + elf.readUInt32LE(entry + 8))
      if (name === newVersion) elf.writeUInt16LE(isWeak, entry + 4)
      if (elf.readUInt32LE(entry + 12) === 0) break
    }
    if (elf.readUInt32LE(need + 12) === 0) break
  }
}

/** The path of a copy that loads with an older glibc; made once, beside the installed packages. */
export const olderLibrary = (): string => {
  const folder = new URL("../node_modules/", import.meta.url).pathname
  const original = join(
    folder,
    `hyperswitch-prism/dist/src/payments/generated/linux-${process.arch}/libconnector_service_ffi.so`
  )
  const copy = join(folder, ".older-glibc.so")
  if (existsSync(copy)) return copy
  copyFileSync(original, copy)
  const elf = readFileSync(copy)
  loosen(elf)
  writeFileSync(copy, elf)
  return copy
}
