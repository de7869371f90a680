/**
 * Holds the pictures in docs/architecture.md against the imports of the sources, in both directions: an import that no arrow
 * shows is a problem, and so is an arrow that no import stands behind. The first diagram is of the packages, the second of the
 * rooms of core, the third of those of the gateway: the folders of their sources. No arrow may lead back to where it came
 * from. And the simulators are loaded by the one file of the gateway that starts them, which itself is loaded only when they
 * are wanted. Circles between files are the linter's. Why not a library: decision 0023.
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { type Manifest, workspaces } from "./workspaces.ts"

/** From each place to the places it needs; for imports, with the file that needs it. */
type Arrows = ReadonlyMap<string, ReadonlyMap<string, string>>

const document = "docs/architecture.md"
const problems: Array<string> = []
const problem = (what: string) => void problems.push(`${document}: ${what}`)

const sources = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))

const imports = /^(?:import|export)\b[^"']*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm

const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(file, "utf8").matchAll(imports)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? "")

const add = (arrows: Map<string, Map<string, string>>, from: string, to: string, file: string) => {
  const known = arrows.get(from) ?? new Map<string, string>()
  arrows.set(from, known)
  if (from !== to && !known.has(to)) known.set(to, file)
}

const isAdapter = (directory: string): boolean =>
  /export \{ plugin \}/.test(readFileSync(join(directory, "src/index.ts"), "utf8"))

const shortName = ({ name }: Manifest): string => name.replace("@switchyard/", "")

// The demo plays the providers to a gateway in another process; that nothing of the gateway needs the demo, the third diagram shows.
const playing = "apps/gateway/src/demo/"

// Adapters are one place, because a new one is added without touching anything but its own package.
const ofPackages = (): Arrows => {
  const all = workspaces().filter(({ directory }) => /^(?:packages|apps)\//.test(directory))
  const places = new Map(
    all.map(({ directory, manifest }) => [
      manifest.name,
      directory.startsWith("packages/") && isAdapter(directory) ? "adapters" : shortName(manifest)
    ])
  )
  const arrows = new Map<string, Map<string, string>>()
  for (const { directory, manifest } of all) {
    const place = places.get(manifest.name) ?? ""
    add(arrows, place, place, "")
    for (const name of sources(join(directory, "src"))) {
      const file = join(directory, "src", name)
      for (const specifier of importsOf(file)) {
        if (file.startsWith(playing) && specifier === "@switchyard/memory") continue
        const target = /^@switchyard\/[\w-]+/.exec(specifier)?.[0]
        const to = places.get(target ?? "")
        // Between adapters nothing may be imported, so that is an arrow of its own and never in the diagram.
        if (to !== undefined && target !== manifest.name) add(arrows, place, to === place ? `${to} itself` : to, file)
      }
    }
  }
  return arrows
}

const gateway = "apps/gateway/src"

// A folder is a room, and so is a file beside the folders; `story.ts` belongs to `story/`.
const roomOf = (path: string): string => (path.split("/")[0] ?? "").replace(/\.ts$/, "")

const ofRooms = (directory: string): Arrows => {
  const arrows = new Map<string, Map<string, string>>()
  for (const name of sources(directory)) {
    const room = roomOf(name)
    // It names everything that a package offers, and nothing imports it.
    if (room === "index") continue
    add(arrows, room, room, "")
    for (const specifier of importsOf(join(directory, name))) {
      if (!specifier.startsWith(".")) continue
      const path = normalize(join(dirname(name), specifier))
      if (!path.startsWith("..")) add(arrows, room, roomOf(path), join(directory, name))
    }
  }
  return arrows
}

// The lines of one mermaid diagram that are arrows, such as `  store --> model & vault`.
const arrowsOf = (diagram: string): Arrows => {
  const arrows = new Map<string, Map<string, string>>()
  for (const [, from = "", to = ""] of diagram.matchAll(/^ *([\w-]+) --> ([\w &-]+)$/gm)) {
    for (const each of to.split(" & ")) add(arrows, from, each, document)
  }
  return arrows
}

const circle = (arrows: Arrows, at: string, way: ReadonlyArray<string> = []): ReadonlyArray<string> | undefined => {
  if (way.includes(at)) return [...way.slice(way.indexOf(at)), at]
  for (const to of arrows.get(at)?.keys() ?? []) {
    const found = circle(arrows, to, [...way, at])
    if (found !== undefined) return found
  }
  return undefined
}

const simulators = "start/simulators.ts"

// Whoever runs the gateway with real providers has nothing simulated in the process.
const checkSimulators = () => {
  for (const name of sources(gateway)) {
    const text = readFileSync(join(gateway, name), "utf8")
    if (name !== simulators && /"@switchyard\/sandbox/.test(text)) {
      problems.push(`${join(gateway, name)}: only ${simulators} imports the simulators`)
    }
    if (/from "[^"]*\/simulators\.ts"/.test(text)) {
      problems.push(`${join(gateway, name)}: ${simulators} is imported only where it is needed, with import()`)
    }
  }
}

const compare = (what: string, diagram: string, real: Arrows) => {
  const drawn = arrowsOf(diagram)
  for (const [from, targets] of real) {
    if (!new RegExp(`\\b${from}\\b`).test(diagram)) problem(`${what}: ${from} is not in the diagram`)
    for (const [to, file] of targets) {
      if (drawn.get(from)?.has(to) !== true) problem(`${what}: ${from} --> ${to} is missing; ${file} imports it`)
    }
  }
  for (const [from, targets] of drawn) {
    for (const to of targets.keys()) {
      if (real.get(from)?.has(to) !== true) problem(`${what}: ${from} --> ${to} is drawn, and nothing imports it`)
    }
  }
  const found = [...real.keys()].map((place) => circle(real, place)).find((way) => way !== undefined)
  if (found !== undefined) problem(`${what}: the imports run in a circle, ${found.join(" --> ")}`)
}

const diagrams = [...readFileSync(document, "utf8").matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(([, text]) => text)
const [packages, roomsOfCore, rooms] = diagrams
if (packages === undefined || roomsOfCore === undefined || rooms === undefined) {
  problem("needs three diagrams, of the packages, of the rooms of core and of those of the gateway")
} else {
  compare("packages", packages, ofPackages())
  compare("rooms of core", roomsOfCore, ofRooms("packages/core/src"))
  compare("rooms of the gateway", rooms, ofRooms(gateway))
}

checkSimulators()

for (const line of problems) console.log(line)
console.log(problems.length === 0 ? "architecture: every arrow is real" : `architecture: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
